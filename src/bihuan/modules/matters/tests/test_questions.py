"""Questions of citizens, asked of three public lists; nothing is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from bihuan.modules.matters.demo.driving import Driver, Plan

from .conftest import BODY, person
from .test_searching import who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

PUBLISHED = (BODY, "510000-water", "510000-housing")
PLANS = tuple(
    Plan(
        body,
        opened=date(2023, 5, 8),
        certified=date(2023, 6, 5),
        filed=date(2023, 6, 8),
        accepted=date(2023, 6, 15),
        published=date(2023, 6, 19),
    )
    for body in PUBLISHED
)


@pytest.fixture(scope="module")
def _published(mapped: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    del mapped
    with django_db_blocker.unblock(), transaction.atomic():
        Driver(person).run(PLANS)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def public(_published: None, db: None) -> None:
    """Three lists are public; every question here is asked of them."""


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("畜禽粪污", BODY),
        ("畜禽 粪污", BODY),
        ("秸秆包装废弃物", BODY),
        ("黑臭水体", "510000-housing"),
        ("臭水沟没人管", "510000-housing"),
        ("建筑工地扬尘归谁管", "510000-housing"),
        ("生态流量", "510000-water"),
        ("小水电", "510000-water"),
        ("水利厅采砂", "510000-water"),
        ("有人在河里偷挖砂", "510000-water"),
    ],
)
@pytest.mark.usefixtures("public")
def test_a_question_is_answered_by_the_body_that_leads(question: str, body: str) -> None:
    answer = who(question)
    assert answer.found, answer.near
    assert answer.found[0].lead == body
    assert answer.found[0].why
    assert (answer.near, answer.sentence) == ((), "")


@pytest.mark.usefixtures("public")
def test_what_nobody_published_is_said_plainly_with_the_nearest() -> None:
    for question in ("外星飞船", "孩子上小学的学区怎么划", "个人所得税退税"):
        answer = who(question)
        assert (answer.found, answer.near) == ((), ())
        assert answer.sentence.startswith("没有清单写明由谁牵头")
    answer = who("国家公园里的放射源旁边有农药")
    assert answer.found == ()
    assert answer.near[0].lead == BODY


@pytest.mark.parametrize(
    "question", ["", "   ", "？！", "%", "_", "' or 1=1 --", "\x00", "a" * 500, '") OR (', "谁负责"]
)
@pytest.mark.usefixtures("public")
def test_odd_questions_have_no_answer_and_do_no_harm(question: str) -> None:
    answer = who(question)
    assert answer.found == ()
    assert answer.sentence


@pytest.mark.usefixtures("public")
def test_a_county_without_a_list_is_answered_by_the_line_of_the_list_above() -> None:
    first = who("都江堰市的猪场粪水乱排").found[0]
    assert (first.lead, first.region) == ("510181-agriculture", "510181")
    assert first.listed_by == BODY
    assert (first.office, first.contact) == ("", "")  # the province's office is not the county's
    assert any("同一条线" in sentence for sentence in first.why)
    assert who("畜禽粪污", region="510181").found[0].lead == "510181-agriculture"
    assert who("都江堰猪场粪水", region="511100").region == "510181"


@pytest.mark.usefixtures("public")
def test_an_unknown_region_is_named() -> None:
    with pytest.raises(LookupError):
        who("畜禽粪污", region="990000")
