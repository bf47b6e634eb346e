"""The questions of citizens, a third of them held back: the goals of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from tests.bench import asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def outcomes(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[asking.Outcome]]:
    """Every department's list, driven through its process, and every question asked once."""
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():
        asking.build()
        yield [asking.outcome(asked) for asked in asking.questions()]
        transaction.set_rollback(True)


def test_the_file_has_what_the_issue_asks_for() -> None:
    every = asking.questions()
    assert len(every) >= 300
    assert len({asked.text for asked in every}) == len(every)
    assert sum(asked.none for asked in every) >= 40
    assert all(asked.none != bool(asked.lines) for asked in every)
    held = sum(asked.held for asked in every)
    assert len(every) * 3 // 10 <= held <= len(every) * 11 // 30


def test_what_is_held_back_follows_from_the_seed_alone() -> None:
    assert all(asked.held == asking.is_held(asked.text) for asked in asking.questions())


@pytest.mark.parametrize("held", [False, True])
def test_the_right_body_stands_first_and_what_nobody_leads_is_said(
    outcomes: list[asking.Outcome], *, held: bool
) -> None:
    score = asking.scored(item for item in outcomes if item.asked.held == held)
    assert score.good, score


def test_every_answer_says_why_and_where_it_stands(outcomes: list[asking.Outcome]) -> None:
    for item in outcomes:
        for found in item.answer.found:
            assert found.why, item.asked.text
            assert found.address, "a visitor is answered from public copies"
            assert not found.number
        assert bool(item.answer.found) != bool(item.answer.sentence)
