"""What a test of assurance has in hand: its goal, its seed, and a place for its figure."""

from __future__ import annotations

import logging
import os
import random
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = "ASSURANCE_SEED"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Carry the goal of each test into the report that the runner reads."""
    for item in items:
        for mark in item.iter_markers("goal"):
            item.user_properties += [("goal", key) for key in mark.args]


@pytest.fixture(scope="session")
def seed() -> int:
    """Return the seed of this run: another one every day, the one of a failure when asked for."""
    return int(os.environ.get(SEED) or date.today().toordinal())  # noqa: DTZ011  any number will do


@pytest.fixture
def chance(seed: int, record_property: Callable[[str, object], None]) -> random.Random:
    """Return a source of chance; a failing test shows the seed that repeats it."""
    sys.stdout.write(f"{SEED}={seed}\n")
    record_property("seed", seed)
    return random.Random(seed)  # noqa: S311  chosen to be repeated, not to be unguessable


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return the way to say what was counted: `figure("2,340 cells, 0 leaks")`."""

    def say(sentence: str) -> None:
        record_property("figure", sentence)

    return say


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep the log silent: refusals by the thousand are meant, and their lines say nothing new."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
