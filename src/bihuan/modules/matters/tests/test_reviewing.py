"""Once a year every list in force is looked at again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.matters import jobs
from bihuan.modules.matters.models import MatterList, ReviewState, YearlyReview
from bihuan.modules.matters.operations import open_list
from bihuan.modules.matters.operations.reviewing import lapse_reviews, open_reviews
from bihuan.modules.matters.process.companions import KEEP, YEARLY_REVIEW
from bihuan.modules.matters.tests.conftest import BODY, Carry, person

if TYPE_CHECKING:
    from collections.abc import Callable


def moment(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def review() -> YearlyReview:
    return YearlyReview.objects.select_related("case").get(case__body=BODY)


@pytest.mark.usefixtures("published")
def test_it_opens_in_the_season_once_and_with_its_last_day() -> None:
    assert open_reviews(at=moment(2024, 10, 31)) == 0
    assert open_reviews(at=moment(2024, 11, 1)) == 1
    assert open_reviews(at=moment(2024, 11, 2)) == 0
    (clock,) = deadlines.running(review().case.subject)
    assert clock.due_on == date(2024, 12, 31)


@pytest.mark.usefixtures("published")
def test_a_list_renewed_in_the_year_needs_no_review() -> None:
    assert open_reviews(at=moment(2023, 11, 1)) == 0


@pytest.mark.usefixtures("published")
def test_the_owner_says_it_still_holds() -> None:
    open_reviews(at=moment(2024, 11, 1))
    case = review()
    process.perform(
        YEARLY_REVIEW,
        KEEP,
        case,
        actor=person(BODY, "handler"),
        at=moment(2024, 11, 5),
        inputs=Inputs(fields={"finding": "没有变化"}),
    )
    assert case.state == ReviewState.KEPT


def test_a_new_version_in_public_closes_it(published: MatterList, carry: Carry) -> None:
    open_reviews(at=moment(2024, 11, 1))
    new = open_list(
        body=published.body, year=2024, actor=person(BODY, "handler"), at=moment(2024, 11, 4)
    )
    carry(MatterList.objects.select_related("case").get(pk=new.pk), moment(2024, 11, 6))
    assert review().state == ReviewState.REVISED


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("run", [jobs.daily, lambda at: lapse_reviews(at=at)])
def test_what_nobody_did_is_recorded(run: Callable[[datetime], object]) -> None:
    open_reviews(at=moment(2024, 11, 1))
    run(moment(2024, 12, 31))
    assert review().state == ReviewState.DUE
    run(moment(2025, 1, 1))
    assert review().state == ReviewState.LAPSED
