"""Records papers are drafted from: asked again at signing, so that no stale figure is signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.checkup import Stale

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bihuan.modules.documents.rules.values import Kind

Reader = "Callable[[str, str, date], Mapping[str, Any] | None]"
_readers: dict[str, Callable[[str, str, date], Mapping[str, Any] | None]] = {}
FIGURE = re.compile(r"\d+(?:\.\d+)?")


def register_record(key: str, reader: Callable[[str, str, date], Mapping[str, Any] | None]) -> None:
    """Make known who reads the records of a module.

    `reader(number, kind, on)` answers the fields a paper of this kind, drafted that day, would
    have from the record as it is now; None where the record is not its own.

    :raises ValueError: when the key is taken by another reader.
    """
    if _readers.get(key, reader) is not reader:
        message = f"The records {key!r} are registered twice."
        raise ValueError(message)
    _readers[key] = reader


def record_now(number: str, kind: str, *, on: date) -> Mapping[str, Any]:
    """What the record says now; nothing where nobody knows it."""
    for key in sorted(_readers):
        found = _readers[key](number, kind, on)
        if found is not None:
            return found
    return {}


def stale_in(
    kind: Kind, data: Mapping[str, Any], given: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[Stale, ...]:
    """Fields whose figures differ from the record: gone stale, or changed by hand."""
    found = []
    for field in kind.fields:
        if field.key not in given or field.key not in now:
            continue
        printed, wanted = figures(data.get(field.key)), figures(now[field.key])
        if printed == wanted or not (wanted or figures(given[field.key])):
            continue
        by_hand = printed != figures(given[field.key])
        shown = (_said(data.get(field.key)), _said(now[field.key]))
        found.append(Stale(field.label, field.key, *shown, by_hand=by_hand))
    return tuple(found)


def figures(value: object) -> tuple[str, ...]:
    """The numbers in a value, in their order; 09 is 9."""
    if isinstance(value, dict):
        return tuple(each for inner in value.values() for each in figures(inner))
    if isinstance(value, list | tuple):
        return tuple(each for inner in value for each in figures(inner))
    return tuple(each.lstrip("0") or "0" for each in FIGURE.findall(_said(value)))


def _said(value: object) -> str:
    if isinstance(value, dict):
        return "，".join(_said(each) for each in value.values())
    if isinstance(value, list | tuple):
        return "；".join(_said(each) for each in value)
    return "" if value is None else str(value)
