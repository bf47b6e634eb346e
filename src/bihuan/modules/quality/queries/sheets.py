"""Trigger sheets as pages show them, frozen sheets, and proposals to interview."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bihuan.kernel.process.api import visible_to
from bihuan.modules.quality import policies
from bihuan.modules.quality.models import CandidateState, FrozenSheet, InterviewCandidate
from bihuan.modules.quality.queries import facts, places, standing
from bihuan.modules.quality.queries.files import interview_rule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.facts import Found
    from bihuan.modules.quality.queries.targets import TargetLine


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the rule for one city."""

    rule: str
    tier: int
    metric: str
    term: str
    text: str
    mark: str
    result: str
    """`fired`, `not_fired`, `not_applicable` or `not_decidable`."""
    word: str
    sentence: str
    margin: str
    projection: str
    check: str
    interim: bool
    standing: bool
    inputs: tuple[tuple[str, str], ...]
    tables: tuple[str, ...]
    left: str = ""
    """How much of the limit is left while the term runs, exactly: "1/5"; "" where there is none."""

    @property
    def near(self) -> bool:
        """Say whether a part of the limit is used up, or the row would fire if the term ended."""
        return self.standing or bool(self.left and Fraction(self.left) < 1)

    @property
    def order(self) -> tuple[bool, int, bool, Fraction]:
        """Return what rows that have not fired are put in order by, the nearest first.

        First those that would fire if their term ended now, the highest tier first; then by the
        share of the limit that is left; last those without a limit, in the order of the rule.
        """
        share = Fraction(self.left) if self.left else Fraction(0)
        return (not self.standing, -self.tier if self.standing else 0, not self.left, share)


@dataclass(frozen=True, slots=True)
class SheetView:
    """The trigger sheet of one city on one day."""

    place: str
    name: str
    short: str
    on: date
    year: int
    edition: str
    until: date | None
    policy: str
    source: str
    tier: int
    interviewer: str
    interviewee: str
    sentence: str
    rows: tuple[Row, ...]
    gaps: tuple[str, ...]
    targets: tuple[TargetLine, ...]

    @property
    def fired(self) -> tuple[Row, ...]:
        """Return the fired rows."""
        return tuple(row for row in self.rows if row.result == "fired")

    @property
    def nearest(self) -> Row | None:
        """Return the row nearest to firing of those whose term still runs."""
        running = [
            row for row in self.rows if row.result == "not_fired" and row.interim and row.margin
        ]
        return min(running, key=attrgetter("order"), default=None)


def trigger_sheets(
    *, on: date, actor: Actor, year: int | None = None, edition: str = ""
) -> tuple[SheetView, ...]:
    """Return the sheets of the cities this actor answers for.

    :raises ValueError: when the day lies before the rule, or the edition is none.
    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    seen = [one.code for one in places.cities() if policies.sees_sheets(actor, one.code)]
    if not seen:
        return ()
    if len(seen) == 1:
        return (_of_city(seen[0], on, year, edition),)
    held = standing.kept(
        ("sheets", on, year, edition),
        lambda: {
            one.place.code: view(one, year or on.year)
            for one in facts.sheets(on, year=year, edition=edition)
        },
    )
    return tuple(held[code] for code in seen)


def trigger_sheet(
    code: str, *, on: date, actor: Actor, year: int | None = None, edition: str = ""
) -> SheetView:
    """Return the sheet of one city.

    :raises UnknownPlace: there is no such city, or the actor does not answer for it.
    :raises ValueError: when the day lies before the rule, or the edition is none.
    """
    policies.require_reader(actor)
    if places.place(code).level != "city" or not policies.sees_sheets(actor, code):
        raise places.UnknownPlace(f"没有代码为“{code}”的市（州），或者您无权查看它的判定表。")
    return _of_city(code, on, year, edition)


def _of_city(code: str, on: date, year: int | None, edition: str) -> SheetView:
    return standing.kept(
        ("sheet", code, on, year, edition),
        lambda: view(facts.sheets(on, year=year, edition=edition, only=[code])[0], year or on.year),
    )


def view(found: Found, year: int) -> SheetView:
    """Return a sheet as pages and frozen copies show it."""
    sheet = found.sheet
    return SheetView(
        place=found.place.code,
        name=found.place.name,
        short=found.place.short,
        on=sheet.on,
        year=year,
        edition=found.edition,
        until=found.until,
        policy=sheet.policy,
        source=sheet.source,
        tier=0 if sheet.tier is None else sheet.tier.number,
        interviewer="" if sheet.tier is None else sheet.tier.interviewer,
        interviewee="" if sheet.tier is None else sheet.tier.interviewee,
        sentence=sheet.sentence,
        rows=tuple(
            Row(
                one.rule.id,
                one.rule.tier,
                one.rule.metric.value,
                one.rule.term.value,
                one.rule.text,
                one.rule.mark,
                one.result.value,
                one.result.word,
                one.sentence,
                one.answer.margin,
                one.answer.projection,
                one.answer.check,
                one.answer.interim,
                one.answer.standing,
                one.answer.inputs,
                one.answer.tables,
                "" if one.answer.left is None else str(one.answer.left),
            )
            for one in sheet.verdicts
        ),
        gaps=tuple(f"{gap.about}：{gap.text}" for gap in sheet.gaps),
        targets=found.targets,
    )


def sheet_text(sheet: SheetView) -> str:
    """Return a sheet as the canonical text whose digest is the evidence."""
    told = asdict(sheet)
    told["policy_edition"] = interview_rule().key
    told["policy_from"] = interview_rule().start
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1, default=str)


@dataclass(frozen=True, slots=True)
class FrozenView:
    """A frozen sheet: what it said, and its digest."""

    digest: str
    place: str
    name: str
    on: date
    edition: str
    policy: str
    tier: int
    fired: tuple[str, ...]
    by: str
    at: datetime
    content: dict[str, Any]
    """The sheet as it was frozen, with the names of `SheetView`."""
    text: str


def frozen_sheets(*, actor: Actor, place: str = "", limit: int = 200) -> tuple[FrozenView, ...]:
    """Return frozen sheets, newest first, of the places this actor answers for."""
    rows = FrozenSheet.objects.order_by("-at", "-pk")
    if place:
        rows = rows.filter(place=place)
    kept = (row for row in rows[:limit] if policies.sees_sheets(actor, row.place))
    return tuple(_frozen(row) for row in kept)


def frozen_sheet(digest: str, *, actor: Actor) -> FrozenView:
    """Return one frozen sheet by its digest.

    :raises LookupError: there is none, or the actor does not answer for its place.
    """
    row = FrozenSheet.objects.filter(digest=digest).first()
    if row is None or not policies.sees_sheets(actor, row.place):
        raise LookupError("没有这一指纹的判定表，或者您无权查看。")
    return _frozen(row)


def _frozen(row: FrozenSheet) -> FrozenView:
    return FrozenView(
        row.digest,
        row.place,
        row.place_name,
        row.on,
        row.edition,
        row.policy,
        row.tier,
        tuple(row.fired),
        row.by_name,
        row.at,
        json.loads(row.text),
        row.text,
    )


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A proposal to interview as lists show it."""

    case_id: int
    number: str
    title: str
    state: str
    state_word: str
    place: str
    name: str
    rule: str
    rule_text: str
    tier: int
    term: str
    sentence: str
    digest: str
    opened_at: datetime


def candidates(
    *, actor: Actor, place: str = "", states: Sequence[str] = ()
) -> tuple[CandidateLine, ...]:
    """Return proposals to interview whose case this actor may open, newest first.

    The place itself hears of a proposal only when it becomes an interview.
    """
    rows = (
        InterviewCandidate.objects.filter(visible_to(actor, path="case__"))
        .select_related("case", "sheet")
        .order_by("-case__opened_at", "-pk")
    )
    if place:
        rows = rows.filter(place=place)
    if states:
        rows = rows.filter(case__state__in=states)
    return tuple(
        CandidateLine(
            row.case_id,
            row.number,
            row.title,
            row.state,
            CandidateState(row.state).label,
            row.place,
            row.place_name,
            row.rule,
            row.rule_text,
            row.tier,
            row.term,
            row.sentence,
            row.sheet.digest,
            row.case.opened_at,
        )
        for row in rows
        if policies.sees_sheets(actor, row.place)
    )
