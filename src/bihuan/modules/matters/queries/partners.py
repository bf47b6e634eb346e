"""What named partners said: for the list, for the partner, and as findings for the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import (
    PartnerAnswer,
    PartnerMatter,
    Partnership,
    PartnershipState,
)
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules import guards

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList

WORDS = {PartnerAnswer.CONFIRMED: "已确认", PartnerAnswer.OBJECTED: "有异议"}


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """What one body said about one matter in which it is named."""

    identity: str
    position: int
    code: str
    name: str
    body: str
    body_name: str
    role: str
    answer: str
    reason: str
    answered_by: str
    answered_at: datetime | None
    case_number: str

    @property
    def objected(self) -> bool:
        """Whether the body objects."""
        return self.answer == WORDS[PartnerAnswer.OBJECTED]


def partner_lines(matter_list: MatterList, *, on: date) -> tuple[PartnerLine, ...]:
    """The latest answer of every partner to every matter now in this list."""
    rows = {row.identity: row for row in guards.rows_now(matter_list)}
    asked = PartnerMatter.objects.filter(identity__in=list(rows)).exclude(
        partnership__case__state=PartnershipState.DROPPED
    )
    latest: dict[tuple[str, str], PartnerMatter] = {}
    for item in asked.select_related("partnership__case").order_by("pk"):
        if item.body in rows[item.identity].co_bodies:
            latest[item.identity, item.body] = item
    names = names_of({body for _identity, body in latest}, on=on)
    found = [
        _line(item, position=rows[identity].position, body_name=names[body])
        for (identity, body), item in latest.items()
    ]
    return tuple(sorted(found, key=lambda line: (line.position, line.body)))


def asked_matter(number: str, matter_id: int, *, actor: Actor) -> Partnership:
    """The case in which a body is asked about this matter.

    :raises NotFound: there is none for this actor.
    """
    case = process.case_by_number(number, actor)
    held = Partnership.objects.select_related("case").filter(case=case.pk, matters__pk=matter_id)
    found = held.first()
    if found is None:
        raise NotFound(number)
    return found


def partner_findings(region: str, *, on: date) -> tuple[PartnerLine, ...]:
    """Objections, and silence after the time was up, in lists of a region: findings to work on."""
    asked = (
        PartnerMatter.objects.filter(
            partnership__case__region__startswith=region[:2],
            partnership__office_body=f"{region}-office",
        )
        .exclude(partnership__case__state=PartnershipState.DROPPED)
        .exclude(answer=PartnerAnswer.CONFIRMED)
        .select_related("partnership__case")
        .order_by("identity", "body", "pk")
    )
    latest = {(item.identity, item.body): item for item in asked if _counts(item)}
    names = names_of({body for _identity, body in latest}, on=on)
    return tuple(
        _line(item, position=item.position, body_name=names[item.body]) for item in latest.values()
    )


def _counts(item: PartnerMatter) -> bool:
    state = item.partnership.case.state
    objected = item.answer == PartnerAnswer.OBJECTED and state == PartnershipState.OBJECTED
    return objected or state == PartnershipState.SILENT


def _line(item: PartnerMatter, *, position: int, body_name: str) -> PartnerLine:
    silent = item.partnership.case.state == PartnershipState.SILENT
    unsaid = "逾期未答复" if silent else "待答复"
    return PartnerLine(
        identity=item.identity,
        position=position,
        code=item.code,
        name=item.name,
        body=item.body,
        body_name=body_name,
        role=item.role,
        answer=WORDS.get(PartnerAnswer(item.answer), unsaid),
        reason=item.reason,
        answered_by=item.answered_by,
        answered_at=item.answered_at,
        case_number=item.partnership.case.number,
    )
