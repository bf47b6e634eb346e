from __future__ import annotations

from datetime import date

import pytest

from bihuan.modules.matters.queries.publications import (
    check_fingerprint,
    portal_figures,
    published_list,
    publishing_bodies,
    search,
)
from bihuan.modules.matters.rules.searching import ask, coverage, grams_of, marked

from .conftest import BODY, Drive


@pytest.fixture
def public(drive: Drive) -> None:
    for body in (BODY, "510000-water", "510000-housing"):
        drive(
            body,
            certified=date(2023, 6, 5),
            filed=date(2023, 6, 8),
            accepted=date(2023, 6, 15),
            published=date(2023, 6, 19),
        )


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("畜禽粪污", BODY),
        ("畜禽 粪污", BODY),
        ("秸秆包装废弃物", BODY),
        ("黑臭水体", "510000-housing"),
        ("建筑工地扬尘归谁管", "510000-housing"),
        ("生态流量", "510000-water"),
        ("小水电", "510000-water"),
        ("水利厅采砂", "510000-water"),
    ],
)
@pytest.mark.usefixtures("public")
def test_a_question_is_answered_by_the_body_that_leads(question: str, body: str) -> None:
    answer = search(question)
    assert answer.found, answer.near
    assert answer.found[0].body == body
    assert answer.near == ()


@pytest.mark.usefixtures("public")
def test_what_nobody_published_is_said_plainly_with_the_nearest() -> None:
    assert search("外星飞船").found == ()
    assert search("外星飞船").near == ()
    answer = search("火星畜禽")
    assert answer.found == ()
    assert answer.near[0].body == BODY


@pytest.mark.parametrize(
    "question", ["", "   ", "？！", "%", "_", "' or 1=1 --", "\x00", "a" * 500]
)
@pytest.mark.usefixtures("public")
def test_odd_questions_have_no_answer_and_do_no_harm(question: str) -> None:
    assert search(question).found == ()


@pytest.mark.usefixtures("public")
def test_a_question_can_be_kept_to_one_region() -> None:
    assert search("畜禽粪污", region="510000").found
    assert search("畜禽粪污", region="510100").found == ()


@pytest.mark.usefixtures("public")
def test_the_figures_count_published_copies() -> None:
    figures = portal_figures()
    assert (figures.bodies, figures.matters, figures.regions, figures.late) == (3, 23, 1, 0)
    assert [item.body for item in publishing_bodies()] == sorted(
        (BODY, "510000-water", "510000-housing")
    )


@pytest.mark.usefixtures("public")
def test_a_fingerprint_finds_its_file_in_both_algorithms() -> None:
    copy = published_list(f"{BODY}-2023-1")
    assert copy is not None
    assert check_fingerprint(copy.sm3.upper())[0].algorithm == "SM3"
    assert check_fingerprint(f" {copy.sha256}\n")[0].publication.address == copy.address
    assert check_fingerprint("0" * 64) == ()


def test_pairs_of_characters() -> None:
    assert grams_of("秸秆，焚烧 A1") == {"秸秆", "焚烧", "a1"}
    assert grams_of("水") == {"水"}


def test_a_question_is_covered_by_pairs_that_leave_no_character_out() -> None:
    question = ask("秸秆焚烧")
    assert coverage(question, {"秸秆", "焚烧"}) == (4, 4)
    assert coverage(question, {"秸秆", "秆露"}) == (2, 4)


def test_what_was_asked_for_is_marked() -> None:
    pieces = marked("管控秸秆露天焚烧", ("秸秆焚烧",))
    assert "".join(text for text, _hit in pieces) == "管控秸秆露天焚烧"
    assert [text for text, hit in pieces if hit] == ["秸秆", "焚烧"]
