from __future__ import annotations

from datetime import date

import pytest

from bihuan.kernel.events import temporarily
from bihuan.modules.matters.events import (
    BodyReminded,
    FilingChecked,
    ListFiled,
    ListPublished,
)
from bihuan.modules.matters.models import Reminder
from bihuan.modules.matters.operations import (
    AlreadyReminded,
    NoteRefused,
    OpeningRefused,
    open_list,
    remind,
)
from bihuan.modules.matters.queries.filings import FilingLine, filing_overview

from .conftest import BODY, Drive, person, when

OFFICE = person("510000-office", "handler")


def line_of(body: str, *, on: date) -> FilingLine:
    overview = filing_overview(year=2023, on=on, actor=OFFICE)
    return next(line for line in overview.lines if line.body == body)


@pytest.mark.usefixtures("province")
def test_the_twelve_departments_owe_a_list_and_a_missing_one_is_counted_by_days() -> None:
    overview = filing_overview(year=2023, on=date(2023, 7, 10), actor=OFFICE)
    assert len(overview.lines) == 12
    assert overview.missing == 12
    assert all(line.late_days == 10 for line in overview.lines)
    assert overview.lines[0].lateness == "逾期10天，尚未报备"


def test_a_late_filing_keeps_its_lateness_and_one_in_time_has_none(drive: Drive) -> None:
    drive(certified=date(2023, 7, 3), filed=date(2023, 7, 6))
    drive("510000-water", certified=date(2023, 6, 5), filed=date(2023, 6, 8))
    late, prompt = line_of(BODY, on=date(2023, 9, 1)), line_of("510000-water", on=date(2023, 9, 1))
    assert late.lateness == "逾期6天报备"
    assert prompt.late_days == 0
    assert prompt.check_due == date(2023, 6, 30), "fifteen working days; Sunday 25 June is one"


@pytest.mark.usefixtures("province")
def test_a_reminder_is_recorded_and_pressed_at_most_once_a_day() -> None:
    heard: list[BodyReminded] = []
    with temporarily(BodyReminded, heard.append):
        remind(body=BODY, year=2023, actor=OFFICE, at=when(7, 3))
        with pytest.raises(AlreadyReminded, match="每天最多催办一次"):
            remind(body=BODY, year=2023, actor=OFFICE, at=when(7, 3, 17))
        remind(body=BODY, year=2023, actor=OFFICE, at=when(7, 4))
    assert Reminder.objects.count() == 2
    assert [event.on for event in heard] == [date(2023, 7, 3), date(2023, 7, 4)]
    line = line_of(BODY, on=date(2023, 7, 4))
    assert (line.reminders, line.may_remind) == (2, False)
    assert line_of(BODY, on=date(2023, 7, 5)).may_remind


@pytest.mark.usefixtures("filed")
def test_who_has_filed_is_not_reminded() -> None:
    with pytest.raises(NoteRefused, match="已经报备"):
        remind(body=BODY, year=2023, actor=OFFICE, at=when(7, 3))


@pytest.mark.parametrize(
    ("body", "who"),
    [
        (BODY, person("510000-water", "handler")),
        (BODY, person("510100-office", "handler")),
        ("510100-water", OFFICE),
    ],
)
@pytest.mark.usefixtures("province")
def test_only_the_office_of_the_same_level_reminds(body: str, who: object) -> None:
    with pytest.raises(NoteRefused):
        remind(body=body, year=2023, actor=who, at=when(7, 3))  # type: ignore[arg-type]


def test_a_city_files_with_its_own_office(drive: Drive) -> None:
    held = drive("510100-water", certified=date(2023, 7, 20), filed=date(2023, 7, 24))
    assert held.office_body == "510100-office"
    city = person("510100-office", "handler")
    overview = filing_overview(year=2023, on=date(2023, 9, 1), actor=city)
    assert overview.due_on == date(2023, 8, 29)
    assert {line.body for line in overview.lines if line.submitted} == {"510100-water"}


def test_events_say_what_happened(drive: Drive) -> None:
    heard: list[object] = []
    with (
        temporarily(ListFiled, heard.append),
        temporarily(FilingChecked, heard.append),
        temporarily(ListPublished, heard.append),
    ):
        drive(
            certified=date(2023, 6, 5),
            filed=date(2023, 6, 8),
            accepted=date(2023, 6, 15),
            published=date(2023, 7, 3),
        )
    filed, checked, published = heard
    assert isinstance(filed, ListFiled)
    assert (filed.office_body, filed.round) == ("510000-office", 1)
    assert isinstance(checked, FilingChecked)
    assert checked.accepted
    assert checked.receipt_no.endswith("〔2023〕1号")
    assert isinstance(published, ListPublished)
    assert (published.address, published.late_days) == (f"{BODY}-2023-1", 3)


@pytest.mark.usefixtures("draft")
def test_a_body_has_one_list_in_hand_at_a_time() -> None:
    with pytest.raises(OpeningRefused, match="已有一份在办的清单"):
        open_list(body=BODY, year=2023, actor=person(BODY, "handler"), at=when(5, 9))
