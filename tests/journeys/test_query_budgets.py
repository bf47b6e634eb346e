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
from tests.journeys import turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MORE = 2_000
OF_A_LIST, OF_A_DOCKET = 21, 17
ALLOWED = {
    # Every paper of the list stands on its page, each read once: who acts and the case (9), rows,
    # notes, seals, partners, register of duties, the list before it, the public copy, letters,
    # and the clauses it shows.
    "case page, matter list": OF_A_LIST,
    "matter-list": OF_A_LIST,
    # Beside who acts and the case: positions, finding, decision, papers, the dockets most like it
    # and the clauses it shows.
    "lead-docket": OF_A_DOCKET,
}
"""Pages and processes that may ask more than the rest; the numbers never grow."""


def count(cases: Sequence[pages.Visit] = ()) -> dict[str, int]:
    """Count the questions of every page and of these cases, each already opened once."""
    visits = (*pages.visits(), *cases)
    clients = {who: pages.signed_in(who) for who in {visit.who for visit in visits} - {""}}
    clients[""] = Client()
    found = {}
    for visit in visits:
        client = clients[visit.who]
        assert client.get(visit.url).status_code == 200, visit
        with CaptureQueriesContext(connection) as asked:
            client.get(visit.url)
        found[visit.name] = len(asked)
    return found


def budget(name: str) -> int:
    """Return how often a page may ask: by its name, or for a case by its process."""
    return ALLOWED.get(name, ALLOWED.get(name.partition(", ")[0], harness.QUERIES))


@pytest.mark.goal("G4")
@pytest.mark.usefixtures("demo")
def test_pages_ask_seldom_and_no_more_when_there_is_more(figure: Callable[[str], None]) -> None:
    opened = tuple(turns.visits())
    processes = set(Case.objects.values_list("process", flat=True))
    assert {visit.name.partition(", ")[0] for visit in opened} == processes
    few, cases = count(opened), Case.objects.count()
    province.add_records(MORE, timezone.now())
    assert Case.objects.count() >= cases + MORE
    assert count(opened) == few
    assert {name: asked for name, asked in few.items() if asked > budget(name)} == {}
    most = sum(asked <= harness.QUERIES for asked in few.values())
    figure(
        f"{most} of {len(few)} pages, with cases of {len(processes)} processes, ask"
        f" ≤ {harness.QUERIES} times, most {max(few.values())}; the same with {MORE:,} cases more"
    )
