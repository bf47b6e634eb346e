"""A2: every role at every address gets the one answer that the tables of the specification give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assurance import matrix
from tests.assurance.answers import ROWS, TABLES, expected, row
from tests.assurance.people import VIEWERS
from tests.journeys.census import CENSUS

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.assurance.matrix import Cell, World

SHARE = 40
"""One cell in so many is asked on every push, others every day."""


pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def world(demo: object) -> World:
    del demo
    return matrix.world()


def offered() -> list[Cell]:
    """Every cell whose address has the method at all."""
    rules = {"get": lambda name: row(name).read, "post": lambda name: row(name).write}
    return [cell for cell in matrix.cells() if rules[cell.method](cell.name) is not None]


def faults(world: World, chosen: list[Cell]) -> list[str]:
    """Ask in order; before the first sealed cell the cases are sealed."""
    found, sealed = [], False
    for cell in chosen:
        if cell.relation == matrix.SEALED and not sealed:
            matrix.seal(world.things[matrix.HERE])
            sealed = True
        if said := matrix.fault(world, cell):
            found.append(said)
    return found


def test_the_tables_name_nothing_that_is_not_there() -> None:
    assert set(ROWS) - set(CENSUS) == set()
    assert TABLES - set(CENSUS) == set()
    assert TABLES & set(ROWS) == set(), "one table is enough"
    assert {name for name, line in CENSUS.items() if line.who in {"office", "self"}} <= set(ROWS)


@pytest.mark.goal("A2")
def test_a_sample_of_the_matrix_and_everything_sealed(
    world: World, chance: Random, figure: Callable[[str], None]
) -> None:
    # Where nothing is met anyway, sealing changes nothing: the night asks those cells as well.
    sealed = [cell for cell in matrix.cells() if matrix.is_changed_by_sealing(world, cell)]
    others = [cell for cell in offered() if cell.relation != matrix.SEALED]
    sample = set(chance.sample(range(len(others)), len(others) // SHARE))
    chosen = [cell for place, cell in enumerate(others) if place in sample] + sealed
    wrong = faults(world, chosen)
    assert wrong == [], "\n".join(wrong)
    figure(f"{len(chosen):,} cells on a push, {len(sealed):,} of them sealed, 0 wrong")


@pytest.mark.goal("A2")
@pytest.mark.assurance
def test_the_whole_matrix(world: World, figure: Callable[[str], None]) -> None:
    chosen = list(matrix.cells())
    wrong = faults(world, chosen)
    assert wrong == [], f"{len(wrong)} wrong:\n" + "\n".join(wrong)
    names = {cell.name for cell in chosen}
    figure(f"{len(VIEWERS)} viewers × {len(names)} addresses: {len(chosen):,} cells, 0 wrong")


def test_a_leak_and_a_wrong_refusal_are_both_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the table says no where the product says yes, and the other way round."""
    viewers = {viewer.key: viewer for viewer in VIEWERS}
    own, beside = viewers["own handler"], viewers["beside handler"]
    cells = [matrix.Cell("ui:case", who, "get", matrix.HERE) for who in (own, beside)]
    assert [matrix.fault(world, cell) for cell in cells] == ["", ""]
    turned = {"in": "nothing", "nothing": "in"}
    monkeypatch.setattr(matrix, "expected", lambda *a, **k: turned[expected(*a, **k)])
    assert all(matrix.fault(world, cell) for cell in cells)
