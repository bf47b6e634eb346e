"""Loading into an empty library: fast, once, in the ledger."""

from __future__ import annotations

import time

import pytest

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import api, operations, queries
from bihuan.modules.organisations.models import Body, BodyName, GroupMembership
from bihuan.modules.organisations.tests.conftest import AT, DAY, SYSTEM


@pytest.mark.django_db
def test_an_empty_library_is_filled_in_less_than_ten_seconds() -> None:
    assert api.names(["510000-water"], DAY) == {"510000-water": "510000-water"}
    began = time.perf_counter()
    loaded = api.load(actor=SYSTEM, at=AT)
    assert time.perf_counter() - began < 10
    assert loaded.bodies == Body.objects.count() > 5300
    assert loaded.memberships > 12
    assert loaded.changes == 2
    assert api.names(["510000-water"], DAY) == {"510000-water": "四川省水利厅"}
    assert ledger.verify().ok


@pytest.mark.usefixtures("province")
def test_what_is_missing_is_added_and_what_is_there_is_left_alone() -> None:
    GroupMembership.objects.filter(body_id="513437-water").delete()
    BodyName.objects.filter(body_id="513437-water").delete()
    Body.objects.filter(code="513437-water").delete()
    loaded = operations.load_bodies(actor=SYSTEM, at=AT)
    assert (loaded.bodies, loaded.names, loaded.changes) == (1, 1, 0)
    assert queries.body("513437-water", on=DAY).name == "雷波县水利局"
