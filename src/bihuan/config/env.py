"""Typed reading of the environment: every setting has a name, a type and a default.

A secret never has to stand in the environment itself: ``NAME_FILE`` names a file that holds it.
A ``BIHUAN_`` variable that nothing reads is an error, because it is most often a misspelt one.
"""

import os
from collections.abc import Collection
from pathlib import Path

PREFIX = "BIHUAN_"
_seen: set[str] = set()


class BadSetting(ValueError):
    """A setting from the environment cannot be used; the message says which and why."""


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file named by ``NAME_FILE``, or the default."""
    file_name = f"{name}_FILE"
    _seen.update({name, file_name})
    path = os.environ.get(file_name, "")
    if not path:
        return os.environ.get(name, default)
    if name in os.environ:
        raise BadSetting(f"Set {name} or {file_name}, not both.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{file_name} names a file that cannot be read: {error}.") from error


def flag(name: str, *, default: bool) -> bool:
    """Return a boolean: 1/true/yes/on or 0/false/no/off."""
    value = text(name, "1" if default else "0").casefold()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number that is not smaller than ``least``."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}.") from None
    if result < least:
        raise BadSetting(f"{name} must be at least {least}, not {result}.")
    return result


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, default: str, among: Collection[str]) -> str:
    """Return one of the allowed words."""
    value = text(name, default)
    if value not in among:
        raise BadSetting(f"{name} must be one of {', '.join(sorted(among))}, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    """Return an absolute path."""
    return Path(text(name, str(default))).expanduser().resolve()


def read_elsewhere(*names: str) -> None:
    """Say that these variables are read by another entry point, so they are not misspelt."""
    _seen.update(names)


def unknown() -> list[str]:
    """Return the ``BIHUAN_`` variables that nothing reads."""
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in _seen)
