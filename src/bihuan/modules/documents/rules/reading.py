"""Reading kinds from TOML; what is wrong is named with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.values import (
    Cell,
    Column,
    Direction,
    Field,
    FieldType,
    Form,
    Kind,
    Section,
)
from bihuan.modules.documents.rules.writing import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class BadKind(ValueError):
    """A kind is not written as it must be."""


def _field(raw: Mapping[str, Any]) -> Field:
    columns = tuple(Column(**one) for one in raw.get("columns", ()))
    rest = {key: value for key, value in raw.items() if key not in {"columns", "type", "options"}}
    return Field(
        **rest,
        type=FieldType(raw.get("type", "line")),
        options=tuple(raw.get("options", ())),
        columns=columns,
    )


def kind(key: str, raw: Mapping[str, Any], *, group: str) -> Kind:
    """Read one kind."""
    plain = ("version", "label", "doctype", "title", "closing", "note")
    try:
        made = Kind(
            key=key,
            group=group,
            form=Form(raw["form"]),
            direction=Direction(raw["direction"]),
            fields=tuple(_field(one) for one in raw.get("fields", ())),
            body=tuple(Section(**one) for one in raw.get("body", ())),
            rows=tuple(tuple(Cell(**one) for one in row) for row in raw.get("rows", ())),
            several_recipients=raw.get("several_recipients", True),
            sealed=raw.get("sealed", True),
            sample=raw.get("sample", {}),
            **{name: raw[name] for name in plain if name in raw},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadKind(f"{key}: {error}") from error
    for fault in faults(made):
        raise BadKind(f"{key}: {fault}")
    return made


def wordings(made: Kind) -> Iterator[str]:
    """Return every wording of a kind that may name fields."""
    yield from (made.title, made.closing, made.note)
    for section in made.body:
        yield from (section.head, section.text)
    for row in made.rows:
        for cell in row:
            yield cell.text


def names_in(words: str) -> tuple[str, ...]:
    """Return the fields a wording names."""
    return tuple(HOLE.findall(words))


def faults(made: Kind) -> Iterator[str]:
    """Say what does not fit together in a kind."""
    known = {field.key: field for field in made.fields}
    for words in wordings(made):
        for name in names_in(words):
            if name not in known:
                yield f"wording names {name}, which is no field"
    for section in made.body:
        for name in (section.list, section.table, section.when):
            if name and name not in known:
                yield f"a section names {name}, which is no field"
    for field in made.fields:
        if (field.type is FieldType.TABLE) != bool(field.columns):
            yield f"field {field.key}: columns belong to tables"
        if (field.type is FieldType.CHOICE) != bool(field.options):
            yield f"field {field.key}: options belong to choices"
