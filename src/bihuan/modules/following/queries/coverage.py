"""Coverage: how far each place has answered, what it answers clause by clause, clause by place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bihuan.modules.directives.api import places
from bihuan.modules.following.models import Cause, Following, Holding, Kind, Pending, Publication
from bihuan.modules.following.policies import in_province, sees_drafts
from bihuan.modules.following.queries.holding import (
    held_in,
    live,
    open_cases,
    pending_in,
    waiting,
)
from bihuan.modules.following.rules.relating import Relation, asked_of, level_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.api.places import NoticeFace
    from bihuan.modules.following.rules.relating import Asked
    from bihuan.modules.organisations.queries import RegionView

ALL, MIXED, PENDING, DRAFTING, NONE = "all", "mixed", "pending", "drafting", "none"
WORDS = {
    ALL: "全部采用",
    MIXED: "有调整或不适用",
    PENDING: "待重新确认",
    DRAFTING: "答复在办",
    NONE: "未答复",
}
LIGHTS = {ALL: "done", MIXED: "run", PENDING: "soon", DRAFTING: "none", NONE: "late"}


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """How far one place is."""

    code: str
    name: str
    short: str
    level: str
    asked: int
    adopted: int
    adapted: int
    not_applicable: int
    pending: int
    since: date | None
    published_on: date | None
    case: str
    """The answer in hand, where the reader may know of it."""
    counties: int = 0
    """Counties below it that have answered."""
    of_counties: int = 0

    @property
    def answered(self) -> int:
        """Return how many clauses are answered."""
        return self.adopted + self.adapted + self.not_applicable

    @property
    def status(self) -> str:
        """Return the one word that matters most."""
        if not self.answered:
            return DRAFTING if self.case else NONE
        if self.pending:
            return PENDING
        return MIXED if self.adapted or self.not_applicable else ALL

    @property
    def word(self) -> str:
        """Say it."""
        return WORDS[self.status]

    @property
    def light(self) -> str:
        """Return its light."""
        return LIGHTS[self.status]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One clause in one place."""

    asked: Asked
    held: Holding | None
    pending: Pending | None
    place: str = ""
    place_name: str = ""

    @property
    def answer(self) -> str:
        """Return the answer in words."""
        return self.held.get_kind_display() if self.held else "未答复"

    @property
    def kind(self) -> str:
        """Return the answer as filters know it."""
        return self.held.kind if self.held else NONE

    @property
    def own(self) -> str:
        """Say what the place asks of itself: words and days."""
        if self.held is None:
            return ""
        days = self.held.days
        moved = f"期限{'推后' if days > 0 else '提前'}{abs(days)}天" if days else ""
        return "；".join(text for text in (self.held.own_text, moved) if text)


def coverage(*, actor: Actor, on: date, within: str = "") -> tuple[PlaceLine, ...]:
    """Return how far the cities of the actor's province are, or the counties of one city.

    What is signed is shown to everybody of the province; what is in hand, to the offices above.
    """
    home = _province(actor)
    notice = places.notice_for(within or home) if home else None
    if notice is None:
        return ()
    level = "county" if within else "city"
    found = organisations.regions(level=level, within=within or notice.region)
    rows = _counts(notice, "", on)
    pend = Counter(
        Pending.objects.filter(waiting(on), region__startswith=notice.region[:2])
        .order_by()
        .values_list("region", flat=True)
    )
    cases = dict(
        open_cases(notice.region[:2])
        .filter(cause__in=(Cause.FIRST, Cause.OWN))
        .values_list("case__region", "case__number")
    )
    published = _published(notice, on)
    counties = _counties(notice, rows) if not within else {}
    return tuple(
        _line(notice, place, rows, pend, cases, published, counties, actor) for place in found
    )


def _province(actor: Actor) -> str:
    if actor.is_system or not actor.region:
        provinces = organisations.regions(level="province")
        return provinces[0].code if provinces else ""
    return f"{actor.region[:2]}0000"


def _counts(notice: NoticeFace, prefix: str, on: date) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    rows = Holding.objects.filter(live(on), notice=notice.key, region__startswith=prefix)
    for region, kind, since in rows.order_by().values_list("region", "kind", "from_on"):
        counts = found.setdefault(region, Counter())
        counts[kind] += 1
        counts["since"] = max(counts["since"], since.toordinal())
    return found


def _published(notice: NoticeFace, on: date) -> dict[str, Publication]:
    rows = Publication.objects.filter(notice=notice.key, published_on__lte=on).defer("rows")
    return {row.region: row for row in rows.order_by("published_on", "pk")}


def _counties(notice: NoticeFace, rows: dict[str, Counter[str]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for place in organisations.regions(level="county", within=notice.region):
        answered, total = found.get(place.parent, (0, 0))
        found[place.parent] = (answered + (place.code in rows), total + 1)
    return found


def _line(
    notice: NoticeFace,
    place: RegionView,
    rows: dict[str, Counter[str]],
    pend: Counter[str],
    cases: dict[str, str],
    published: dict[str, Publication],
    counties: dict[str, tuple[int, int]],
    actor: Actor,
) -> PlaceLine:
    copy = published.get(place.code)
    counts = rows.get(place.code, Counter())
    below = counties.get(place.code, (0, 0))
    return PlaceLine(
        code=place.code,
        name=place.name,
        short=place.short,
        level=level_of(place.code),
        asked=len(asked_of(notice, place.code)),
        adopted=counts[Kind.ADOPTED.value],
        adapted=counts[Kind.ADAPTED.value],
        not_applicable=counts[Kind.NOT_APPLICABLE.value],
        pending=pend[place.code],
        since=date.fromordinal(counts["since"]) if counts["since"] else None,
        published_on=copy.published_on if copy else None,
        case=cases.get(place.code, "") if sees_drafts(actor, place.code) else "",
        counties=below[0],
        of_counties=below[1],
    )


def answers_of(region: str, *, actor: Actor, on: date) -> tuple[AnswerLine, ...] | None:
    """Return what a place answers, clause by clause; None where the actor may not know."""
    notice = places.notice_for(region)
    if notice is None or not in_province(actor, region) or level_of(region) == "P":
        return None
    held = held_in(region, notice=notice.key, on=on)
    pending = pending_in(region, on=on)
    return tuple(
        AnswerLine(asked, held.get(code), pending.get(code))
        for code, asked in asked_of(notice, region).items()
    )


def answers_to(code: str, *, actor: Actor, on: date, within: str = "") -> tuple[AnswerLine, ...]:
    """Return what every place the actor reaches answers to a clause; () for an unknown one."""
    notice = places.notice_for(_province(actor)) if _province(actor) else None
    if notice is None or code not in {face.code for face in notice.clauses}:
        return ()
    level = "county" if within else "city"
    held = {
        row.region: row
        for row in Holding.objects.filter(live(on), notice=notice.key, code=code).order_by("pk")
    }
    pending = {row.region: row for row in Pending.objects.filter(waiting(on), code=code)}
    found = organisations.regions(level=level, within=within or notice.region)
    # Places of one level are asked the same.
    asked = asked_of(notice, found[0].code).get(code) if found else None
    if asked is None:
        return ()
    return tuple(
        AnswerLine(asked, held.get(place.code), pending.get(place.code), place.code, place.name)
        for place in found
    )


def cases_of(region: str, *, actor: Actor) -> tuple[Following, ...]:
    """Return the answers of a place, the newest first, for those who may know of them."""
    if not sees_drafts(actor, region):
        return ()
    rows = Following.objects.select_related("case").filter(case__region=region)
    return tuple(rows.order_by("-case__opened_at", "-pk"))


RELATIONS = tuple((item.value, item.label) for item in Relation)
