"""The answers of a decision that is being made: every asked clause with its exception, if any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.modules.following.models import Answer, Following, Kind
from bihuan.modules.following.queries.holding import asked_in, held_in

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.following.models import Holding
    from bihuan.modules.following.rules.relating import Asked


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One asked clause as it is answered in a draft."""

    code: str
    asked: Asked | None
    answer: Answer | None
    held: Holding | None = None
    """What holds until this is signed."""

    @property
    def kind(self) -> str:
        """Return the answer; without an exception a clause is adopted."""
        return self.answer.kind if self.answer else Kind.ADOPTED.value

    @property
    def label(self) -> str:
        """Return the answer in words."""
        return Kind(self.kind).label

    @property
    def own(self) -> str:
        """Say what the place asks of itself: words and days."""
        if self.answer is None:
            return ""
        days = self.answer.days
        moved = f"期限{'推后' if days > 0 else '提前'}{abs(days)}天" if days else ""
        return "；".join(text for text in (self.answer.own_text, moved) if text)


def draft_lines(case: Following, *, on: date | None = None) -> tuple[DraftLine, ...]:
    """Return the asked clauses of a case in the order of the notice; `on` adds what holds then."""
    answers = {row.code: row for row in Answer.objects.filter(following=case)}
    asked = asked_in(case.case.region)
    held = held_in(case.case.region, notice=case.notice, on=on) if on else {}
    order = {code: place for place, code in enumerate(asked)}
    codes = sorted(case.asked, key=lambda code: order.get(code, len(order)))
    return tuple(
        DraftLine(code, asked.get(code), answers.get(code), held.get(code)) for code in codes
    )


def following_by_number(number: str, *, actor: Actor) -> Following:
    """Return an answer the actor may see.

    :raises NotFound: there is none.
    """
    detail = process.detail_of(process.case_by_number(number, actor))
    if not isinstance(detail, Following):
        raise NotFound(number)
    return detail
