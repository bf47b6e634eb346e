"""Files in: a clear sentence for every bad one, all or nothing for every good one."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality.models import (
    DayValue,
    ImportRun,
    PlaceMonth,
    PublishedRank,
    Section,
    SectionMonth,
    YearTarget,
)
from bihuan.modules.quality.operations.outcomes import NoReason
from bihuan.modules.quality.policies import NotAllowed
from bihuan.modules.quality.queries import origin, tables
from bihuan.modules.quality.rules.faults import Unusable
from bihuan.modules.quality.tests.conftest import (
    CLERK,
    DAYS,
    HEAD,
    MONTHS,
    SECTIONS,
    SYSTEM,
    acting,
    bring,
    days_of,
)

pytestmark = pytest.mark.usefixtures("province")
Write = Callable[..., Path]
JANUARY = (date(2026, 1, 1), date(2026, 1, 20))


def calm() -> list[list[object]]:
    return days_of("成都", *JANUARY)


def with_cell(row: int, column: str, value: object) -> list[list[object]]:
    rows = calm()
    rows[row][DAYS.index(column)] = value
    return rows


def test_city_days_come_in_and_say_where_they_came_from(write: Write) -> None:
    path = write(DAYS, calm(), "一月.csv")
    seen = bring(path, dry_run=True)
    assert (seen.kind, seen.added, seen.done) == ("days", 20, False)
    assert not DayValue.objects.exists()
    assert not ImportRun.objects.exists()
    done = bring(path, actor=CLERK)
    assert (done.added, done.changed, done.same, done.done) == (20, 0, 0, True)
    assert "新增20" in done.sentence
    (version,) = origin.day_versions("510100", date(2026, 1, 3), actor=CLERK)
    assert (version.file_name, version.row, version.version, version.by) == (
        "一月.csv",
        4,
        1,
        "测试",
    )
    assert version.sm3 == tables.digest_of(path)
    assert dict(version.values)["co"] == "8"
    (entry,) = [one for one in ledger.entries(limit=50) if one.verb == "quality.imported"]
    assert entry.seq == ImportRun.objects.get().seq


def test_the_same_bytes_and_the_same_values_bring_nothing_new(write: Write) -> None:
    path = write(DAYS, calm())
    bring(path)
    before = ledger.count()
    again = bring(path)
    assert again.is_nothing_new
    assert not again.done
    assert "已于2026-07-10" in again.notes[0]
    other = write(DAYS, reversed(calm()))
    same = bring(other)
    assert same.is_nothing_new
    assert same.same == 20
    assert "没有新内容" in same.sentence
    assert (ImportRun.objects.count(), ledger.count()) == (1, before)


def test_a_differing_value_is_a_new_version_with_its_reason(write: Write) -> None:
    bring(write(DAYS, calm()))
    path = write(DAYS, with_cell(2, "PM2.5", 41))
    seen = bring(path, dry_run=True)
    assert (seen.changed, seen.same, seen.needs_reason) == (1, 19, True)
    assert seen.changes[0].sentence == "510100 2026-01-03：PM2.5 35 → PM2.5 41"
    with pytest.raises(NoReason, match="更正要写明理由"):
        bring(path)
    assert DayValue.objects.count() == 20
    done = bring(path, reason="国家总站复核更正")
    assert (done.added, done.changed) == (0, 1)
    newest, first = origin.day_versions("510100", date(2026, 1, 3), actor=SYSTEM)
    assert (newest.version, newest.current, newest.reason) == (2, True, "国家总站复核更正")
    assert (first.version, first.current, dict(first.values)["pm25"]) == (1, False, "35")
    assert DayValue.objects.filter(current=True).count() == 20


BAD_CELLS = [
    ("PM2.5", "NaN", "nan", "不是数值"),
    ("PM2.5", "inf", "nan", "没有数据的请留空"),
    ("SO2", "-999", "negative", "缺测请留空"),
    ("SO2", "=B2+1", "formula", "是公式"),
    ("NO2", "三十", "number", "µg/m³"),
    ("CO", "900", "unit", "核对单位是否为mg/m³"),
    ("PM10", "99999", "unit", "最大值 10000"),
    ("日期", "2026-02-30", "date", "不是日期"),
    ("日期", "成都", "date", "相邻栏目互换"),
    ("城市", "2026-01-03", "place", "核对两栏是否互换"),
    ("城市", "北京市", "place", "不是本省"),
    ("城市", "", "place", "没有写明地区"),
    ("沙尘", "也许", "flag", "“是”或者“否”"),
]


@pytest.mark.parametrize(("column", "cell", "rule", "words"), BAD_CELLS)
def test_a_bad_cell_is_named_and_nothing_is_taken(
    write: Write, column: str, cell: str, rule: str, words: str
) -> None:
    path = write(DAYS, with_cell(4, column, cell), "坏.csv")
    found = bring(path, kind="days")
    assert not found.ok
    (fault,) = found.faults
    assert (fault.file, fault.row, fault.rule) == ("坏.csv", 6, rule)
    assert fault.column == column
    assert words in fault.sentence
    assert fault.sentence.startswith(f"文件 坏.csv 第6行“{column}”栏：")
    assert "一行也不会导入" in found.sentence
    assert not DayValue.objects.exists()
    assert not ImportRun.objects.exists()


def test_every_fault_is_counted_and_the_first_are_listed(write: Write) -> None:
    rows = days_of("成都", date(2025, 1, 1), date(2025, 12, 31), SO2="-1")
    found = bring(write(DAYS, rows))
    assert (found.fault_count, len(found.faults)) == (365, 200)
    assert "365处" in found.sentence
    assert "前200处" in found.sentence


def test_columns_in_the_wrong_unit_are_seen_as_a_whole(write: Write) -> None:
    told: dict[str, Any] = {"PM10": "0.06", "PM2.5": "0.03"}
    low = bring(write(DAYS, days_of("成都", *JANUARY, **told)))
    assert [fault.rule for fault in low.faults] == ["unit"]
    assert "像是mg/m³" in low.faults[0].sentence
    high = bring(write(DAYS, days_of("成都", *JANUARY, CO="80")))
    assert "像是µg/m³" in high.faults[0].sentence


def test_swapped_columns_are_seen_by_what_cannot_be(write: Write) -> None:
    told: dict[str, Any] = {"PM10": 30, "PM2.5": 70}
    found = bring(write(DAYS, days_of("成都", *JANUARY, **told)))
    (fault,) = found.faults
    assert fault.rule == "swapped"
    assert "PM2.5与PM10两栏很可能互换" in fault.sentence


def test_doubled_days_name_both_rows(write: Write) -> None:
    rows = calm()
    found = bring(write(DAYS, [*rows, rows[0]]))
    (fault,) = found.faults
    assert (fault.rule, fault.row) == ("duplicate", 22)
    assert "与第2行重复" in fault.sentence


def test_a_place_of_two_meanings_must_be_told_apart(write: Write) -> None:
    found = bring(write(DAYS, days_of("510105", *JANUARY)))
    assert found.added == 20


def test_half_a_file_is_refused(write: Write, tmp_path: Path) -> None:
    path = write(DAYS, calm())
    path.write_bytes(path.read_bytes()[:-31])
    found = bring(path)
    assert [fault.rule for fault in found.faults] == ["short"]
    assert "没有写完" in found.faults[0].sentence
    whole = gzip.compress(write(DAYS, calm()).read_bytes())
    packed = tmp_path / "半份.csv.gz"
    packed.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unusable, match="不完整"):
        bring(packed)
    packed.write_bytes(whole)
    assert bring(packed).added == 20


def test_an_open_quote_and_a_file_of_zeros_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "引号.csv"
    path.write_text(
        '城市,日期,SO2,NO2,PM10,CO,O3,PM2.5\n成都,"2026-01-01,1,1,1,1,1,1', encoding="utf-8"
    )
    with pytest.raises(Unusable, match="不是完整的 CSV"):
        bring(path, kind="days")
    path.write_bytes(b"\x00" * 5000)
    with pytest.raises(Unusable, match="不是表格文件"):
        bring(path)
    path.write_bytes(b"")
    with pytest.raises(Unusable, match="是空的"):
        bring(path)


def test_other_encodings_are_read_or_named(write: Write) -> None:
    path = write(DAYS, calm())
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    found = bring(path)
    assert found.added == 20
    assert "GB18030" in found.notes[0]
    path.write_bytes(b"\xff\xfe\xff\xff\x81")
    with pytest.raises(Unusable, match="编码"):
        bring(path)


def book(path: Path, cells: list[Any], formula: str = "", sheet: str = "日值") -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        for row, values in enumerate(cells):
            page.write_row(row, 0, values)
        if formula:
            page.write_formula(formula, "=1+1", None, 2)
        workbook.add_worksheet("说明").write(0, 0, "请勿改动表头")
    return path


def test_a_workbook_comes_in_and_its_formulas_do_not(tmp_path: Path) -> None:
    cells = [list(DAYS), *calm()]
    done = bring(book(tmp_path / "日值.xlsx", cells))
    assert done.added == 20
    (version,) = origin.day_versions("510100", date(2026, 1, 1), actor=SYSTEM)
    assert (version.sheet, version.row) == ("日值", 2)
    cells = [list(DAYS), *days_of("自贡", *JANUARY)]
    found = bring(book(tmp_path / "公式.xlsx", cells, formula="C5"))
    assert [fault.rule for fault in found.faults] == ["formula"]
    assert "单元格 C5 是公式" in found.faults[0].sentence
    assert DayValue.objects.count() == 20


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "日值.xlsx", [list(DAYS), *calm()])
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(Unusable, match="已损坏"):
        bring(path)


def test_parquet_comes_in_and_a_torn_one_does_not(tmp_path: Path, write: Write) -> None:
    source, path = write(DAYS, calm()), tmp_path / "日值.parquet"
    duckdb.execute(f"COPY (FROM read_csv('{source}')) TO '{path}' (FORMAT parquet)")
    done = bring(path)
    assert done.added == 20
    torn = tmp_path / "半份.parquet"
    torn.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(Unusable, match="不完整"):
        bring(torn)
    spoiled = bytearray(path.read_bytes())
    spoiled[10:400] = b"\x07" * 390
    torn.write_bytes(bytes(spoiled))
    with pytest.raises(Unusable, match="已损坏"):
        bring(torn, kind="days")


def test_a_missing_column_is_named(write: Write) -> None:
    found = bring(write(DAYS[:-2], [row[:-2] for row in calm()]), kind="days")
    assert "缺少栏目：pm25。" in found.faults[0].sentence
    with pytest.raises(Unusable, match="认不出"):
        bring(write(("甲", "乙"), [("1", "2")]))


def test_only_the_department_brings_readings_in(write: Write) -> None:
    path = write(DAYS, calm())
    for stranger in (acting("510000-water", "handler"), acting("510100-ecology", "handler")):
        with pytest.raises(NotAllowed, match="省生态环境厅"):
            bring(path, actor=stranger)
    assert bring(path, actor=HEAD).done


def sections() -> list[list[object]]:
    return [
        [
            f"SC00{n}",
            f"断面{n}",
            "成都",
            f"2026-0{month}",
            "Ⅱ",
            "岷江",
            "河流",
            "是",
            "1.9",
            "0.12",
            "<0.02",
        ]
        for n in range(1, 4)
        for month in range(1, 4)
    ]


def test_sections_come_with_their_register(write: Write) -> None:
    done = bring(write(SECTIONS, sections()))
    assert (done.kind, done.added) == ("sections", 9)
    assert Section.objects.get(code="SC001").national
    row = SectionMonth.objects.get(section__code="SC001", month=date(2026, 2, 1))
    assert (row.grade, row.values["TP"], row.values["CODMn"]) == (2, "<0.02", "1.9")
    moved = sections()
    moved[0][2] = "乐山"
    found = bring(write(SECTIONS, moved))
    assert [fault.rule for fault in found.faults] == ["register"]
    bad = sections()
    bad[0][4], bad[1][8] = "七类", "-1"
    found = bring(write(SECTIONS, bad))
    assert [fault.rule for fault in found.faults] == ["grade", "negative"]


def test_months_targets_and_ranks_come_in(write: Write) -> None:
    row = ["锦江区", "2026-03", 8, 30, "60.5", "0.9", 140, "35.2", 25, 0, 31]
    assert bring(write(MONTHS, [row])).kind == "months"
    assert str(PlaceMonth.objects.get().pm25) == "35.2"
    more = ["青羊区", *row[1:8], 30, 2, 31]
    assert [fault.rule for fault in bring(write(MONTHS, [more])).faults] == ["days"]
    header = ("城市", "断面编码", "年度", "指标", "目标值", "评价标准", "依据")
    rows = [
        ("成都", "", 2026, "pm25", "32", "HJ 633-2026", "川府〔2026〕1号（演示）"),
        ("成都", "SC001", 2026, "grade", "Ⅲ", "GB 3838-2002", "国考断面目标（演示）"),
    ]
    assert bring(write(header, rows)).added == 2
    assert {str(one) for one in YearTarget.objects.values_list("value", flat=True)} == {
        "32.00",
        "3.00",
    }
    wrong = [("成都", "", 2026, "grade", "Ⅲ", "GB 3838-2002", "依据")]
    assert [fault.rule for fault in bring(write(header, wrong)).faults] == ["section"]
    head = ("城市", "年度", "时段", "本期排名", "去年同期排名", "城市数", "评价标准", "来源")
    told = [("成都", 2026, "上半年", 121, 110, 168, "HJ 633-2026", "生态环境部通报（演示）")]
    assert bring(write(head, told)).added == 1
    assert PublishedRank.objects.get().term == "H1"
    bad = [("成都", 2026, "上半年", 169, 110, 168, "", "通报")]
    assert [fault.rule for fault in bring(write(head, bad)).faults] == ["range"]


def test_a_failure_while_writing_leaves_nothing(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bihuan.modules.quality.operations.storing.write", fail)
    before = ledger.count()
    with pytest.raises(RuntimeError):
        bring(write(DAYS, calm()))
    assert (DayValue.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert ledger.count() == before


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 300))),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_comes_in_is_what_is_kept(
    write: Write, told: list[tuple[int, int | None]]
) -> None:
    rows = days_of("凉山州", date(2026, 2, 1), date(2026, 2, len(told)))
    for row, (pm10, so2) in zip(rows, told, strict=True):
        row[DAYS.index("PM10")], row[DAYS.index("PM2.5")] = pm10, pm10 // 2
        row[DAYS.index("SO2")] = "" if so2 is None else so2
    done = bring(write(DAYS, rows), reason="性质测试")
    assert done.ok
    kept = DayValue.objects.filter(place="513400", current=True).order_by("day")
    assert [(one.pm10, one.so2) for one in kept[: len(told)]] == told
