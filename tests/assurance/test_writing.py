"""A6 and A7: nothing outside the writer's scope is taken, and no field that was not asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models

from tests.assurance import forms, matrix
from tests.assurance.answers import row
from tests.assurance.matrix import HERE
from tests.assurance.people import WEAKEST
from tests.assurance.writing import bare, send
from tests.journeys.census import CENSUS
from tests.journeys.test_access import url_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.assurance.forms import Field, Form
    from tests.assurance.writing import Answer

    Way = Callable[[Random | None], tuple[list[str], str]]

STRANGE, NUMBER, DAY = "MASSQXZ", "918273645", "2091-07-13"
CANARIES = (STRANGE, NUMBER, DAY)
WORKING = frozenset(
    {"django_session", "ui_draft", "ui_heldupload", "ui_press", "access_livesession"}
)
"""What a browser leaves on the way: none of it is business."""
MOST_FIELDS = 900
"""The framework takes no more than 1,000 in one body."""
KEY = re.compile(r"^\d+$")
PICKED = frozenset({"select", "radio", "checkbox", "body", "person"})
COUNTS = frozenset({"seen", "saves", "revision", "year"})
"""Hidden numbers that name nothing of anybody."""
BODY = re.compile(r"^\d{6}-\w+$")
TAKEN_BY_ALL = {"ui:view-save": frozenset({"table", "name", "query", "shared"})}
"""What the weakest role may send where it is let in: here the view of a table it keeps itself."""
READ_ANYWHERE = frozenset({"next", "once", "seen", "saves", "confirmed", "export", "act", "back"})


pytestmark = pytest.mark.usefixtures("quiet")


def outside(field: Field) -> tuple[str, str] | None:
    """Return something that is there but was not offered, and something that is not there at all.

    None where the field names nothing that somebody else could own.
    """
    offered = {each for each in (*field.options, field.value) if each}
    hidden = field.kind == "hidden" and field.name not in COUNTS
    if not offered or not (hidden or field.kind in PICKED):
        return None
    if all(map(KEY.match, offered)):
        return next(str(n) for n in range(1, 10_000) if str(n) not in offered), "918273645"
    if all(map(BODY.match, offered)):
        known = ("510116-housing", "511124-water", "510000-justice")
        return next(each for each in known if each not in offered), "510116-nowhere"
    return None if hidden else ("outside-qxz", "nowhere-qxz")


def taken(form: Form, answer: Answer, field: Field, value: str) -> bool:
    """Whether a value that was not offered went into a table of business."""
    del form
    if KEY.match(value):
        return any(
            str(each) == value and table not in WORKING
            for table, each in answer.values
            if field.name.removeprefix("f-") in table
        )
    return answer.wrote(value, but=WORKING)


@pytest.mark.goal("A6")
def test_nothing_that_was_not_offered_is_taken(demo: object, figure: Callable[[str], None]) -> None:
    del demo
    world, found = forms.planted()
    wrong, tried = [], 0
    for form in found:
        for field in form.fields:
            values = outside(field)
            if values is None:
                continue
            tried += 1
            said = []
            for value in values:
                answer = send(world, form.viewer, form.url, form.filled | {field.name: value})
                if answer.status >= 500 or taken(form, answer, field, value):
                    wrong.append(f"{form.viewer} {form.name} {field.name}={value}: {answer.status}")
                shown = f'"{value}"' if KEY.match(value) else value
                said.append(f"{answer.status} {bare(answer.said).replace(shown, '#')}")
            if said[0] != said[1]:
                wrong.append(f"{form.viewer} {form.name} {field.name}: tells {values[0]} apart")
    assert wrong == [], "\n".join(wrong)
    figure(f"{tried} relations and choices in {len(found)} forms, 0 accepted, 0 told apart")


def every_field() -> dict[str, str]:
    """Return a value of its own kind for every column of every table of ours, nested too."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("bihuan."):
            continue
        for field in model._meta.concrete_fields:  # noqa: SLF001  Django's documented way
            value = STRANGE
            if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
                value = NUMBER
            elif isinstance(field, models.DateField):
                value = DAY
            for name in (field.name, field.attname, f"f-{field.name}", f"case__{field.name}"):
                found.setdefault(name, value)
    return found


def extras(asked: frozenset[str]) -> list[dict[str, str]]:
    """Return them in portions, without what is asked for."""
    named = [pair for pair in every_field().items() if pair[0] not in asked | READ_ANYWHERE]
    starts = range(0, len(named), MOST_FIELDS)
    return [dict(named[start : start + MOST_FIELDS]) for start in starts]


def assigned(answer: Answer) -> list[tuple[str, Any]]:
    """Return what went into tables although nobody asked for it."""
    return [
        (table, value)
        for table, value in answer.values
        if any(canary in str(value) for canary in CANARIES)
    ]


def weakest(chance: Random | None) -> tuple[list[str], str]:
    """Send every field to every writing address of somebody else; by chance a part of them."""
    world = matrix.world()
    names = [name for name, line in CENSUS.items() if row(name).write and line.who != "anybody"]
    wrong, sent = [], 0
    names = chance.sample(names, len(names) // 2) if chance else names
    for name in names:
        url = url_of(name, dict(world.things[HERE]))
        portions = extras(TAKEN_BY_ALL.get(name, frozenset()))
        for fields in [chance.choice(portions)] if chance else portions:
            answer = send(world, WEAKEST, url, fields)
            sent += len(fields)
            if answer.status >= 500 or assigned(answer):
                wrong.append(f"{name}: {answer.status} {assigned(answer)}")
    return wrong, f"weakest role: {sent:,} fields to {len(names)} addresses, 0 changed"


def beside(chance: Random | None) -> tuple[list[str], str]:
    """Fill in every form by who may, with every other field there is beside its own."""
    world, found = forms.planted()
    wrong, sent, wrote = [], 0, 0
    found = tuple(chance.sample(found, len(found) // 2)) if chance else found
    for form in found:
        portions = extras(frozenset(field.name for field in form.fields))
        for fields in [chance.choice(portions)] if chance else portions:
            answer = send(world, form.viewer, form.url, fields | form.filled)
            sent += len(fields)
            wrote += bool(answer.tables - WORKING)
            if answer.status >= 500 or assigned(answer):
                wrong.append(f"{form.viewer} {form.name}: {answer.status} {assigned(answer)[:5]}")
    counted = f"{sent:,} fields beside their own to {len(found)} forms, {wrote} bodies taken"
    return wrong, f"{counted}, 0 columns beside"


@pytest.mark.once
@pytest.mark.goal("A7")
@pytest.mark.parametrize("way", [weakest, beside])
def test_no_field_is_assigned_that_nobody_asked_for(
    demo: object, way: Way, chance: Random, figure: Callable[[str], None]
) -> None:
    """Half of the addresses and forms, with a part of the fields: others every day."""
    del demo
    wrong, counted = way(chance)
    assert wrong == [], "\n".join(wrong)
    figure(f"push: {counted}")


@pytest.mark.goal("A7")
@pytest.mark.assurance
@pytest.mark.parametrize("way", [weakest, beside])
def test_no_field_of_all_is_assigned_that_nobody_asked_for(
    demo: object, way: Way, figure: Callable[[str], None]
) -> None:
    del demo
    wrong, counted = way(None)
    assert wrong == [], "\n".join(wrong)
    figure(counted)
