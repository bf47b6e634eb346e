"""What the commission office writes on rows, what the owner answers, and the reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import may
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.matters.events import BodyReminded
from bihuan.modules.matters.models import ListState, MatterList, Reminder, RowNote
from bihuan.modules.matters.operations.editing import hold
from bihuan.modules.matters.policies import CHECK_FILINGS, may_note
from bihuan.modules.matters.queries.bodies import expected_bodies
from bihuan.modules.matters.rules import verbs

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor


class NoteRefused(ValueError):
    """The note or answer is refused; the message is a sentence."""


class AlreadyReminded(NoteRefused):
    """One reminder a day is enough."""


@transaction.atomic
def write_note(
    *, matter_list: MatterList, row_id: int, text: str, actor: Actor, at: datetime
) -> RowNote:
    """Write what is wrong with one row of a filed list.

    :raises NoteRefused: not the office, not while it checks, no such row, or nothing written.
    """
    held = _hold_for_office(matter_list, actor=actor)
    row = held.rows.filter(pk=row_id).first()
    if row is None:
        raise NoteRefused("清单里没有这一行。请刷新页面。")
    if not text.strip():
        raise NoteRefused("审核意见是空的。请写明这一行哪里需要补正。")
    note = RowNote.objects.create(
        matter_list=held,
        row=row,
        row_code=row.code,
        filing_round=held.filing_round,
        text=text.strip(),
        author_key=actor.key,
        author_name=actor.name,
        at=at,
    )
    _record(verbs.NOTED.key, held, actor=actor, at=at, row_code=row.code)
    return note


@transaction.atomic
def note_row(*, row_id: int, text: str, actor: Actor, at: datetime) -> bool:
    """Write a note on a row if its list is being checked by this office; answer whether it was."""
    held = (
        MatterList.objects.select_related("case")
        .filter(rows__pk=row_id, case__state=ListState.FILED)
        .first()
    )
    if held is None or not may_note(actor, held):
        return False
    write_note(matter_list=held, row_id=row_id, text=text, actor=actor, at=at)
    return True


@transaction.atomic
def remove_note(*, matter_list: MatterList, note_id: int, actor: Actor, at: datetime) -> None:
    """Take back a note that nobody outside the office has seen.

    :raises NoteRefused: not the office, not while it checks, or already released.
    """
    held = _hold_for_office(matter_list, actor=actor)
    note = held.notes.filter(pk=note_id, released_at__isnull=True).first()
    if note is None:
        raise NoteRefused("这条意见已经随退回发出，不能删去。")
    note.delete()
    _record(verbs.NOTE_REMOVED.key, held, actor=actor, at=at, row_code=note.row_code)


@transaction.atomic
def answer_note(
    *, matter_list: MatterList, note_id: int, answer: str, actor: Actor, at: datetime
) -> RowNote:
    """Say how the row was corrected, or why it stays.

    :raises NoteRefused: no such note, not returned, or nothing written.
    :raises EditRefused: not the owner of the list.
    """
    held = hold(matter_list, actor=actor)
    note = held.notes.filter(pk=note_id, released_at__isnull=False).first()
    if note is None or held.case.state != ListState.RETURNED:
        raise NoteRefused("清单不在补正状态，不能答复审核意见。")
    if not answer.strip():
        raise NoteRefused("补正说明是空的。请写明怎样补正，或者为什么不改。")
    note.answer, note.answered_by, note.answered_at = answer.strip(), actor.name, at
    note.save(update_fields=["answer", "answered_by", "answered_at"])
    _record(verbs.ANSWERED.key, held, actor=actor, at=at, row_code=note.row_code)
    return note


@transaction.atomic
def remind(*, body: str, year: int, actor: Actor, at: datetime) -> Reminder:
    """Press 催办 for a body that has not filed: recorded, and at most once a day.

    :raises NoteRefused: not an office, or not a body that files with it.
    :raises AlreadyReminded: somebody already pressed today.
    """
    on = civil_day(at)
    if not may(actor, CHECK_FILINGS):
        raise NoteRefused("只有环委办可以催办。")
    if body not in expected_bodies(actor.region, on=on):
        raise NoteRefused("这个单位不向本环委办报备清单，不能催办。")
    filed = MatterList.objects.filter(case__body=body, year=year, filed_on__isnull=False).exclude(
        case__state__in=(ListState.RETURNED, ListState.WITHDRAWN)
    )
    if filed.exists():
        raise NoteRefused("这个单位的清单已经报备，不需要催办。")
    reminder, new = Reminder.objects.get_or_create(
        office_body=actor.body,
        body=body,
        year=year,
        on=on,
        defaults={"at": at, "actor_key": actor.key, "actor_name": actor.name},
    )
    if not new:
        raise AlreadyReminded(
            f"今天已由{reminder.actor_name}催办过一次。每个单位每天最多催办一次。"
        )
    ledger.record(
        verbs.REMINDED.key, actor=actor, at=at, subject=f"body:{body}", facts={"year": year}
    )
    events.publish(BodyReminded(body=body, office_body=actor.body, year=year, on=on))
    return reminder


def _hold_for_office(matter_list: MatterList, *, actor: Actor) -> MatterList:
    ledger.lock()  # before the rows: docs/develop/locking.md
    held = (
        MatterList.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .get(pk=matter_list.pk)
    )
    if not may_note(actor, held):
        raise NoteRefused("只有收件的环委办在审核期间可以写行内意见。")
    return held


def _record(verb: str, held: MatterList, *, actor: Actor, at: datetime, row_code: str) -> None:
    ledger.record(verb, actor=actor, at=at, subject=held.case.subject, facts={"row": row_code})
