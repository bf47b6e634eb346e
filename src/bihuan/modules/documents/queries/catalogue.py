"""The kinds there are, read once from the TOML beside the layouts."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from bihuan.modules.documents.rules import reading
from bihuan.modules.documents.rules.values import BadPaper, Kind

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "documents"


@cache
def _all() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for path in sorted((FOLDER / "kinds").glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        group = raw.pop("group")
        for key, one in raw.items():
            if key in found:
                raise reading.BadKind(f"{key} stands in two files")
            found[key] = reading.kind(key, one, group=group)
    return found


def kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of the catalogue."""
    return tuple(_all().values())


def kind(key: str) -> Kind:
    """Return one kind by its key or its Chinese name."""
    found = _all().get(key) or next((one for one in kinds() if one.label == key), None)
    if found is None:
        raise BadPaper((f"没有名为“{key[:40]}”的文种；`bihuan paper kinds` 列出全部文种。",))
    return found
