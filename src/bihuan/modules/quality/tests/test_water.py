"""Water against the published vectors and classes, and its rules one by one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from bihuan.modules.quality.rules import water, water_indices, water_tables
from bihuan.modules.quality.rules.water_tables import Kind
from bihuan.modules.quality.tests.readings import ROOT, needs_readings, rows

TABLES = water_tables.load(ROOT / "policies/china/water.toml")
COLUMNS = {
    "pH": "pH(无量纲)",
    "DO": "溶解氧(mg/L)",
    "CODMn": "高锰酸盐指数(mg/L)",
    "NH3N": "氨氮(mg/L)",
    "TP": "总磷(mg/L)",
}
NOT_MEASURED = {"-", "--", "*", ""}


def of(**values: str) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


@dataclass
class Row:
    moment: str
    published: int | None
    values: dict[str, Decimal]
    found: int | None = None


def published_sections() -> dict[tuple[str, str, str], list[Row]]:
    sections: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows("water_sections_4hourly_2021-04.csv.gz"):
        values = {
            key: Decimal(row[column].strip())
            for key, column in COLUMNS.items()
            if row[column].strip() not in NOT_MEASURED
        }
        name = (row["省份"], row["流域"], row["断面名称"])
        sections[name].append(Row(row["监测时间"], TABLES.number(row["水质类别"]), values))
    for held in sections.values():
        held.sort(key=lambda row: row.moment)
    return sections


def classes(held: list[Row], kind: Kind) -> list[int | None]:
    found = [water.section(row.values, kind, TABLES) for row in held]
    return [None if one is None else one.grade for one in found]


@needs_readings
def test_published_classes_agree_where_no_value_stands_on_a_limit() -> None:
    compared = agreeing = free = free_agreeing = neighbours = 0
    differences: list[str] = []
    for name, held in published_sections().items():
        # The file does not carry the register of sections: the kind that fits best stands in.
        by_kind = {kind: classes(held, kind) for kind in (Kind.RIVER, Kind.LAKE)}
        kind = max(
            by_kind,
            key=lambda one: sum(
                1 for row, found in zip(held, by_kind[one], strict=True) if row.published == found
            ),
        )
        found = by_kind[kind]
        for place, row in enumerate(held):
            if row.published is None:
                continue
            compared += 1
            agrees = row.published == found[place]
            agreeing += agrees
            if water.is_on_a_limit(row.values, kind, TABLES):
                continue
            free += 1
            free_agreeing += agrees
            if agrees:
                continue
            # Some rows carry the class of the time before or after; they are counted apart.
            around = [found[near] for near in (place - 1, place + 1) if 0 <= near < len(held)]
            if row.published in around:
                neighbours += 1
            else:
                text = f"{name} {row.moment}: {row.published} {found[place]} {row.values}"
                differences.append(text)
    same_time = Fraction(free_agreeing, free - neighbours)
    report = (
        f"{compared} rows, {agreeing} agree; off limits {free}, agree {free_agreeing},"
        f" of a neighbouring time {neighbours}, different {len(differences)}:\n"
    ) + "\n".join(differences)
    assert free > 10_000, report
    assert Fraction(agreeing, compared) >= Fraction(98, 100), report
    assert same_time >= Fraction(999, 1000), report


def test_trophic_vectors_are_met_to_their_last_digit() -> None:
    columns = {"chla": "chla_mg_m3", "TP": "tp_mg_l", "TN": "tn_mg_l", "SD": "sd_m"}
    columns["CODMn"] = "codmn_mg_l"
    for row in rows("vectors_tli.csv"):
        found = water_indices.trophic_state(
            {key: Decimal(row[column]) for key, column in columns.items()}, TABLES
        )
        for key, column in columns.items():
            expected = Decimal(row["tli_" + column.split("_", maxsplit=1)[0]])
            assert round(found.parts[key], 4) == expected
        assert round(found.total, 4) == Decimal(row["tli_sum"])


@pytest.mark.parametrize(
    ("chla", "label"),
    [("0.1", "贫营养"), ("10", "中营养"), ("400", "轻度富营养"), ("20000", "中度富营养")],
)
def test_the_trophic_state_has_a_word(chla: str, label: str) -> None:
    values = of(chla=chla, TP="0.02", TN="0.8", SD="1.5", CODMn="3")
    assert water_indices.trophic_state(values, TABLES).label == label


def test_the_trophic_state_names_what_is_missing() -> None:
    with pytest.raises(ValueError, match="SD"):
        water_indices.trophic_state(of(chla="1", TP="0.1", TN="1", CODMn="3", SD="0"), TABLES)


def test_the_city_index_vector_is_met_item_by_item() -> None:
    vectors = rows("vectors_cwqi.csv")
    values = {row["item"]: Decimal(row["concentration"]) for row in vectors[:-1]}
    found = water_indices.water_index(values, Kind.RIVER, TABLES)
    for row in vectors[:-1]:
        shown = found.parts[row["item"]]
        assert abs(shown - Fraction(row["cwqi"])) <= Fraction(1, 2_000_000), row["item"]
    assert found.missing == ()
    assert len(found.parts) == 21
    assert abs(found.total - Fraction(vectors[-1]["cwqi"])) <= Fraction(1, 2_000_000)


def test_a_city_index_weighs_rivers_and_lakes() -> None:
    assert water_indices.city_index(Fraction(3), 4, Fraction(5), 1) == Fraction(17, 5)
    assert water_indices.city_index(Fraction(3), 4, None, 0) == 3
    assert water_indices.city_index(None, 0, None, 0) is None


def test_the_worked_example_of_a_section() -> None:
    values = of(DO="6.4", CODMn="7.2", NH3N="1.3", TP="0.35", Cd="0.006")
    found = water.section(values, Kind.RIVER, TABLES)
    assert found is not None
    assert [one.grade for one in found.items] == [2, 4, 4, 5, 5]
    assert TABLES.state(found.grade) == "中度污染"
    # 0.75 is a tie: half to even gives 0.8.
    assert water.main_indicators(found, TABLES) == ("镉(0.2)", "总磷(0.8)", "氨氮(0.3)")


def test_the_better_class_holds_on_a_shared_limit() -> None:
    items = TABLES.items
    assert water.grade(items["Cu"], Decimal("0.5"), Kind.RIVER) == 2
    assert water.grade(items["COD"], Decimal(15), Kind.RIVER) == 1
    assert water.grade(items["BOD5"], Decimal("3.0"), Kind.RIVER) == 1
    assert water.grade(items["DO"], Decimal("7.5"), Kind.RIVER) == 1
    assert water.grade(items["DO"], Decimal("7.49"), Kind.RIVER) == 2
    assert water.grade(items["DO"], Decimal("1.99"), Kind.RIVER) == water.WORST
    assert water.grade(items["pH"], Decimal("9.0"), Kind.RIVER) == 1
    assert water.grade(items["pH"], Decimal("9.01"), Kind.RIVER) == water.WORST


def test_lakes_have_their_own_phosphorus_and_rivers_no_nitrogen() -> None:
    assert water.grade(TABLES.items["TP"], Decimal("0.05"), Kind.RIVER) == 2
    assert water.grade(TABLES.items["TP"], Decimal("0.05"), Kind.LAKE) == 3
    lake = water.section(of(DO="8", TN="3"), Kind.LAKE, TABLES)
    assert lake is not None
    assert lake.grade == 1
    assert [one.grade for one in lake.reference] == [water.WORST]
    assert water.section(of(TN="3"), Kind.RIVER, TABLES) is None


def test_two_ways_of_decimals() -> None:
    shown = water.section(of(TP="0.2004"), Kind.RIVER, TABLES)
    rounded = water.section(of(TP="0.2004"), Kind.RIVER, TABLES, decimals=water.Decimals.ASSESSMENT)
    assert shown is not None
    assert rounded is not None
    assert (shown.grade, rounded.grade) == (4, 3)
    assert water.assessed(TABLES.items["TP"], Decimal("0.0004")) == Decimal("0.0004")
    assert water.assessed(TABLES.items["NH3N"], Decimal("0.145")) == Decimal("0.14")


def test_the_mean_comes_first_and_half_the_limit_below_detection() -> None:
    samples = [
        water.Sample(of(NH3N="0.025", pH="6"), frozenset({"NH3N"})),
        water.Sample(of(NH3N="1.9875", pH="8")),
    ]
    mean = water.mean_values(samples, TABLES)
    assert mean["NH3N"] == Decimal(1)
    # (10⁻⁶ + 10⁻⁸)/2 is an acidity of pH 6.30, not the 7 of a plain mean.
    assert round(mean["pH"], 2) == Decimal("6.30")


@pytest.mark.parametrize(
    ("grades", "word"),
    [
        ([1] * 9 + [4], "优"),
        ([2] * 3 + [4], "良好"),
        ([2] * 74 + [4] * 26, "轻度污染"),
        ([2] * 74 + [4] * 6 + [6] * 20, "中度污染"),
        ([2] * 59 + [6] * 41, "重度污染"),
        ([2] * 60 + [6] * 40, "中度污染"),
        ([], ""),
    ],
)
def test_a_river_is_judged_by_its_shares(grades: list[int], word: str) -> None:
    assert water.share_state(water.shares(grades, TABLES), TABLES) == word


def test_a_short_river_is_judged_by_its_mean() -> None:
    sections = [(Kind.RIVER, of(NH3N="0.1")), (Kind.RIVER, of(NH3N="2.5"))]
    found = water.basin(sections, TABLES)
    assert found is not None
    assert (found.grade, found.state) == (4, "轻度污染")
    assert found.shares.good_count == 1
    many = water.basin(sections * 3, TABLES)
    assert many is not None
    assert (many.grade, many.state) == (None, "重度污染")


def test_the_bulletin_of_the_province_is_told_the_same_way() -> None:
    now = water.shares([2] * 194 + [4] * 9, TABLES)
    assert now.good_shown == "95.6%"


def test_changes_between_periods() -> None:
    assert water.section_change(3, 3) == "无明显变化"
    assert water.section_change(4, 3) == "有所变差"
    assert water.section_change(2, 4) == "明显好转"
    then = water.shares([2] * 8 + [4] * 2, TABLES)
    assert water.share_change(water.shares([2] * 9 + [4], TABLES), then, TABLES) == "无明显变化"
    worse = water.shares([2] * 7 + [4] * 2 + [6], TABLES)
    assert water.share_change(worse, then, TABLES) == "有所变差"
    assert water.share_change(water.shares([6] * 10, TABLES), then, TABLES) == "明显变差"
    assert water.share_change(water.shares([], TABLES), then, TABLES) == "不可比"


def test_a_year_needs_eight_months() -> None:
    assert water.year_is_valid(range(1, 9), TABLES)
    assert not water.year_is_valid([1, 1, 2, 3, 4, 5, 6, 7], TABLES)


def test_a_trend_needs_five_periods() -> None:
    assert water.spearman([Fraction(n) for n in range(5)]) == 1
    assert water.spearman([Fraction(-n) for n in range(6)]) == -1
    with pytest.raises(ValueError, match="五个时段"):
        water.spearman([Fraction(1)] * 4)


def test_a_row_of_four_limits_is_refused(tmp_path: object) -> None:
    del tmp_path
    with pytest.raises(ValueError, match="五级限值"):
        water_tables._item({"key": "x", "label": "铜", "limits": ["1", "2", "3", "4"]})  # noqa: SLF001
