"""Calendar files are judged while they are read; a region's own festivals lie on top."""

from datetime import date
from pathlib import Path

import pytest

from bihuan.kernel.calendar import (
    CalendarError,
    due,
    explain,
    for_region,
    load,
    national,
    pick,
    working_days,
)

NATIONAL = """
[calendar]
key = "china"
name = "全国"
region = "000000"
settled_until = "12-28"
basis = "放假办法"
mark = "invented for a test"

[[edition]]
year = 2026
title = "通知"
number = "1号"
issued = 2025-11-04
mark = "invented for a test"

[[edition.festival]]
name = "春节"
first = 2026-02-15
last = 2026-02-23
days = 9
work = [2026-02-14, 2026-02-28]
"""

GANZI = """
[calendar]
key = "ganzi"
name = "甘孜州"
region = "513300"
settled_until = "12-28"
basis = "自治条例"
mark = "invented for a test"

[[edition]]
year = 2026
title = "甘孜州通知"
number = "甘1号"
issued = 2025-12-01
mark = "invented for a test"

[[edition.festival]]
name = "藏历新年"
first = 2026-02-18
last = 2026-02-26
days = 9
work = [2026-02-17, 2026-03-01]
"""


def write(directory: Path, **files: str) -> Path:
    for name, text in files.items():
        (directory / f"{name}.toml").write_text(text, encoding="utf-8")
    return directory


def test_the_shipped_calendars_are_whole() -> None:
    editions = national().editions
    assert [edition.year for edition in editions] == list(range(2020, 2027))
    for edition in editions:
        assert edition.source.startswith(f"国务院办公厅关于{edition.year}年部分节假日安排的通知")
        assert edition.mark.startswith("found")
        assert all(day.weekday() >= 5 for day in edition.work)


def test_a_region_with_festivals_of_its_own_counts_by_them(tmp_path: Path) -> None:
    calendars = load(write(tmp_path, china=NATIONAL, ganzi=GANZI))
    ganzi = pick(calendars, "513301")
    assert ganzi.name == "甘孜州"
    assert ganzi.is_working_day(date(2026, 2, 17))  # a national day off, worked here
    assert not ganzi.is_working_day(date(2026, 2, 26))  # worked elsewhere, a festival here
    assert ganzi.is_working_day(date(2026, 3, 1))
    assert not ganzi.is_working_day(date(2026, 2, 16))  # the national rule still holds
    assert due(date(2026, 2, 13), working_days(3), ganzi).on == date(2026, 2, 27)
    words = [str(line) for line in explain(date(2026, 2, 13), working_days(3), ganzi).lines]
    assert "2026-02-17 星期二 工作日，计入" in words
    assert "2026-02-25 星期三 藏历新年放假，不计" in words
    assert due(date(2026, 2, 13), working_days(3), ganzi).editions == ("china-2026", "ganzi-2026")
    for elsewhere in ("510000", "513200", "330100"):
        assert pick(calendars, elsewhere).key == "china"


def test_a_county_finds_its_prefecture_and_others_find_the_country() -> None:
    assert for_region("513426").key == "liangshan"
    assert for_region("513400").key == "liangshan"
    assert for_region("513301").key == "china"
    assert for_region("510000").key == "china"
    assert for_region("110000").key == "china"


@pytest.mark.parametrize(
    "code", ["", "51", "5101000", "51010x", "\uff15\uff11\uff10\uff11\uff10\uff10"]
)
def test_what_is_not_a_region_code_is_refused(code: str) -> None:
    with pytest.raises(CalendarError, match="不是六位行政区划代码"):
        for_region(code)


def test_liangshan_follows_its_own_notice_of_2023() -> None:
    liangshan = for_region("513400")
    assert not liangshan.is_working_day(date(2023, 11, 20))
    assert liangshan.is_working_day(date(2023, 11, 19))
    assert not liangshan.is_working_day(date(2023, 10, 7))  # worked in the rest of the country
    assert liangshan.is_working_day(date(2023, 10, 8))
    assert not due(date(2023, 8, 4), working_days(6), liangshan).provisional


def test_a_year_whose_regional_notice_is_missing_is_provisional_there_only() -> None:
    start = date(2025, 8, 1)
    assert due(start, working_days(5), for_region("513400")).provisional
    assert not due(start, working_days(5), national()).provisional
    words = [str(line) for line in explain(start, working_days(1), for_region("513400")).lines]
    assert words[-1] == "2025-08-04 星期一 工作日（凉山州2025年放假安排尚未载入，暂按此计），计入"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "days = 9",
            "days = 8",
            "china.toml edition 2026 festival 春节：从2026-02-15到2026-02-23是9天",
        ),
        ("2026-02-14, ", "2026-02-13, ", "2026-02-13 本来就是工作日"),
        ("2026-02-14, ", "2026-02-15, ", "2026-02-15 既写成放假又写成上班"),
        ("2026-02-14, ", "2025-03-01, ", "2025-03-01 不在2026年"),
        ("2026-02-14, ", '"二月", ', "不是日期"),
        ("work =", "worked =", "不认识的字段“worked”"),
        ("year = 2026", "year = true", "类型不对"),
        ('number = "1号"', "", "缺少“number”"),
        ('basis = "放假办法"', "", "缺少“basis”"),
        ('region = "000000"', 'region = "510000"', "应有且只有一个全国日历"),
        ('settled_until = "12-28"', 'settled_until = "12-32"', "“12-32”不是“月-日”"),
        ("first = 2026-02-15", "first = 2026-02-30", "读不出来"),
        ("[[edition.festival]]", "[edition.festival]", "“festival”"),
    ],
)
def test_a_broken_calendar_names_its_file_and_fault(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in NATIONAL
    write(tmp_path, china=NATIONAL.replace(old, new))
    with pytest.raises(CalendarError) as caught:
        load(tmp_path)
    assert sentence in str(caught.value)


def test_an_edition_that_is_no_table_is_refused(tmp_path: Path) -> None:
    write(tmp_path, china="edition = [2026]\n" + NATIONAL.partition("[[edition]]")[0])
    with pytest.raises(CalendarError, match=r"“edition”应写成 \[\[edition\]\]"):
        load(tmp_path)


def test_a_calendar_says_which_it_is_and_for_which_years() -> None:
    assert repr(for_region("513400")) == "<Calendar liangshan [2020]…[2026]>"


def test_two_editions_of_one_year_are_refused(tmp_path: Path) -> None:
    edition = NATIONAL[NATIONAL.index("[[edition]]") :]
    with pytest.raises(CalendarError, match="同一年有两个版次"):
        load(write(tmp_path, china=NATIONAL + edition))


def test_two_calendars_of_one_region_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="已有另一个文件"):
        load(write(tmp_path, china=NATIONAL, ganzi=GANZI, again=GANZI))
