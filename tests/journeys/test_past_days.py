"""Lists and matrix of any past day equal those seen live on that day, whatever happened since.

Push lane: a dozen random histories; HISTORY_EXAMPLES=210 makes about five thousand events of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.modules.algebra.queries.matrix import Matrix, matrix_of
from bihuan.modules.matters.tests.conftest import province
from bihuan.modules.matters.tests.test_history import (
    ACTS,
    BODY,
    EXAMPLES,
    REGION,
    Snapshot,
    remembered,
    run,
    seen_now,
)

if TYPE_CHECKING:
    from datetime import date

__all__ = ["province"]


def live(on: date) -> tuple[Snapshot, Matrix]:
    """The lists and the matrix from the rows as they stand at this moment."""
    return seen_now(on), matrix_of(REGION, on=on, body=BODY)


def then(on: date) -> tuple[Snapshot, Matrix]:
    """The same from what is kept."""
    return remembered(on), matrix_of(REGION, on=on, body=BODY, past=True)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 4)), min_size=20, max_size=28))
def test_any_past_day_reads_as_it_was_seen(
    province: None,
    acts: list[tuple[str, int]],
) -> None:
    del province
    with transaction.atomic():
        _world, days = run(acts, live)
        for on, seen in days.items():
            assert then(on) == seen
        transaction.set_rollback(True)


def test_the_walk_has_lines_and_columns(
    province: None,
) -> None:
    """The property above would be empty if nothing ever stood in a matrix."""
    del province
    acts = [("add", 0), ("change", 2), *[("advance", 0)] * 7, ("night", 0), ("recall", 0)]
    _world, days = run(acts, live)
    before, after = (days[on][1] for on in sorted(days))
    assert len(before.bodies) == 3
    assert [[cell.mark for cell in line.cells].count("配") for line in before.lines] == [2]
    assert after.lines == ()
    for on, seen in days.items():
        assert then(on) == seen
