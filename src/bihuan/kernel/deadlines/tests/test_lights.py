"""A light is a pure answer about a day, with the dated rule that decided it."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.calendar import SHANGHAI, Unit, national
from bihuan.kernel.deadlines import LightRuleError, light, rule_on
from bihuan.kernel.deadlines.lights import FILE, light_by_the_hour, load

DUE = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("on", "key", "word"),
    [
        ("2026-03-02", "run", "剩10个工作日"),
        ("2026-03-10", "run", "剩4个工作日"),
        ("2026-03-11", "soon", "剩3个工作日"),
        ("2026-03-14", "soon", "剩1个工作日"),
        ("2026-03-16", "soon", "今天到期"),
        ("2026-03-17", "late", "逾期1天"),
        ("2026-04-17", "late", "逾期32天"),
    ],
)
def test_time_alone_changes_the_light(on: str, key: str, word: str) -> None:
    shown = light(DUE, on=date.fromisoformat(on), calendar=national())
    assert (shown.key, shown.word) == (key, word)


def test_the_rule_stands_beside_the_light() -> None:
    rule = light(DUE, on=date(2026, 3, 2), calendar=national()).rule
    assert "剩余不超过3个工作日" in rule
    assert "依据：没有文件规定临期标准" in rule


@pytest.mark.parametrize(
    ("done_on", "word"),
    [("2026-03-16", "已办结"), ("2026-03-01", "已办结"), ("2026-04-17", "逾期32天办结")],
)
def test_done_is_done_and_late_work_stays_marked(done_on: str, word: str) -> None:
    shown = light(
        DUE, on=date(2026, 5, 1), calendar=national(), done_on=date.fromisoformat(done_on)
    )
    assert (shown.key, shown.word) == ("done", word)


def test_what_is_done_later_was_not_done_on_the_day_asked_about() -> None:
    shown = light(DUE, on=date(2026, 3, 20), calendar=national(), done_on=date(2026, 4, 17))
    assert (shown.key, shown.word) == ("late", "逾期4天")


def test_standing_still_having_no_limit_and_having_more_time() -> None:
    on = date(2026, 3, 2)
    assert light(DUE, on=on, calendar=national(), suspended=True).key == "hold"
    assert light(None, on=on, calendar=national()).word == "无期限"
    assert light(None, on=on, calendar=national(), done_on=on).word == "已办结"
    extended = light(DUE, on=on, calendar=national(), extended=True)
    assert (extended.key, extended.word) == ("run", "已延期至2026年3月16日")
    near = light(DUE, on=date(2026, 3, 13), calendar=national(), extended=True)
    assert (near.key, near.word) == ("soon", "剩1个工作日")


def test_calendar_days_are_told_as_days() -> None:
    shown = light(date(2026, 2, 24), on=date(2026, 2, 13), calendar=national(), unit=Unit.DAY)
    assert (shown.key, shown.word) == ("soon", "剩11天")  # two working days: 14 and 24 February


def test_before_a_last_day_on_a_weekend_there_is_still_time() -> None:
    shown = light(date(2026, 3, 8), on=date(2026, 3, 6), calendar=national())
    assert (shown.key, shown.word) == ("soon", "剩2天")


def test_a_long_period_is_near_by_its_share() -> None:
    start, end, on = date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 1)
    assert light(end, on=on, calendar=national()).key == "run"
    assert light(end, on=on, calendar=national(), start_on=start).key == "soon"


def test_hours_are_told_in_hours() -> None:
    end = datetime(2026, 3, 3, 10, 30, tzinfo=SHANGHAI)

    def shown(hours: float, **more: object) -> tuple[str, str]:
        at = end + timedelta(hours=hours)
        found = light_by_the_hour(end, at=at, **more)  # type: ignore[arg-type]  # dates or flags
        return found.key, found.word

    assert shown(-30) == ("run", "剩30小时")
    assert shown(-5) == ("soon", "剩5小时")
    assert shown(-0.5) == ("soon", "不足1小时")
    assert shown(0) == ("soon", "不足1小时")
    assert shown(0.1) == ("late", "逾期1小时")
    assert shown(3) == ("late", "逾期3小时")
    assert shown(3, suspended=True) == ("hold", "中止计时")
    assert shown(3, done_at=end) == ("done", "已办结")
    assert shown(3, done_at=end + timedelta(hours=2)) == ("done", "逾期2小时办结")


@given(st.dates(date(2020, 1, 1), date(2028, 12, 31)), st.integers(-400, 400))
def test_a_light_never_turns_back_by_itself(due_on: date, offset: int) -> None:
    order = {"run": 0, "soon": 1, "late": 2}
    on = due_on + timedelta(days=offset)
    if on < date(2020, 1, 1):
        return
    today = light(due_on, on=on, calendar=national(), start_on=due_on - timedelta(days=90))
    tomorrow = light(
        due_on,
        on=on + timedelta(days=1),
        calendar=national(),
        start_on=due_on - timedelta(days=90),
    )
    assert order[today.key] <= order[tomorrow.key]


def test_a_day_is_judged_by_the_rule_of_that_day(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    newer = text[text.rindex("[[rule]]") :].replace("lights-1", "lights-2")
    newer = newer.replace("2020-01-01", "2026-07-01").replace(
        "working_days = 3", "working_days = 5"
    )
    file = tmp_path / "lights.toml"
    file.write_text(text + newer, encoding="utf-8")
    assert [(rule.key, rule.soon_working_days) for rule in load(file)] == [
        ("lights-1", 3),
        ("lights-2", 5),
    ]
    assert rule_on(date(2026, 3, 1)).key == "lights-1"


def test_before_the_first_rule_there_is_no_light() -> None:
    with pytest.raises(LightRuleError, match="还没有适用"):
        rule_on(date(2019, 12, 31))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("soon_working_days = 3", "soon_working_days = -1"),
        ("soon_working_days = 3", "soon_working_days = true"),
        ("soon_percent = 10", "soon_percent = 101"),
        ("soon_percent = 10", "soon_percents = 10"),
        ("first_day = 2020-01-01", 'first_day = "2020"'),
        ("first_day = 2020-01-01", "first_day = 2020-01-01T00:00:00"),
        ('key = "lights-1"', 'key = ""'),
        ("[[rule]]", "[[rules]]"),
        ("[[rule]]", "[rule"),
    ],
)
def test_a_broken_rule_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "lights.toml"
    file.write_text(new.join(text.rsplit(old, 1)), encoding="utf-8")
    with pytest.raises(LightRuleError, match=r"^lights\.toml"):
        load(file)


def test_two_rules_from_one_day_are_refused(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    file = tmp_path / "lights.toml"
    file.write_text(text + text[text.rindex("[[rule]]") :], encoding="utf-8")
    with pytest.raises(LightRuleError, match="同一天"):
        load(file)
