"""Who is nearest to the interview rule: one exact order over days, ranks and water."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from bihuan.modules.quality.queries.sheets import FrozenView, Row, SheetView
from bihuan.modules.quality.rules import trigger_policy, triggers
from bihuan.modules.quality.rules.periods import Counted, DayCount
from bihuan.modules.quality.rules.trigger_facts import Facts, Heavy, Rank, TwoYears
from bihuan.modules.quality.rules.trigger_policy import Term
from bihuan.modules.quality.tests.readings import ROOT
from bihuan.modules.quality.web.pages import sheets

POLICY = trigger_policy.load(ROOT / "policies/sichuan/interview-2022.toml")
TABLE = "HJ 633-2026"
NOVEMBER, NEXT_YEAR = date(2026, 11, 24), date(2027, 1, 5)


def facts(on: date) -> Facts:
    """8 days fewer of 10, one heavy day, three places before the line."""
    ours, theirs = (Counted(DayCount(good, 0, 327), DayCount(good, 0, 327)) for good in (280, 288))
    days = TwoYears(ours, theirs, TABLE, TABLE, date(2026, 11, 23))
    rank = Rank(98, 97, 168, TABLE, TABLE, "月报")
    return Facts(
        "511100", "乐山", 2026, on, in_ranking=True, days={Term.YEAR: days},
        heavy=Heavy(1, 1, TABLE, date(2026, 11, 23)), ranks={Term.YEAR: rank},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ("A8", Fraction(1, 5)),  # 2 of 10 days
        ("A3", Fraction(1, 2)),  # 1 of 2 heavy days
        ("A9", Fraction(3, 4)),  # 3 of 4
        ("A7", Fraction(3, 100)),  # 3 of 100 places
    ],
)
def test_the_share_of_the_limit_that_is_left_is_exact(row: str, left: Fraction) -> None:
    rule = next(rule for rule in POLICY.rules if rule.id == row)
    assert triggers.judge(rule, facts(NOVEMBER), POLICY).answer.left == left
    # Once the year is over the row cannot come nearer any more.
    assert triggers.judge(rule, facts(NEXT_YEAR), POLICY).answer.left is None


def row(rule: str, left: str = "", *, tier: int = 1, **held: object) -> Row:
    base = Row(
        rule, tier, "heavy_days", "YTD", "", "found", "not_fired", "未触发", "", "还差", "", "",
        interim=True, standing=False, inputs=(), tables=(), left=left,
    )  # fmt: skip
    return replace(base, **held)  # type: ignore[arg-type]


def sheet(short: str, place: str, *rows: Row) -> SheetView:
    return SheetView(
        place, short, short, NOVEMBER, 2026, TABLE, None, "", "", 0, "", "", "", rows, (), ()
    )


def test_the_nearest_row_runs_and_has_the_least_left() -> None:
    over = row("A2", interim=False)
    rows = (over, row("W3"), row("A3", "1/2"), row("A8", "1/5"), row("A9", "3/4"))
    found = sheet("乐山市", "511100", *rows).nearest
    assert found is not None
    assert found.rule == "A8"
    assert sheet("乐山市", "511100", over).nearest is None
    standing = sheet("乐山市", "511100", *rows, row("Q1", tier=2, standing=True)).nearest
    assert standing is not None
    assert standing.rule == "Q1"


def test_cities_come_in_one_order_fired_ones_first() -> None:
    held = (
        sheet("成都市", "510100", row("W3")),
        sheet("自贡市", "510300", row("A3", result="fired"), row("A6", "1/3")),
        sheet("泸州市", "510400", row("A8", "11/10")),
        sheet("乐山市", "511100", row("A8", "2/5"), row("A3", "1")),
        sheet("绵阳市", "510700", row("A6", result="fired", tier=2)),
        sheet("资阳市", "512000", row("W3", standing=True)),
        sheet("达州市", "511700", row("A3", "1/2")),
        sheet("阿坝州", "513200", row("A2", interim=False)),
    )
    assert [line.short for line in sheets.near(held)] == [
        "绵阳市", "自贡市", "资阳市", "乐山市", "达州市", "泸州市", "成都市",
    ]  # fmt: skip
    assert [line.short for line in sheets.near(held, most=9)] == [
        "绵阳市", "自贡市", "资阳市", "乐山市", "达州市",
    ]  # fmt: skip
    assert len(sheets.near(held, most=3)) == 3


def test_a_sheet_frozen_before_distances_were_told_is_still_the_same() -> None:
    now = sheet("乐山市", "511100", row("A8", "2/5"))
    told = asdict(now)
    for each in told["rows"]:
        del each["left"]
    at = datetime(2026, 11, 24, tzinfo=UTC)
    frozen = FrozenView(
        "d", "511100", "乐山市", NOVEMBER, TABLE, "", 0, (), "王", at, told, text="as it was"
    )
    assert sheets.again(frozen, now, text="as it is").equal
    worse = sheet("乐山市", "511100", row("A8", "2/5", sentence="减少7天"))
    assert not sheets.again(frozen, worse, text="as it is").equal
