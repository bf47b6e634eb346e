"""This period against the same one last year: counts and exact fractions under one named table.

A difference of rounded percentages is never taken, and two sides judged by different tables are
"not comparable": the change of standard in 2026 would turn twelve good days gained into three lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import rounding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from bihuan.modules.quality.rules.periods import DayCount

TOLERANCE = Fraction(5, 100)
"""Valid days may differ by so much before a comparison is a warning only (our own choice)."""


class Trend(StrEnum):
    """What became of an indicator."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_COMPARABLE = "not_comparable"

    @property
    def word(self) -> str:
        """Return the word of bulletins."""
        return WORDS[self]


WORDS = {
    Trend.BETTER: "改善",
    Trend.SAME: "持平",
    Trend.WORSE: "变差",
    Trend.NOT_COMPARABLE: "不可比",
}


@dataclass(frozen=True, slots=True)
class Side:
    """The days of one period, with the table they were judged by."""

    label: str
    table: str
    days: DayCount


@dataclass(frozen=True, slots=True)
class DaysCompared:
    """Good days of two periods: as counted, and at equal validity."""

    now: Side
    then: Side
    trend: Trend
    difference: int | None
    level: Fraction | None
    """The difference had both periods as many valid days as this one."""
    points: Fraction | None
    heavy: int | None
    sentence: str

    @property
    def points_shown(self) -> str:
        """Return the exact change of the good-day ratio in percentage points, one decimal."""
        return "--" if self.points is None else f"{rounding.half_even(self.points, 1):+}"

    @property
    def points_printed(self) -> Decimal | None:
        """Return the change as the province's bulletin prints it: between two printed ratios.

        Mianyang, January to August 2024: 84.4 % against 77.0 % is printed as 7.4 points; exactly
        it is 7.5. For display beside a published table only; nothing is decided by it.
        """
        if self.points is None:
            return None
        now, then = (
            rounding.half_even(Fraction(side.days.good * 100, side.days.valid), 1)
            for side in (self.now, self.then)
        )
        return now - then


def compare_days(now: Side, then: Side, *, tolerance: Fraction = TOLERANCE) -> DaysCompared:
    """Compare good and heavy days of two periods."""
    reason = _days_reason(now, then, tolerance)
    ours, theirs = now.days.rate, then.days.rate
    if now.table != then.table or ours is None or theirs is None:
        return DaysCompared(now, then, Trend.NOT_COMPARABLE, None, None, None, None, reason)
    difference = now.days.good - then.days.good
    level = (ours - theirs) * now.days.valid
    heavy = now.days.heavy - then.days.heavy
    points = (ours - theirs) * 100
    trend = Trend.NOT_COMPARABLE if reason else _trend(ours, theirs, smaller_is_better=False)
    sentence = reason or (
        f"按 {now.table}，{now.label}优良{now.days.good}天（有效{now.days.valid}天），"
        f"{then.label}优良{then.days.good}天（有效{then.days.valid}天），"
        f"{_moved(difference)}，优良率{_points_moved(points)}。"
    )
    return DaysCompared(now, then, trend, difference, level, points, heavy, sentence)


def _days_reason(now: Side, then: Side, tolerance: Fraction) -> str:
    """Return why two sides cannot be compared, "" when they can."""
    if now.table != then.table:
        return (
            f"{now.label}按 {now.table} 评价，{then.label}按 {then.table} 评价，"
            "标准不同，不可比；请把两个时段按同一版标准重新计算。"
        )
    for side in (now, then):
        if not side.days.valid:
            return f"{side.label}没有有效天，不可比。"
    more, less = sorted((now.days.valid, then.days.valid), reverse=True)
    if Fraction(more - less, more) > tolerance:
        percent = rounding.half_even(tolerance * 100, 0)
        return (
            f"{now.label}有效{now.days.valid}天，{then.label}有效{then.days.valid}天，"
            f"相差超过{percent}%，只作提示，不作认定。"
        )
    return ""


def _moved(days: int) -> str:
    if not days:
        return "天数持平"
    return f"{'增加' if days > 0 else '减少'}{abs(days)}天"


def _points_moved(points: Fraction) -> str:
    if not points:
        return "持平"
    words = "上升" if points > 0 else "下降"
    return f"{words}{rounding.half_even(abs(points), 1)}个百分点"


def _trend(now: Fraction, then: Fraction, *, smaller_is_better: bool) -> Trend:
    if now == then:
        return Trend.SAME
    return Trend.BETTER if (now < then) == smaller_is_better else Trend.WORSE


def count_of(rate: Decimal, days: int) -> int | None:
    """Return the count a published percentage stands for, None when it is not the only one.

    76.2 % of 244 days is 186 days and no other number.
    """
    places = -int(rate.as_tuple().exponent)
    fitting = [
        count
        for count in range(days + 1)
        if rounding.half_even(Fraction(count * 100, days), places) == rate
    ]
    return fitting[0] if len(fitting) == 1 else None


@dataclass(frozen=True, slots=True)
class SectionsCompared:
    """The share of good sections of two periods over one and the same list."""

    trend: Trend
    now: Fraction | None
    then: Fraction | None
    fallen: tuple[str, ...]
    sentence: str


def compare_sections(
    now: Mapping[str, int], then: Mapping[str, int], *, good_upto: int = 3
) -> SectionsCompared:
    """Compare the classes (1…6) of sections by name; different lists are not comparable."""
    joined, gone = sorted(set(now) - set(then)), sorted(set(then) - set(now))
    if joined or gone or not now:
        said = [f"新增{'、'.join(joined)}"] if joined else []
        said += [f"减少{'、'.join(gone)}"] if gone else []
        sentence = f"两个时段的断面清单不同（{'；'.join(said) or '没有断面'}），优良率不可比。"
        return SectionsCompared(Trend.NOT_COMPARABLE, None, None, (), sentence)
    ours = sum(1 for grade in now.values() if grade <= good_upto)
    theirs = sum(1 for grade in then.values() if grade <= good_upto)
    fallen = tuple(name for name in now if now[name] > good_upto >= then[name])
    shares = Fraction(ours, len(now)), Fraction(theirs, len(then))
    sentence = (
        f"{len(now)}个断面中优良{ours}个，去年同期{theirs}个，"
        f"优良率{_points_moved((shares[0] - shares[1]) * 100)}。"
    )
    return SectionsCompared(_trend(*shares, smaller_is_better=False), *shares, fallen, sentence)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one period: an exact figure, the table and the list behind it."""

    key: str
    label: str
    value: Fraction | None
    table: str
    smaller_is_better: bool = True
    decimals: int = 1
    unit: str = ""

    @property
    def shown(self) -> str:
        """Return the figure as it is printed."""
        if self.value is None:
            return "--"
        return f"{rounding.half_even(self.value, self.decimals)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one indicator, in a sentence."""

    key: str
    label: str
    trend: Trend
    sentence: str


def bottom_line(now: Sequence[Indicator], then: Sequence[Indicator]) -> tuple[Finding, ...]:
    """Hold every indicator against last year's: it may only get better, never worse.

    basis: 川环委〔2023〕1号 三（二）“只能更好、不能变坏”.
    """
    before = {indicator.key: indicator for indicator in then}
    return tuple(_held_against(one, before.get(one.key)) for one in now)


def _held_against(now: Indicator, then: Indicator | None) -> Finding:
    def say(trend: Trend, sentence: str) -> Finding:
        return Finding(now.key, now.label, trend, sentence)

    if then is None or then.value is None or now.value is None:
        return say(Trend.NOT_COMPARABLE, f"{now.label}缺少本期或去年同期的有效数据，不可比。")
    if now.table != then.table:
        return say(
            Trend.NOT_COMPARABLE,
            f"{now.label}本期按 {now.table}、去年同期按 {then.table}，口径不同，不可比。",
        )
    trend = _trend(now.value, then.value, smaller_is_better=now.smaller_is_better)
    same_print = now.shown == then.shown and trend is not Trend.SAME
    note = "（修约后相同，按未修约值判断）" if same_print else ""
    return say(trend, f"{now.label}{now.shown}，去年同期{then.shown}，{trend.word}{note}。")


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator has to reach in a year."""

    key: str
    label: str
    year: int
    value: Fraction
    table: str
    basis: str
    smaller_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether a target is reached; None when that cannot be said."""

    met: bool | None
    sentence: str


def against_target(target: Target, found: Indicator) -> Reached:
    """Hold a year's figure against its target; a figure on the target has reached it."""
    if found.value is None or found.table != target.table:
        why = (
            "没有有效数据"
            if found.value is None
            else f"按 {found.table} 评价，目标按 {target.table}"
        )
        return Reached(None, f"{target.year}年{target.label}{why}，不能判断是否达标。")
    better = (
        found.value <= target.value if target.smaller_is_better else found.value >= target.value
    )
    goal = rounding.half_even(target.value, found.decimals)
    words = "达到" if better else "未达到"
    return Reached(
        better,
        f"{target.year}年{target.label}{found.shown}，目标{goal}{found.unit}，{words}目标。",
    )
