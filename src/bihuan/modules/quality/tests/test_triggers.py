"""Every row of the interview rule: fired, not fired, not applicable, not decidable, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from bihuan.modules.quality.rules import trigger_facts as known
from bihuan.modules.quality.rules import trigger_policy, triggers
from bihuan.modules.quality.rules.periods import Counted, DayCount
from bihuan.modules.quality.rules.trigger_policy import Term
from bihuan.modules.quality.rules.trigger_result import Result
from bihuan.modules.quality.tests.readings import ROOT

PATH = ROOT / "policies/sichuan/interview-2022.toml"
POLICY = trigger_policy.load(PATH)
TABLE = "HJ 633-2012"
LIMITS = "GB 3095-2012"
JULY = date(2024, 7, 10)


def facts(**held: Any) -> known.Facts:
    base = known.Facts("511100", "乐山", 2024, JULY, in_ranking=True)
    return replace(base, **held)


def verdict(row: str, found: known.Facts) -> triggers.Verdict:
    rule = next(rule for rule in POLICY.rules if rule.id == row)
    return triggers.judge(rule, found, POLICY)


def two_years(
    now: int,
    then: int,
    *,
    valid: tuple[int, int] = (182, 181),
    until: date = date(2024, 6, 30),
    sandless: tuple[int, int] | None = None,
    **rest: Any,
) -> known.TwoYears:
    ours, theirs = DayCount(now, 0, valid[0]), DayCount(then, 0, valid[1])
    clean = (ours, theirs)
    if sandless is not None:
        clean = (DayCount(sandless[0], 0, valid[0]), DayCount(sandless[1], 0, valid[1]))
    return known.TwoYears(
        Counted(ours, clean[0]), Counted(theirs, clean[1]), TABLE, TABLE, until, **rest
    )


def heavy(count: int, sandless: int | None = None) -> known.Heavy:
    return known.Heavy(count, count if sandless is None else sandless, TABLE, date(2024, 8, 31))


def ranked(now: int, then: int) -> known.Rank:
    return known.Rank(now, then, 168, LIMITS, LIMITS, "生态环境部月报")


def test_every_row_of_the_rule_is_there() -> None:
    rows = [(rule.tier, rule.id, rule.term.value, rule.value) for rule in POLICY.rules]
    assert rows == [
        (1, "A1", "H1", 100), (1, "A2", "H1", 5), (1, "A3", "YTD", 2), (1, "W1", "H1", 0),
        (1, "W2", "H1", 0), (2, "A4", "9M", 100), (2, "A5", "9M", 8), (2, "A6", "YTD", 3),
        (2, "Q1", "Y", 0), (2, "E1", "event", 0), (3, "F1", "rolling", 3), (3, "A7", "Y", 100),
        (3, "A8", "Y", 10), (3, "A9", "YTD", 4), (3, "W3", "Y", 0), (3, "W4", "Y", 30),
    ]  # fmt: skip
    assert {gap.about for gap in POLICY.gaps} == {"第二级", "W4", "县（市、区）"}
    assert all(rule.mark == "found" for rule in POLICY.rules if rule.id != "W4")


@pytest.mark.parametrize(
    ("city", "days", "tier", "rows"),
    [
        ("成都", 1, None, []),
        ("德阳", 2, 1, ["A3"]),
        ("遂宁", 2, 1, ["A3"]),
        ("眉山", 2, 1, ["A3"]),
        ("绵阳", 3, 2, ["A3", "A6"]),
        ("乐山", 3, 2, ["A3", "A6"]),
    ],
)
def test_the_heavy_days_of_january_to_august_2024(
    city: str, days: int, tier: int | None, rows: list[str]
) -> None:
    found = triggers.sheet(facts(name=city, on=date(2024, 9, 1), heavy=heavy(days)), POLICY)
    assert [one.rule.id for one in found.fired] == rows
    assert (None if found.tier is None else found.tier.number) == tier
    row = "A9" if days == 3 else "A6" if days == 2 else "A3"
    next_one = next(one for one in found.verdicts if one.rule.id == row)
    assert next_one.result is Result.NOT_FIRED
    assert next_one.answer.margin == "还差 1 天"
    assert next_one.answer.tables == (TABLE,)
    if tier == 2:
        assert "拟建议由省政府主要领导或委托分管领导约谈" in found.sentence
        assert "须经人工核查和批准" in found.sentence


def test_missing_data_is_never_not_fired() -> None:
    found = triggers.sheet(facts(), POLICY)
    assert {one.result for one in found.verdicts} == {Result.NOT_DECIDABLE}
    assert all(one.sentence.rstrip("）").endswith(("。", "核实")) for one in found.verdicts)
    outside = triggers.sheet(facts(name="攀枝花", in_ranking=False), POLICY)
    assert [one.rule.id for one in outside.verdicts if one.result is Result.NOT_APPLICABLE] == [
        "A1",
        "A4",
        "A7",
    ]


def test_a_day_before_the_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="尚不适用"):
        triggers.sheet(facts(on=date(2021, 7, 1)), POLICY)


@pytest.mark.parametrize(
    ("now", "then", "result", "margin"),
    [
        (110, 105, Result.FIRED, "已达到条件"),
        (101, 100, Result.FIRED, "已达到条件"),
        (100, 90, Result.NOT_FIRED, "还差 1 位"),
        (110, 110, Result.NOT_FIRED, "还差 1 位"),
        (95, 120, Result.NOT_FIRED, "还差 26 位"),
        (80, 70, Result.NOT_FIRED, "还差 21 位"),
    ],
)
def test_a_rank_must_be_worse_and_after_the_line(
    now: int, then: int, result: Result, margin: str
) -> None:
    found = verdict("A1", facts(ranks={Term.HALF: ranked(now, then)}))
    assert (found.result, found.answer.margin) == (result, margin)


def test_ranks_by_different_limits_are_not_compared() -> None:
    rank = replace(ranked(120, 100), now_table="GB 3095-2026 过渡阶段")
    found = verdict("A1", facts(ranks={Term.HALF: rank}))
    assert found.result is Result.NOT_DECIDABLE
    assert "标准不同，不可比" in found.sentence


@pytest.mark.parametrize(
    ("now", "result", "margin", "distance"),
    [
        (145, Result.FIRED, "正好达到界线", 0),
        (143, Result.FIRED, "超过界线 2 天", -2),
        (147, Result.NOT_FIRED, "还差 2 天", 2),
        (155, Result.NOT_FIRED, "还差 10 天", 10),
    ],
)
def test_good_days_down_by_five(now: int, result: Result, margin: str, distance: int) -> None:
    found = verdict("A2", facts(days={Term.HALF: two_years(now, 150)}))
    assert (found.result, found.answer.margin) == (result, margin)
    assert found.answer.distance == distance
    assert not found.answer.interim


def test_a_running_term_waits_and_projects() -> None:
    held = two_years(60, 66, valid=(100, 99), until=date(2024, 4, 9), rest_then=DayCount(60, 0, 82))
    found = verdict("A2", facts(on=date(2024, 4, 10), days={Term.HALF: held}))
    assert found.result is Result.NOT_FIRED
    assert found.answer.interim
    assert found.answer.standing
    assert "期末才能认定" in found.sentence
    # 82 days left at 60 % are 49.2 good days against 60 of last year: 10.8 fewer still.
    assert "全期差额约-16.8天，达到界线" in found.answer.projection
    assert "与去年同期相同，全期差额仍为-6天" in found.answer.projection


def test_a_term_that_ended_without_its_last_days_is_not_decided() -> None:
    held = two_years(140, 150, until=date(2024, 6, 20))
    found = verdict("A2", facts(days={Term.HALF: held}))
    assert found.result is Result.NOT_DECIDABLE
    assert "只到2024-06-20" in found.sentence


def test_unequal_valid_days_are_a_warning_or_a_flag() -> None:
    far = verdict("A2", facts(days={Term.HALF: two_years(130, 150, valid=(160, 181))}))
    assert far.result is Result.NOT_DECIDABLE
    assert "只作提示，不作认定" in far.sentence
    near = verdict("A2", facts(days={Term.HALF: two_years(145, 150, valid=(176, 181))}))
    assert near.result is Result.FIRED
    assert "分处界线两侧" in near.answer.check


def test_sand_that_changes_the_answer_is_flagged() -> None:
    found = verdict("A2", facts(days={Term.HALF: two_years(145, 150, sandless=(148, 151))}))
    assert found.result is Result.FIRED
    assert "剔除沙尘天后为-3天，结论不同" in found.answer.check
    days = verdict("A3", facts(heavy=heavy(2, 1)))
    assert days.result is Result.FIRED
    assert "剔除沙尘天后为1天" in days.answer.check
    without = replace(POLICY, counts_sand=False)
    rule = next(rule for rule in POLICY.rules if rule.id == "A3")
    assert triggers.judge(rule, facts(heavy=heavy(2, 1)), without).result is Result.NOT_FIRED


def test_two_tables_are_not_compared() -> None:
    held = replace(two_years(74, 77), now_table="HJ 633-2026")
    found = verdict("A2", facts(days={Term.HALF: held}))
    assert found.result is Result.NOT_DECIDABLE
    assert found.answer.tables == ("HJ 633-2026", TABLE)


def sections(now: dict[str, int], then: dict[str, int], **targets: int) -> known.Sections:
    return known.Sections(now, then, targets, date(2024, 6, 30))


def test_good_water_down() -> None:
    worse = facts(sections={Term.HALF: sections({"甲": 2, "乙": 4}, {"甲": 2, "乙": 3})})
    assert verdict("W1", worse).result is Result.FIRED
    assert verdict("W1", worse).answer.margin == "少 1 个优良断面"
    same = facts(sections={Term.HALF: sections({"甲": 3, "乙": 3}, {"甲": 2, "乙": 3})})
    assert verdict("W1", same).result is Result.NOT_FIRED
    assert verdict("W1", same).answer.margin == "再少 1 个优良断面即下降"
    other = facts(sections={Term.HALF: sections({"甲": 3}, {"甲": 2, "乙": 3})})
    assert verdict("W1", other).result is Result.NOT_DECIDABLE


def test_a_national_section_below_its_target() -> None:
    held = sections({"甲": 4, "乙": 2}, {}, 甲=3, 乙=2)
    found = verdict("W2", facts(sections={Term.HALF: held}))
    assert (found.result, found.answer.margin) == (Result.FIRED, "1 个断面低于目标")
    assert verdict("W3", facts(sections={Term.YEAR: held})).result is Result.NOT_FIRED
    year = facts(on=date(2025, 1, 5), sections={Term.YEAR: held})
    assert verdict("W3", year).result is Result.FIRED
    gap = facts(sections={Term.HALF: sections({"甲": 3}, {}, 甲=3, 乙=2)})
    assert verdict("W2", gap).result is Result.NOT_DECIDABLE


def test_targets_events_and_interviews() -> None:
    after = date(2025, 1, 5)
    missed = (known.YearTarget("PM2.5", met=False), known.YearTarget("国考断面优良率", met=None))
    assert verdict("Q1", facts(targets=missed, on=after)).result is Result.FIRED
    assert verdict("Q1", facts(targets=missed[1:], on=after)).result is Result.NOT_DECIDABLE
    small = known.Incident(date(2024, 3, 1), "某次泄漏", major=False, severe=False)
    assert verdict("E1", facts(incidents=(small,))).result is Result.NOT_FIRED
    large = replace(small, major=True, severe=True)
    assert verdict("E1", facts(incidents=(large,))).result is Result.FIRED
    held = known.Interview(date(2024, 3, 31), "约谈2024-1", improved=None)
    assert verdict("F1", facts(interviews=())).result is Result.NOT_FIRED
    waiting = verdict("F1", facts(interviews=(held,), on=date(2024, 6, 1)))
    assert (waiting.result, waiting.answer.margin) == (Result.NOT_FIRED, "还有 29 天")
    assert verdict("F1", facts(interviews=(held,))).result is Result.NOT_DECIDABLE
    failed = replace(held, improved=False)
    assert verdict("F1", facts(interviews=(failed,))).result is Result.FIRED
    better = replace(held, improved=True)
    assert verdict("F1", facts(interviews=(better,))).result is Result.NOT_FIRED


def test_an_unverified_number_shows_its_mark() -> None:
    rank = known.Rank(320, 300, 339, "GB 3838-2002", "GB 3838-2002", "生态环境部")
    found = verdict("W4", facts(water_rank=rank, on=date(2025, 1, 5)))
    assert found.result is Result.FIRED
    assert found.sentence.endswith("（数值30：凭记忆，待核实）")
    safe = verdict("W4", facts(water_rank=replace(rank, now=300), on=date(2025, 1, 5)))
    assert (safe.result, safe.answer.margin) == (Result.NOT_FIRED, "还差 10 位")


def test_a_row_without_its_number_is_refused(tmp_path: Any) -> None:
    broken = tmp_path / "rule.toml"
    broken.write_text(PATH.read_text("utf-8").replace("value = 100\n", "", 1), "utf-8")
    with pytest.raises(ValueError, match="A1"):
        trigger_policy.load(broken)
    broken.write_text(PATH.read_text("utf-8").replace("tier = 3", "tier = 9", 1), "utf-8")
    with pytest.raises(ValueError, match="第9级"):
        trigger_policy.load(broken)


def test_days_not_yet_counted_are_named() -> None:
    found = verdict("A3", facts(on=date(2024, 9, 10), heavy=heavy(1)))
    assert found.result is Result.NOT_FIRED
    assert found.answer.check == "数据只到2024-08-31，其后9天尚未计入。"


def test_figures_are_exact() -> None:
    found = verdict("A2", facts(days={Term.HALF: two_years(147, 150)}))
    assert isinstance(found.answer.distance, Fraction)
    level = dict(found.answer.inputs)["按相同有效天数计的差额"]
    assert Decimal(level.removesuffix("天")) == Decimal("-3.8")
