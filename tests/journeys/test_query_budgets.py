"""How often pages ask the database: seldom, and as often for ten rows as for thousands.

Counted, not timed: `make bench` times the same pages at the size of the province.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bihuan.kernel.process.models import Case
from tests.bench import harness, pages, province

if TYPE_CHECKING:
    from collections.abc import Callable

MORE = 2_000
ALLOWED = {
    # Every paper of the list stands on its page, each read once: who acts and the case (11), rows,
    # notes, seals, partners, register of duties, the list before it, the public copy, letters,
    # and the clauses it shows with their evidence.
    "case page, matter list": 28,
}
"""Pages that may ask more than the rest; the number never grows."""


def count() -> dict[str, int]:
    """Count the questions of every page, each already opened once."""
    clients = {who: pages.signed_in(who) for who in pages.PEOPLE} | {"": Client()}
    found = {}
    for visit in pages.visits():
        client = clients[visit.who]
        assert client.get(visit.url).status_code == 200, visit
        with CaptureQueriesContext(connection) as asked:
            client.get(visit.url)
        found[visit.name] = len(asked)
    return found


@pytest.mark.goal("G4")
@pytest.mark.usefixtures("demo")
def test_pages_ask_seldom_and_no_more_when_there_is_more(figure: Callable[[str], None]) -> None:
    few, cases = count(), Case.objects.count()
    province.add_records(MORE, timezone.now())
    assert Case.objects.count() >= cases + MORE
    assert count() == few
    budget = {name: ALLOWED.get(name, harness.QUERIES) for name in few}
    assert {name: asked for name, asked in few.items() if asked > budget[name]} == {}
    most = sum(asked <= harness.QUERIES for asked in few.values())
    figure(
        f"{most} of {len(few)} pages ask ≤ {harness.QUERIES} times, most {max(few.values())};"
        f" the same with {MORE:,} cases more"
    )
