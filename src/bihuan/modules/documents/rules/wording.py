"""From wording with holes to finished blocks. A hole takes text as it is; nothing is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.values import FieldType
from bihuan.modules.documents.rules.writing import HOLE, Block, numeral, paragraphs

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from bihuan.modules.documents.rules.values import Adaptation, Cell, Field, Kind, Section


def hole(field: Field) -> str:
    """Show in a draft what is still to be filled in."""
    return f"〔待填：{field.label}〕"


def shown(field: Field, value: Any) -> str:
    """Return a value as one piece of text."""
    if field.type is FieldType.LIST:
        return "、".join(value)
    return "" if field.type is FieldType.TABLE else str(value)


def fill(words: str, kind: Kind, values: Mapping[str, Any]) -> str:
    """Put values into the holes of a wording."""
    fields = {field.key: field for field in kind.fields}

    def put(found: re.Match[str]) -> str:
        field = fields[found[1]]
        value = values.get(field.key)
        if value:
            text = shown(field, value)
            # The wording brings its own full stop.
            return text.removesuffix("。") if words[found.end() :].startswith("。") else text
        return hole(field) if field.required else ""

    return HOLE.sub(put, words)


def adapted(place: str, words: str, adaptation: Adaptation | None) -> str:
    """Take the office's own words where it has some."""
    return words if adaptation is None else adaptation.wording.get(place, words)


def title(kind: Kind, values: Mapping[str, Any], adaptation: Adaptation | None) -> str:
    """Return the title of a paper."""
    return fill(adapted("title", kind.title, adaptation), kind, values)


def note(kind: Kind, values: Mapping[str, Any], adaptation: Adaptation | None) -> str:
    """Return the note of a kind; nothing where everything it would tell is empty."""
    words = adapted("note", kind.note, adaptation)
    names = HOLE.findall(words)
    required = {field.key for field in kind.fields if field.required}
    if names and not any(values.get(name) or name in required for name in names):
        return ""
    return fill(words, kind, values)


def table(field: Field, rows: list[list[str]]) -> Block:
    """Build the block of a table field; the caption is the field's name."""
    columns = [{"label": column.label, "width": column.width} for column in field.columns]
    return {"t": "table", "caption": "", "columns": columns, "rows": rows}


def wanted(section: Section, kind: Kind, values: Mapping[str, Any]) -> bool:
    """Judge whether a section has anything to say."""
    if section.when:
        return bool(values.get(section.when))
    source = section.list or section.table
    names = (source,) if source else HOLE.findall(section.text)
    fields = {field.key: field for field in kind.fields}
    return not names or any(values.get(name) or fields[name].required for name in names)


def section_blocks(section: Section, kind: Kind, values: Mapping[str, Any]) -> Iterator[Block]:
    """Build what stands under one heading."""
    fields = {field.key: field for field in kind.fields}
    if section.text:
        yield from paragraphs(fill(section.text, kind, values))
    if section.list:
        items = values.get(section.list) or [hole(fields[section.list])]
        end = len(items) - 1
        for number, item in enumerate(items):
            stop = "" if item.endswith(("。", "；", "！", "？")) else "；" if number < end else "。"
            mark = f"（{numeral(number + 1)}）" if section.head else f"{number + 1}."
            yield {"t": "p", "text": f"{mark}{item}{stop}"}
    if section.table and values.get(section.table):
        yield table(fields[section.table], values[section.table])


def body(kind: Kind, values: Mapping[str, Any], adaptation: Adaptation | None) -> list[Block]:
    """Build the whole text: sections with their headings counted 一、二、, then the closing."""
    blocks: list[Block] = []
    count = 0
    for place, section in enumerate(kind.body):
        if not wanted(section, kind, values):
            continue
        if section.head:
            count += 1
            head = adapted(f"body.{place + 1}.head", section.head, adaptation)
            head = fill(head, kind, values)
            blocks.append({"t": "h1", "head": f"{numeral(count)}、{head}", "text": ""})
        words = adapted(f"body.{place + 1}", section.text, adaptation)
        changed = type(section)(section.head, words, section.list, section.table, section.when)
        blocks += section_blocks(changed, kind, values)
    closing = fill(adapted("closing", kind.closing, adaptation), kind, values)
    return blocks + list(paragraphs(closing))


def cells(kind: Kind, values: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """Build the labelled cells of a form."""

    def one(cell: Cell) -> dict[str, Any]:
        text = fill(cell.text, kind, values)
        return {
            "label": cell.label, "text": text, "span": cell.span, "sign": cell.sign,
            "tall": cell.tall,
        }  # fmt: skip

    return [[one(cell) for cell in row] for row in kind.rows]
