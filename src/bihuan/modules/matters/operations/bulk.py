"""One change for many matters: first shown row by row, then done all at once or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.matters.models import MatterList, MatterRow
from bihuan.modules.matters.operations.editing import (
    EditConflict,
    EditRefused,
    fill,
    hold,
)
from bihuan.modules.matters.operations.keeping import touch
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.bases import bases_of
from bihuan.modules.matters.rules.content import field_label, shown
from bihuan.modules.matters.rules.instruments import register

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from bihuan.kernel.access import Actor

SETTABLE = (
    "category",
    "level",
    "leader",
    "lead_office",
    "contact",
    "public_contact",
    "completion",
    "target",
    "output",
    "supervised_object",
    "sanding_clause",
    "duty_list_clause",
)
TEXTS = (
    "name",
    "description",
    "measures",
    "target",
    "output",
    "supervised_object",
    "sanding_clause",
    "duty_list_clause",
    "leader",
    "lead_office",
    "contact",
    "public_contact",
)


class BulkKind(StrEnum):
    """What is done to every chosen matter."""

    SET = "set"
    REPLACE = "replace"
    REPOINT = "repoint"


@dataclass(frozen=True, slots=True)
class BulkChange:
    """The change: a value for a field, a text for a text, or new bases for repealed ones."""

    kind: BulkKind
    name: str = ""
    value: str = ""
    search: str = ""

    def faults(self) -> dict[str, str]:
        """Why this change makes no sense by itself, by input."""
        if self.kind is BulkKind.SET and self.name not in SETTABLE:
            return {"name": "请选择要填写的栏目。"}
        if self.kind is BulkKind.REPLACE and self.name not in TEXTS:
            return {"name": "请选择要替换文字的栏目。"}
        if self.kind is BulkKind.REPLACE and not self.search:
            return {"search": "请填写要查找的文字。"}
        return {}

    def apply_to(self, row: MatterRow, *, on: date) -> dict[str, Any]:
        """The values this row would get; empty where nothing changes."""
        if self.kind is BulkKind.REPOINT:
            bases = bases_of(row.legal_bases)
            pointed = register().repoint(bases, on=on)
            same = pointed == bases
            return {} if same else {"legal_bases": [base.as_data() for base in pointed]}
        old = str(getattr(row, self.name))
        new = self.value if self.kind is BulkKind.SET else old.replace(self.search, self.value)
        return {} if new == old else {self.name: new}


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What one matter would become."""

    row_id: int
    position: int
    code: str
    matter: str
    label: str
    before: str
    after: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What the change would do, or did."""

    lines: tuple[BulkLine, ...]
    unchanged: int
    revision: int
    done: bool
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it may be done: something changes and nothing is refused."""
        return bool(self.lines) and not self.errors and not any(line.fault for line in self.lines)


def change_many(
    *,
    matter_list: MatterList,
    rows: Collection[int],
    change: BulkChange,
    dry_run: bool,
    revision: int | None = None,
    actor: Actor,
    at: datetime,
) -> BulkOutcome:
    """Show what a change does to the chosen matters and, unless it is a dry run, do it.

    `revision` is the content revision the preview was made of.

    :raises EditRefused: not allowed, or not now, or the change makes no sense.
    :raises EditConflict: the content moved on since the preview.
    """
    faults = change.faults()
    if faults:
        raise EditRefused(faults)
    if not rows:
        raise EditRefused({"rows": "还没有选择事项。请至少选择一项。"})
    on = civil_day(at)
    with transaction.atomic():
        held = hold(matter_list, actor=actor)
        if revision is not None and held.content_revision != revision:
            raise EditConflict("预览之后清单内容有改动，没有修改任何一项。请重新预览。", held)
        lines, changed, unchanged = _plan(held, rows, change, on=on)
        outcome = BulkOutcome(lines, unchanged, held.content_revision, done=False)
        if dry_run or not outcome.ok:
            transaction.set_rollback(True)
            return outcome
        for row in changed:
            row.revision += 1
        fields = sorted({*_written(change), "revision"})
        MatterRow.objects.bulk_update(changed, fields, batch_size=200)
        ledger.record(
            verbs.BULK_CHANGED.key,
            actor=actor,
            at=at,
            subject=held.case.subject,
            facts={
                "kind": change.kind.value,
                "fields": "、".join(sorted(_written(change))),
                "rows": len(changed),
            },
        )
        touch(held, at=at)
    return BulkOutcome(lines, unchanged, held.content_revision, done=True)


def _written(change: BulkChange) -> set[str]:
    if change.kind is BulkKind.REPOINT:
        return {"legal_bases"}
    return {change.name, "name_key"} if change.name == "name" else {change.name}


def _plan(
    held: MatterList, chosen: Collection[int], change: BulkChange, *, on: date
) -> tuple[tuple[BulkLine, ...], list[MatterRow], int]:
    lines: list[BulkLine] = []
    changed: list[MatterRow] = []
    unchanged = 0
    rows = list(held.rows.filter(pk__in=chosen).order_by("position", "pk"))
    names = names_of((code for row in rows for code in row.co_bodies), on=on)
    for row in rows:
        values = change.apply_to(row, on=on)
        if not values:
            unchanged += 1
            continue
        ((name, value),) = values.items()
        before, fault = shown(name, getattr(row, name), names), ""
        try:
            fill(row, values)
        except EditRefused as refusal:
            fault = str(refusal)
        lines.append(
            BulkLine(
                row_id=row.pk,
                position=row.position,
                code=row.code,
                matter=row.name,
                label=field_label(name),
                before=before,
                after=shown(name, value, names),
                fault=fault,
            )
        )
        changed.append(row)
    return tuple(lines), changed, unchanged
