"""Similar dockets and how they ended: what was decided once helps to decide again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.leads.models import DocketState, LeadDocket
from bihuan.modules.leads.queries.dockets import dockets_for
from bihuan.modules.leads.rules.bodies import names_of
from bihuan.modules.leads.rules.similar import NEAR, grams, likeness, shared_words
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor

MOST_READ = 2000
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Precedent:
    """One similar docket, how like it is, why, and what came of it."""

    number: str
    title: str
    region_name: str
    score: int
    words: tuple[str, ...]
    state: str
    state_label: str
    outcome: str

    @property
    def percent(self) -> int:
        """The likeness in whole hundredths."""
        return self.score // 10


def precedents_for(
    text: str, *, actor: Actor, on: date, besides: str = "", most: int = MOST_SHOWN
) -> tuple[Precedent, ...]:
    """The dockets this actor may see that are most like a text, best first."""
    asked = grams(text)
    if not asked:
        return ()
    scored: list[tuple[int, LeadDocket, tuple[str, ...]]] = []
    for docket in dockets_for(actor).order_by("-case__opened_at", "pk")[:MOST_READ]:
        if docket.number == besides:
            continue
        other = grams(docket.title, docket.matter)
        score = likeness(asked, other)
        if score >= NEAR:
            scored.append((score, docket, shared_words(asked, other)))
    scored.sort(key=lambda item: (-item[0], item[1].number))
    chosen = scored[:most]
    names = names_of((x for _s, d, _w in chosen for x in (d.lead_body, d.led_body)), on=on)
    return tuple(_precedent(score, docket, words, names) for score, docket, words in chosen)


def _precedent(
    score: int, docket: LeadDocket, words: tuple[str, ...], names: dict[str, str]
) -> Precedent:
    return Precedent(
        number=docket.number,
        title=docket.title,
        region_name=organisations.region(docket.case.region).name,
        score=score,
        words=words,
        state=docket.state,
        state_label=DocketState(docket.state).label,
        outcome=_outcome(docket, names),
    )


def _outcome(docket: LeadDocket, names: dict[str, str]) -> str:
    state = docket.state
    if state in (DocketState.DECIDED, DocketState.PUBLISHED, DocketState.LISTED):
        partners = f"，{docket.partners}配合" if docket.partners else ""
        return f"由{names.get(docket.lead_body, docket.lead_body)}牵头{partners}"
    if state == DocketState.ALREADY_LED:
        return f"已由{names.get(docket.led_body, docket.led_body)}牵头（{docket.led_row}）"
    if state == DocketState.MERGED:
        return f"并入{docket.merged_into}"
    if state == DocketState.PASSED_DOWN:
        return f"转下级，见{docket.passed_to}"
    return "不予会商" if state == DocketState.NOT_OBVIOUS else "尚未审定"
