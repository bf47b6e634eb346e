"""What a certification covers, as canonical text with a fingerprint, and what differs between two.

The canonical text is JSON with sorted keys, no spaces and UTF-8 characters as they are. Its SM3
digest is what a seal is bound to. Publication address, opinions, notes and receipt are outside:
they come after the certification and belong to other steps.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.modules.matters.models import MatterList, MatterRow
from bihuan.modules.matters.rules.bases import bases_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = "bihuan-matter-list/1"
HEADER_FIELDS = (
    "year",
    "list_version",
    "basis_documents",
    "drafting_office",
    "comb_note",
    "party_meeting_on",
    "valid_from",
    "valid_to",
)
ROW_FIELDS = (
    "code",
    "name",
    "description",
    "category",
    "role",
    "co_bodies",
    "legal_bases",
    "sanding_clause",
    "duty_list_clause",
    "level",
    "supervised_object",
    "measures",
    "target",
    "output",
    "completion",
    "leader",
    "lead_office",
    "contact",
    "publishable",
    "unpublished_reason",
    "public_contact",
)
SHOWN = 40

Content = dict[str, Any]


def field_label(name: str) -> str:
    """The label of a header or row field."""
    if name == "title":
        return "标题"
    if name == "position":
        return "序号"
    model = MatterRow if name in ROW_FIELDS else MatterList
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented API


def content_of(*, title: str, header: MatterList, rows: Iterable[MatterRow]) -> Content:
    """The content a seal covers; rows come in the order of the list."""
    return {
        "format": FORMAT,
        "title": title,
        "header": {name: _plain(getattr(header, name)) for name in HEADER_FIELDS},
        "rows": [
            {name: _plain(getattr(row, name)) for name in ROW_FIELDS} | {"position": number}
            for number, row in enumerate(rows, start=1)
        ],
    }


def canonical(content: Content) -> str:
    """The one way this content is written down."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SM3 fingerprint of a canonical text."""
    return hashlib.new("sm3", text.encode()).hexdigest()


def sm3_of(data: bytes) -> str:
    """The SM3 fingerprint of a file."""
    return hashlib.new("sm3", data).hexdigest()


def sha256_of(data: bytes) -> str:
    """The SHA-256 fingerprint of a file."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between what was certified and what is there now."""

    place: str
    field: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The difference in words."""
        if not self.field:
            return f"{self.place}{self.after}"
        return f"{self.place}“{self.field}”由“{_short(self.before)}”改为“{_short(self.after)}”"


def differences(
    before: Content, after: Content, *, names: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """What changed, header first, then row by row in the order of the list."""
    known = names or {}
    found = [
        Change("清单", field_label(name), shown(name, old, known), shown(name, new, known))
        for name, old, new in _pairs(_head(before), _head(after))
    ]
    old_rows = {row["code"]: row for row in before["rows"]}
    new_rows = {row["code"]: row for row in after["rows"]}
    for code, row in new_rows.items():
        if code not in old_rows:
            found.append(Change(_place(row), "", "", "是新增的"))
            continue
        found.extend(
            Change(_place(row), field_label(name), shown(name, old, known), shown(name, new, known))
            for name, old, new in _pairs(old_rows[code], row)
        )
    found.extend(
        Change(_place(row), "", "", "已被删除")
        for code, row in old_rows.items()
        if code not in new_rows
    )
    return tuple(found)


def _head(content: Content) -> dict[str, Any]:
    return {"title": content["title"], **content["header"]}


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(name, old.get(name), value) for name, value in new.items() if old.get(name) != value]


def _place(row: Mapping[str, Any]) -> str:
    return f"第{row['position']}行（{row['code']}）"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def shown(name: str, value: object, names: Mapping[str, str]) -> str:
    """A stored value in words."""
    if name == "co_bodies" and isinstance(value, list):
        return "、".join(names.get(str(code), str(code)) for code in value)
    if name == "legal_bases" and isinstance(value, list):
        return bases_text(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = {str(key): str(label) for key, label in _choices(name)}
    return choices.get(str(value), "" if value is None else str(value))


def _choices(name: str) -> list[tuple[Any, Any]]:
    if name not in {"role", "level"}:
        return []
    return list(MatterRow._meta.get_field(name).choices or [])  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented API


def _short(text: str) -> str:
    if not text:
        return "空"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}……"
