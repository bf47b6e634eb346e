"""Taking over a filled workbook: first seen, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.sheets import Preview, read_sheet
from bihuan.modules.matters.models import MatterList, MatterRow
from bihuan.modules.matters.operations.editing import hold
from bihuan.modules.matters.operations.keeping import touch
from bihuan.modules.matters.operations.opening import open_list
from bihuan.modules.matters.queries.bodies import partner_codes
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.content import ROW_FIELDS, sm3_of
from bihuan.modules.matters.rules.sheet import row_errors, row_values, template
from bihuan.modules.matters.rules.states import CLOSED
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.sheets import SheetRow

Read: TypeAlias = "tuple[Preview, dict[str, dict[str, Any]]]"
WRITTEN = ("position", "name_key", "revision", *(name for name in ROW_FIELDS if name != "code"))
BATCH = 500


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What a file would do, or did: `done` tells which."""

    preview: Preview
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    done: bool

    @property
    def ok(self) -> bool:
        """Whether the file may be taken over."""
        return self.preview.ok

    @property
    def errors(self) -> tuple[str, ...]:
        """Every fault as one sentence that names sheet, row and column."""
        return tuple(error.sentence for error in self.preview.errors)

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """The filled rows."""
        return self.preview.rows


def import_matters(
    *, matter_list: MatterList, data: bytes, dry_run: bool, actor: Actor, at: datetime
) -> ImportOutcome:
    """Read a filled workbook and, unless it is a dry run or has a fault, make it the list.

    The file stands for the whole list: matters are matched by code; those not in it are taken out.

    :raises WorkbookRefusedError: the file is no workbook, or beyond the limits.
    :raises EditRefused: the list may not be changed by this actor now.
    """
    case = matter_list.case
    read = _read(data, body=case.body, region=case.region, at=at)
    return _take(matter_list, read, data=data, dry_run=dry_run, actor=actor, at=at)


def _read(data: bytes, *, body: str, region: str, at: datetime) -> Read:
    """Read and judge a file. It takes seconds, so it is done before anything is locked."""
    preview = read_sheet(data, template())
    codes = partner_codes(
        (name for row in preview.rows for name in row.many("co_bodies")),
        region=region,
        on=civil_day(at),
    )
    preview = preview.with_errors(row_errors(preview, codes=codes, own_body=body))
    return preview, {row.text("code"): row_values(row, codes=codes) for row in preview.rows}


def _take(
    matter_list: MatterList,
    read: Read,
    *,
    data: bytes,
    dry_run: bool,
    actor: Actor,
    at: datetime,
) -> ImportOutcome:
    preview, wanted = read
    with transaction.atomic():
        held = hold(matter_list, actor=actor)
        outcome, rows = _plan(held, preview, wanted)
        if dry_run or not preview.ok:
            return outcome
        held.rows.filter(code__in=outcome.removed).delete()
        MatterRow.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["matter_list", "code"],
            update_fields=list(WRITTEN),
        )
        ledger.record(
            verbs.IMPORTED.key,
            actor=actor,
            at=at,
            subject=held.case.subject,
            facts={
                "added": len(outcome.added),
                "changed": len(outcome.changed),
                "removed": len(outcome.removed),
            },
            evidence=(sm3_of(data),),
        )
        touch(held, at=at)
    return ImportOutcome(
        preview, outcome.added, outcome.changed, outcome.removed, outcome.unchanged, done=True
    )


def _plan(
    held: MatterList, preview: Preview, wanted: dict[str, dict[str, Any]]
) -> tuple[ImportOutcome, list[MatterRow]]:
    present = {row.code: row for row in held.rows.all()}
    gone = {row.name_key: row for code, row in present.items() if code not in wanted}
    rows: list[MatterRow] = []
    added: list[str] = []
    changed: list[str] = []
    for position, (code, values) in enumerate(wanted.items(), start=1):
        old = present.get(code)
        revision = 0
        if old is None:
            added.append(code)
        elif any(getattr(old, name) != values[name] for name in ROW_FIELDS):
            changed.append(code)
            revision = old.revision + 1
        elif old.position == position:
            continue
        else:
            revision = old.revision
        row = MatterRow(matter_list=held, position=position, revision=revision, **values)
        same = old or gone.pop(values["name_key"], None)  # a matter under a new code stays itself
        if same is not None:
            row.identity, row.origin = same.identity, same.origin
        rows.append(row)
    removed = tuple(code for code in present if code not in wanted)
    unchanged = len(wanted) - len(added) - len(changed)
    outcome = ImportOutcome(preview, tuple(added), tuple(changed), removed, unchanged, done=False)
    return outcome, rows


def import_for_body(
    *, body: str, data: bytes, dry_run: bool, actor: Actor, at: datetime
) -> ImportOutcome:
    """Import into the list this body has in hand, or into a new one for the present year.

    A dry run leaves nothing behind, not even the new list.

    :raises WorkbookRefusedError: the file is no workbook, or beyond the limits.
    :raises EditRefused: the list may not be changed by this actor now.
    :raises Refused: this actor may not begin a list for this body.
    """
    region = organisations.body(body, on=civil_day(at)).region
    read = _read(data, body=body, region=region, at=at)
    with transaction.atomic():
        held = (
            MatterList.objects.select_related("case")
            .filter(case__body=body)
            .exclude(case__state__in=CLOSED)
            .first()
        )
        if held is None:
            held = open_list(body=body, year=civil_day(at).year, actor=actor, at=at)
        outcome = _take(held, read, data=data, dry_run=dry_run, actor=actor, at=at)
        if not outcome.done:
            transaction.set_rollback(True)
    return outcome
