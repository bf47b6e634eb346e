"""Comparing one list gives what comparing everything gives, across levels and in any order."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from bihuan.kernel.process.models import Case
from bihuan.modules.algebra.models import Finding, FindingState, Relation
from bihuan.modules.algebra.operations.comparing import compare_all, compare_body
from bihuan.modules.algebra.tests.planting import AT, LEVELS, LINES, plant
from bihuan.modules.algebra.tests.wordings import WORDINGS
from bihuan.modules.matters.models import MatterRow

LATER = AT + timedelta(days=1)
CHANGES = 12


def everything() -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    ends = ("first", "second", "first_row", "second_row", "kind", "score", "wording")
    told = ("key", "sentence", "score", "wording", "state")
    live = Finding.objects.exclude(state=FindingState.GONE)
    return set(Relation.objects.values_list(*ends)), set(live.values_list(*told))


def change(dice: random.Random) -> str:
    """Somebody files other words, names another partner, withdraws a list or brings it back."""
    region, line = dice.choice(list(LEVELS)), dice.choice(LINES)
    body = f"{region}-{line}"
    rows = MatterRow.objects.filter(matter_list__case__body=body)
    cases = Case.objects.filter(body=body, process__startswith="matter-list")
    match dice.randrange(4):
        case 0:
            gone = cases.filter(process="matter-list").exists()
            process = "matter-list-withdrawn" if gone else "matter-list"
            QuerySet.update(cases, process=process)  # past the engine: a test may
        case 1:
            partner = f"{region}-{dice.choice(LINES)}"
            rows.update(co_bodies=[] if partner == body else [partner])
        case _:
            for row in rows:
                row.name = dice.choice(dice.choice(WORDINGS))
                row.save(update_fields=["name"])
    return body


@pytest.mark.usefixtures("mapped", "db")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_list_after_the_other_gives_what_everything_gives(seed: int) -> None:
    for number, region in enumerate(LEVELS):
        plant(seed + number, region=region)
    compare_all(at=AT)
    dice = random.Random(seed)  # noqa: S311  the same story every time
    for _number in range(CHANGES):
        compare_body(body=change(dice), at=LATER)
    one_by_one = everything()
    assert all(one_by_one)
    compare_all(at=LATER)
    assert everything() == one_by_one
