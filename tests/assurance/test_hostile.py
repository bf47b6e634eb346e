"""H2: no form of the product breaks on hostile input, or stores a control character."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.assurance import forms, hostile
from tests.assurance.writing import send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from tests.assurance.matrix import World

URLENCODED = "application/x-www-form-urlencoded"
PUSH = 150
NIGHT = int(os.environ.get("ASSURANCE_FORM_CASES") or 20_000)


pytestmark = pytest.mark.usefixtures("quiet")


def _numbers(world: World, found: tuple[forms.Form, ...]) -> Iterator[str]:
    """Where a hidden field holds a number, send what looks like one and is none."""
    for form in found:
        for field in form.fields:
            if field.kind == "hidden" and field.value.isdigit():
                for value in ("²", "9" * 30):
                    answer = send(world, form.viewer, form.url, form.filled | {field.name: value})
                    if answer.status >= 500:
                        yield f"{answer.status} {form.name} {field.name}={value}"


def fuzz(chance: Random, *, cases: int) -> tuple[list[str], int, int]:
    """Return what broke, how many forms there are, and how many cases wrote something."""
    world, found = forms.planted()
    wrong = [*_numbers(world, found)]
    wrote = 0
    order: list[forms.Form] = []
    for _ in range(cases):
        if not order:
            order = chance.sample(found, len(found))
        form = order.pop()
        body = hostile.case(form, chance)
        answer = send(world, form.viewer, form.url, body, kind=URLENCODED)
        wrote += bool(answer.tables)
        if answer.status >= 500:
            wrong.append(f"{answer.status} {form.viewer} {form.name} {body[:300]}")
        wrong += [f"{form.name} stores {each}" for each in hostile.controls(answer.values)]
    return wrong, len(found), wrote


@pytest.mark.once
@pytest.mark.goal("H2")
def test_hostile_forms_on_every_push(
    demo: object, chance: Random, figure: Callable[[str], None]
) -> None:
    del demo
    wrong, kinds, wrote = fuzz(chance, cases=PUSH)
    assert wrong == [], "\n".join(dict.fromkeys(wrong))
    figure(f"{PUSH:,} cases on a push over {kinds} forms, {wrote} were taken, 0 × 5xx")


@pytest.mark.goal("H2")
@pytest.mark.assurance
def test_hostile_forms_at_night(
    demo: object, chance: Random, figure: Callable[[str], None]
) -> None:
    del demo
    wrong, kinds, wrote = fuzz(chance, cases=NIGHT)
    assert wrong == [], "\n".join(dict.fromkeys(wrong))
    figure(f"{NIGHT:,} of 100,000 cases over {kinds} forms, {wrote} were taken, 0 × 5xx")


def test_a_stored_control_character_is_noticed() -> None:
    assert hostile.controls([("t", "a\x07b"), ("t", "a\nb"), ("t", 7)]) == ["t: 'a\\x07b'"]
