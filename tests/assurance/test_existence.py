"""A5: what is hidden and what is not there are answered alike, in word and in time."""

from __future__ import annotations

import gc
import statistics
import time
from typing import TYPE_CHECKING

import pytest

from tests.assurance import matrix
from tests.assurance.answers import NOTHING, expected
from tests.assurance.matrix import HERE, thing_of
from tests.assurance.people import ADMINISTRATOR, VIEWERS
from tests.assurance.writing import bare, send
from tests.journeys.census import CENSUS
from tests.journeys.test_access import url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.assurance.matrix import World
    from tests.assurance.people import Viewer

STRANGERS = ("beside handler", "county, other line", "system administrator")
TIMED = (("ui:case", "beside handler"), ("directives:duty", "county, other line"))
PAIRS = 500
MOST_SHARE, MOST_TIME = 0.05, 0.001
"""Five in a hundred, or a thousandth of a second."""


pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def world(demo: object) -> World:
    del demo
    return matrix.world(tuple(each for each in VIEWERS if each.key in STRANGERS))


def hidden(viewer: Viewer, world: World) -> Iterator[tuple[str, str]]:
    """Return every address with a key, and the method, where this viewer meets nothing."""
    for name, line in CENSUS.items():
        if not line.keys:
            continue
        thing = thing_of(name, HERE, world.things[HERE])
        for method in matrix.METHODS:
            if expected(name, viewer, thing, method=method) == NOTHING:
                yield name, method


@pytest.mark.once
@pytest.mark.goal("A5")
def test_hidden_and_not_there_read_the_same(world: World, figure: Callable[[str], None]) -> None:
    things = dict(world.things[HERE])
    wrong, pairs = [], 0
    for viewer in VIEWERS:
        if viewer.key not in STRANGERS:
            continue
        for name, method in hidden(viewer, world):
            urls = [url_of(name, things), url_of(name, things, nowhere=True)]
            there, nowhere = (send(world, viewer.key, url, {}, method=method) for url in urls)
            pairs += 1
            if (there.status, bare(there.said).replace(urls[0], urls[1])) != (
                nowhere.status,
                bare(nowhere.said),
            ):
                wrong.append(f"{viewer.key} {method} {name}: {there.status}, {nowhere.status}")
            if viewer.kind == ADMINISTRATOR and there.status != 404:
                wrong.append(f"{viewer.key} {method} {name}: {there.status}")
    assert wrong == [], "\n".join(wrong)
    figure(f"{pairs} pairs, same status and body")


@pytest.mark.goal("A5")
@pytest.mark.assurance
def test_hidden_and_not_there_take_the_same_time(
    world: World, figure: Callable[[str], None]
) -> None:
    things = dict(world.things[HERE])
    said = []
    for name, who in TIMED:
        urls = (url_of(name, things), url_of(name, things, nowhere=True))
        client = world.clients[who]
        took: tuple[list[float], list[float]] = ([], [])
        for url in urls * 20:
            client.get(url)
        gc.disable()
        try:
            for pair in range(PAIRS):
                for place in (0, 1) if pair % 2 else (1, 0):
                    began = time.process_time()
                    assert client.get(urls[place]).status_code == 404
                    took[place].append(time.process_time() - began)
        finally:
            gc.enable()
        there, nowhere = (statistics.median(each) for each in took)
        apart = abs(there - nowhere)
        said.append(f"{name} {there * 1000:.2f} and {nowhere * 1000:.2f} ms")
        assert apart <= max(MOST_TIME, MOST_SHARE * nowhere), said
    figure(f"{PAIRS} interleaved pairs each, medians of CPU time: {'; '.join(said)}")
