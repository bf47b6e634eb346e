"""A1: everything that can be set going is in a register, and every address is gone to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import get_commands
from django.db.models import signals
from django.utils import timezone

from bihuan.faces.cli import COMMANDS
from bihuan.kernel.access import api as access
from bihuan.kernel.events import bus
from bihuan.kernel.jobs import registry
from tests.assurance import doors, matrix, permissions
from tests.assurance.answers import IN, ROWS, expected
from tests.assurance.matrix import HERE, Cell, thing_of
from tests.assurance.people import VIEWERS
from tests.assurance.register import HERE as ASSURANCE
from tests.journeys.census import CENSUS, OFFICE, SELF

if TYPE_CHECKING:
    from collections.abc import Callable, Sized

    from tests.assurance.matrix import World

ROOT = ASSURANCE.parents[1]
SIGNALS = ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "post_migrate")


pytestmark = pytest.mark.usefixtures("quiet")


@pytest.mark.goal("A1")
def test_everything_is_registered(figure: Callable[[str], None]) -> None:
    routes = {each.name for each in access.addresses()}
    assert routes == set(CENSUS)
    assert {name for name, line in CENSUS.items() if line.who in {OFFICE, SELF}} <= set(ROWS)
    assert set(COMMANDS) == set(doors.COMMANDS)
    ours = {name for name, app in get_commands().items() if str(app).startswith("bihuan")}
    assert ours == set(doors.MANAGEMENT)
    jobs = {each.key for each in registry.all_periodic()} | set(registry._works)  # noqa: SLF001
    assert jobs == set(doors.JOBS)
    listening = {
        kind.__name__: tuple(each.__module__.split(".")[2] for each in handlers)
        for kind, handlers in bus._handlers.items()  # noqa: SLF001  there is no other list of them
        if handlers
    }
    assert listening == doors.RECEIVERS
    hidden = [
        name
        for name in SIGNALS
        for receiver in getattr(signals, name).receivers
        if "bihuan" in repr(receiver)
    ]
    assert hidden == [], "signals of the framework carry consequences nobody sees"
    every = set(doors.templates())
    assert every - doors.reachable() == set(), "templates that nothing shows"
    kinds: tuple[Sized, ...] = (routes, COMMANDS, jobs, doors.RECEIVERS, every)
    words = ("addresses", "commands", "jobs", "events with receivers", "templates")
    counted = ", ".join(f"{len(kind)} {word}" for kind, word in zip(kinds, words, strict=True))
    figure(f"{counted}; 0 unregistered")


def test_the_page_of_permissions_is_not_stale() -> None:
    words = "run: DJANGO_SETTINGS_MODULE=tests.settings python -m tests.assurance.permissions"
    assert permissions.PAGE.read_text(encoding="utf-8") == permissions.page(), words


def goes_to(world: World, name: str) -> bool:
    """Whether somebody whom the tables let in is let in."""
    thing = thing_of(name, HERE, world.things[HERE])
    for method in matrix.METHODS:
        for viewer in VIEWERS:
            if expected(name, viewer, thing, method=method) != IN:
                continue
            cell = Cell(name, viewer, method, HERE)
            status, leads, _, _ = matrix.ask(world, cell)
            if matrix.answered(name, status, leads) == IN:
                return True
    return False


@pytest.mark.goal("A1")
def test_every_address_is_gone_to(demo: object, figure: Callable[[str], None]) -> None:
    del demo
    world = matrix.world()
    never = {name for name in CENSUS if not goes_to(world, name)}
    assert never == set(doors.ELSEWHERE)
    for name, test in doors.ELSEWHERE.items():
        assert (ROOT / test).exists(), (name, test)
    figure(f"{len(CENSUS) - len(never)} addresses gone to here, {len(never)} by tests of their own")


@pytest.mark.goal("A1")
def test_every_periodic_job_runs(demo: object, figure: Callable[[str], None]) -> None:
    """Each does its work on the demonstration, and again at once: twice does no harm."""
    del demo
    at = timezone.now()
    for each in registry.all_periodic():
        each.function(at)
        each.function(at)
    figure(f"{len(registry.all_periodic())} periodic jobs ran twice")
