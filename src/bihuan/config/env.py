"""Typed reading of the environment: every setting has a name, a type and a default."""

import os
from pathlib import Path

PREFIX = "BIHUAN_"
_seen: set[str] = set()


class BadSetting(ValueError):
    """A setting from the environment cannot be used; the message says which and why."""


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file named by ``NAME_FILE``, or the default."""
    _seen.update({name, f"{name}_FILE"})
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """Return a boolean: 1/true/yes/on or 0/false/no/off."""
    value = text(name, "1" if default else "0").casefold()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def unknown() -> list[str]:
    """Return the BIHUAN_ variables that nothing reads: most often a misspelt one."""
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in _seen)
