"""A docket as of any past instant equals what was read live at that instant.

Push lane: three stories; HISTORY_EXAMPLES asks for more (docs/develop/lists.md).
"""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta

import pytest

from bihuan.kernel.process import NotFound
from bihuan.modules.leads.operations import set_candidates
from bihuan.modules.leads.queries.history import DocketAt, docket_as_of, docket_now
from bihuan.modules.leads.tests.conftest import (
    CANDIDATES,
    DECLINE,
    FARMS,
    FINANCE,
    HOUSING,
    LEAD,
    OFFICE,
    PARTNER,
    WATER,
    Carrier,
    person,
)

SEEDS = max(3, int(os.environ.get("HISTORY_EXAMPLES", "0")) // 4)


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_any_past_instant_equals_the_snapshot_of_then(carrier: Carrier, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a story, not a secret
    carrier.open(candidates=CANDIDATES[:2])
    seen: list[tuple[datetime, DocketAt]] = []

    def look() -> None:
        live = docket_now(carrier.held.number, actor=person(OFFICE))
        seen.append((carrier.now, live))
        carrier.now += timedelta(hours=dice.randrange(1, 30))

    look()
    set_candidates(docket=carrier.held, candidates=CANDIDATES, actor=person(OFFICE), at=carrier.now)
    look()
    carrier.take("judge", judgement="影响范围大。")
    look()
    carrier.take("ask", question="请说明。")
    look()
    answers = [(WATER, LEAD), (FARMS, PARTNER), (HOUSING, DECLINE)]
    dice.shuffle(answers)
    for body, words in answers:
        carrier.act(body, "fill", person(body), **words)
        look()
        if dice.random() < 0.5:
            carrier.act(body, "return", person(body, "deputy"), opinion="请补充。")
            look()
            carrier.act(body, "fill", person(body), **{**words, "reason": "补充后的理由。"})
        carrier.act(body, "sign", person(body, "deputy"))
        look()
    carrier.meet()
    look()
    carrier.conclude()
    look()
    for at, live in seen:
        assert docket_as_of(carrier.held.number, at=at, actor=person(OFFICE)) == live
    first = seen[0][0] - timedelta(seconds=1)
    assert docket_as_of(carrier.held.number, at=first, actor=person(OFFICE)) is None


def test_the_past_is_shown_to_those_who_may_see_the_docket(carrier: Carrier) -> None:
    docket = carrier.open()
    with pytest.raises(NotFound):
        docket_as_of(docket.number, at=carrier.now, actor=person(FINANCE))
    with pytest.raises(NotFound):
        docket_now(docket.number, actor=person(FINANCE))
