"""Who cites which text, and which matters in force rest on a text that is law no longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import Citation, ListState, MatterRow, Publication
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules.bases import LegalBase, bases_of
from bihuan.modules.matters.rules.instruments import GONE, Instrument, Proposal, register
from bihuan.modules.matters.rules.states import CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor

IN_HAND = tuple(state.value for state in ListState if state not in CLOSED)


@dataclass(frozen=True, slots=True)
class BaseLine:
    """One instrument as the register page shows it."""

    instrument: Instrument
    status: str
    cited: int

    @property
    def urgent(self) -> bool:
        """Whether matters still point to a text that is gone."""
        return self.status == GONE and self.cited > 0


@dataclass(frozen=True, slots=True)
class CitingRow:
    """One matter that cites an instrument."""

    number: str
    body: str
    body_name: str
    state_label: str
    code: str
    name: str
    cited: str
    sentence: str


def base_lines(*, on: date, actor: Actor) -> tuple[BaseLine, ...]:
    """Every instrument of the register, what needs work first, with how many matters cite it."""
    counts = _counts(actor)
    lines = [
        BaseLine(item, item.status(on), sum(counts.get(name, 0) for name in item.names))
        for item in register().instruments
    ]
    return tuple(sorted(lines, key=lambda line: not line.urgent))


def unregistered(*, actor: Actor) -> tuple[tuple[str, int], ...]:
    """Names that matters cite and the register does not know, the most cited first."""
    known = register()
    found = ((name, count) for name, count in _counts(actor).items() if known.find(name) is None)
    return tuple(sorted(found, key=lambda item: (-item[1], item[0])))


def citing(instrument: Instrument, *, on: date, actor: Actor) -> tuple[CitingRow, ...]:
    """The matters in force or in hand that cite an instrument, by body and place."""
    found = (
        _live(actor)
        .filter(instrument__in=instrument.names)
        .select_related("row", "matter_list__case")
        .order_by("matter_list__case__body", "matter_list_id", "row__position", "article")
    )
    names = names_of({item.matter_list.case.body for item in found}, on=on)
    lines: list[CitingRow] = []
    for item in found:
        base = LegalBase(item.instrument, item.article)
        proposal = register().judge(base, on=on)
        case = item.matter_list.case
        lines.append(
            CitingRow(
                number=case.number,
                body=case.body,
                body_name=names[case.body],
                state_label=str(ListState(case.state).label),
                code=item.row.code,
                name=item.row.name,
                cited=str(base),
                sentence=proposal.sentence if proposal else "",
            )
        )
    return tuple(lines)


def flags(rows: Iterable[MatterRow], *, on: date) -> dict[int, tuple[Proposal, ...]]:
    """What is wrong with the legal bases of each row on a day, and where to point instead."""
    known = register()
    found = ((row.pk, known.judge_all(bases_of(row.legal_bases), on=on)) for row in rows)
    return {key: proposals for key, proposals in found if proposals}


def repealed_in_force(region: str, *, on: date) -> tuple[tuple[MatterRow, Proposal], ...]:
    """Matters of the lists in force in a region that rest on a text that is law no longer."""
    current = Publication.objects.filter(current=True, region=region)
    gone = {
        name for item in register().instruments if item.status(on) == GONE for name in item.names
    }
    rows = (
        MatterRow.objects.filter(
            matter_list__case__number__in=current.values("case_number"),
            citations__instrument__in=gone,
        )
        .select_related("matter_list__case")
        .order_by("matter_list_id", "position")
        .distinct()
    )
    return tuple(
        (row, proposal)
        for row in rows
        for proposal in register().repealed(bases_of(row.legal_bases), on=on)
    )


def _live(actor: Actor) -> QuerySet[Citation]:
    """Citations of lists in force and in hand that this actor may see."""
    current = Publication.objects.filter(current=True).values("case_number")
    return Citation.objects.filter(
        process.visible_to(actor, path="matter_list__case__"),
        Q(matter_list__case__number__in=current) | Q(matter_list__case__state__in=IN_HAND),
    )


def _counts(actor: Actor) -> dict[str, int]:
    found = _live(actor).values_list("instrument").annotate(rows=Count("row", distinct=True))
    return dict(found)
