"""B4: nobody finds a query code by trying."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bihuan.modules.corrections import api
from bihuan.modules.corrections.models import CodeAnswer
from bihuan.modules.corrections.operations import LENGTH, LETTERS, MOST_GUESSES, new_code
from bihuan.modules.corrections.queries import code_digest
from tests.assurance.letters import AT

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from django.test import Client

GUESSES, GIVEN = 1_000_000, 10_000


def give(number: int) -> list[str]:
    codes = [new_code() for _ in range(number)]
    CodeAnswer.objects.bulk_create(
        CodeAnswer(code_digest=code_digest(code), received_on=AT.date(), state="已收到")
        for code in codes
    )
    return codes


@pytest.mark.goal("B4")
def test_a_code_holds_more_chance_than_is_asked(figure: Callable[[str], None]) -> None:
    bits = LENGTH * math.log2(len(set(LETTERS)))
    assert bits - math.log2(GIVEN) >= 64, "with ten thousand codes given out"
    figure(f"{bits:.0f} bits a code; with {GIVEN:,} given out one guess hits in 2^-66")


@pytest.mark.django_db
@pytest.mark.goal("B4")
def test_a_source_has_ten_wrong_codes_an_hour(figure: Callable[[str], None]) -> None:
    (code,), looked, at = give(1), 0, AT
    for _ in range(300):  # five hours, one a minute
        try:
            assert api.look_up(new_code(), source="192.0.2.1", at=at) is None
            looked += 1
        except api.TooManyGuesses:
            with pytest.raises(api.TooManyGuesses):
                api.look_up(code, source="192.0.2.1", at=at)  # also for the right one
        at += timedelta(minutes=1)
    assert looked <= MOST_GUESSES * 5
    assert api.look_up(code, source="192.0.2.2", at=at) is not None
    figure(f"{looked} of 300 wrong codes of one source looked at in five hours")


@pytest.mark.django_db
@pytest.mark.goal("B4")
def test_the_page_says_so_and_shows_nothing(client: Client) -> None:
    (code,) = give(1)
    for _ in range(MOST_GUESSES):
        assert client.post("/corrections/", {"code": "AAAA-AAAA-AAAA-AAAA"}).status_code == 200
    answer = client.post("/corrections/", {"code": code})
    assert answer.status_code == 422
    assert "最多输错10次" in answer.content.decode()
    assert "已收到" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.assurance
@pytest.mark.goal("B4")
def test_a_million_guesses_hit_nothing(chance: Random, figure: Callable[[str], None]) -> None:
    codes = give(GIVEN)
    digests = set(CodeAnswer.objects.values_list("code_digest", flat=True))
    assert code_digest(codes[0].lower()) in digests, "a right one would be found"
    hits = sum(
        code_digest("".join(chance.choices(LETTERS, k=LENGTH))) in digests for _ in range(GUESSES)
    )
    assert hits == 0
    figure(f"{hits} hits in {GUESSES:,} guesses against {GIVEN:,} codes")
