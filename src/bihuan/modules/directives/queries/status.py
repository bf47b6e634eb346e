"""How duties stand, line by line: for the command line and for other modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries.standing import Standing, standings
from bihuan.modules.directives.rules.occurrences import period_word
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One duty on one day, ready to print or to serialise."""

    clause: str
    name: str
    body: str
    body_name: str
    period: str
    status: str
    word: str
    sentence: str
    due_on: str
    met_on: str
    evidence: tuple[str, ...]


class UnknownPlace(LookupError):
    """A clause or body that does not exist; the message says so."""


def status(*, on: date, actor: Actor, clause: str = "", body: str = "") -> list[StatusLine]:
    """Return how duties stood on a day, of one clause, of one body, or of one body and clause.

    :raises UnknownPlace: for a clause or body nobody knows.
    """
    ids = [item.ids[clause] for item in packs.loaded(actor.region) if clause in item.ids]
    if clause and not ids:
        raise UnknownPlace(f"没有编号为“{clause}”的条款。请用 1.1、2.1.5 这样的编号。")
    duties = Duty.objects.filter(policies.visible_to(actor), starts_on__lte=on)
    if clause:
        duties = duties.filter(clause_id__in=ids)
    if body:
        try:
            organisations.body(body, on=on)
        except LookupError as error:
            sentence = f"没有代码为“{body}”的单位。请用 510000-water 这样的代码。"
            raise UnknownPlace(sentence) from error
        duties = duties.filter(body=body)
    rows = duties.filter(packs.in_force()).order_by("clause__position", "body", "starts_on")
    return lines(standings(rows, on=on), on=on)


def lines(found: Iterable[Standing], *, on: date) -> list[StatusLine]:
    """Return standings as lines with names."""
    rows = list(found)
    names = organisations.names([row.duty.body for row in rows], on, short=True)
    return [
        StatusLine(
            clause=row.clause.id,
            name=row.clause.name,
            body=row.duty.body,
            body_name=names[row.duty.body],
            period=period_word(row.duty.period),
            status=row.status.value,
            word=row.status.word,
            sentence=row.sentence,
            due_on=str(row.settled.due_on or ""),
            met_on=str(row.settled.met_on or ""),
            evidence=tuple(dict.fromkeys(fact.number for fact in row.facts if fact.is_live(on))),
        )
        for row in rows
    ]
