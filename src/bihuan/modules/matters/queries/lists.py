"""Reads of working lists for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import ListState, MatterList, MatterRow, RowNote
from bihuan.modules.matters.policies import may_read_note
from bihuan.modules.matters.queries.bases import flags
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.queries.duties import lost_pointers
from bihuan.modules.matters.rules import guards
from bihuan.modules.matters.rules.bases import bases_text
from bihuan.modules.matters.rules.faults import row_faults
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.matters.rules.states import CLOSED

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.rules.instruments import Proposal


@dataclass(frozen=True, slots=True)
class RowView:
    """One row as the list page shows it, with what is wrong and what the office said."""

    row: MatterRow
    category: str
    partners: str
    bases: str
    faults: tuple[str, ...]
    notes: tuple[RowNote, ...]
    flags: tuple[Proposal, ...] = ()
    lost: str = ""


@dataclass(frozen=True, slots=True)
class SealView:
    """One certification; `stale` is derived, `changes` names why."""

    role_label: str
    actor_name: str
    actor_post: str
    on_behalf_of: str
    at: datetime
    digest: str
    stale: bool
    changes: tuple[str, ...]
    counts: bool


def lists_for(actor: Actor) -> QuerySet[MatterList]:
    """The lists this actor may see."""
    # Naming the process lets the planner begin with the few cases that are lists.
    return MatterList.objects.select_related("case").filter(
        process.visible_to(actor, path="case__"), case__process="matter-list"
    )


def list_by_number(number: str, *, actor: Actor) -> MatterList:
    """One list by the number of its case.

    :raises NotFound: there is none for this actor.
    """
    case = process.case_by_number(number, actor)
    found = MatterList.objects.select_related("case").filter(case=case.pk).first()
    if found is None:
        raise NotFound(number)
    return found


def row_views(matter_list: MatterList, *, actor: Actor, on: date) -> tuple[RowView, ...]:
    """The rows in their order."""
    rows = guards.rows_now(matter_list)
    names = names_of((code for row in rows for code in row.co_bodies), on=on)
    categories = policy().categories
    flagged = flags(rows, on=on)
    if flagged and not _counts(matter_list):
        flagged = {}
    lost = lost_pointers(rows, region=matter_list.case.region, on=on)
    # What a later rule would ask of it is for its next version.
    closed = matter_list.case.state in CLOSED
    notes: dict[int, list[RowNote]] = {}
    for note in guards.notes_of(matter_list):
        if note.row_id is not None and may_read_note(actor, note):
            notes.setdefault(note.row_id, []).append(note)
    return tuple(
        RowView(
            row=row,
            category=categories.get(row.category, row.category),
            partners="、".join(names.get(code, code) for code in row.co_bodies),
            bases=bases_text(row.legal_bases),
            faults=() if closed else tuple(sentence for _field, sentence in row_faults(row)),
            notes=tuple(notes.get(row.pk, ())),
            flags=flagged.get(row.pk, ()),
            lost=lost.get(row.pk, ""),
        )
        for row in rows
    )


def _counts(matter_list: MatterList) -> bool:
    """A version that was replaced or withdrawn keeps the texts of its time."""
    if matter_list.case.state == ListState.WITHDRAWN:
        return False
    return not matter_list.superseded_by.filter(case__state=ListState.PUBLISHED).exists()


def notes_for(matter_list: MatterList, *, actor: Actor) -> tuple[RowNote, ...]:
    """The notes this actor may read, oldest first."""
    return tuple(note for note in guards.notes_of(matter_list) if may_read_note(actor, note))


def previous_number(matter_list: MatterList) -> str:
    """The number of the list this one replaces, "" for a first one."""
    if matter_list.supersedes_id is None:
        return ""
    return guards.list_now(matter_list.supersedes_id).number


def seal_views(matter_list: MatterList, *, actor: Actor, on: date) -> tuple[SealView, ...]:
    """Every certification ever given, newest first; those that count are compared with now."""
    del actor  # whoever sees the list sees its seals
    seals = guards.seals_of(matter_list)
    counting = {seal.pk for seal in guards.counting(seals)}
    now = guards.content_now(matter_list)
    codes = {code for row in now["rows"] for code in row["co_bodies"]}
    names = names_of(codes, on=on)
    views: list[SealView] = []
    for seal in seals:
        counts = seal.pk in counting
        changes = guards.changes_since(seal, now, names=names) if counts else ()
        views.append(
            SealView(
                role_label=guards.ROLE_LABELS[seal.role],
                actor_name=seal.actor_name,
                actor_post=seal.actor_post,
                on_behalf_of=seal.on_behalf_of,
                at=seal.at,
                digest=seal.snapshot_id,
                stale=seal.snapshot_id != matter_list.content_digest,
                changes=tuple(change.sentence for change in changes),
                counts=counts,
            )
        )
    return tuple(views)


def list_numbered(number: str) -> MatterList | None:
    """The list of a number, for the product itself; whoever shows it asks who may see it."""
    return MatterList.objects.select_related("case").filter(case__number=number).first()
