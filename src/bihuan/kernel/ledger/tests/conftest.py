"""What the tests of the ledger share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from bihuan.kernel.access import Actor
from bihuan.kernel.ledger import Verb, api, temporary_verb, triggers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bihuan.kernel.ledger.models import Entry

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def wang() -> Actor:
    return Actor(
        key="post:17",
        name="王敏",
        post="水保处经办人",
        body="510000-water",
        body_name="四川省水利厅",
        region="510000",
        line="water",
        roles=frozenset({"handler"}),
    )


@pytest.fixture(autouse=True)
def verb() -> Iterator[Verb]:
    with temporary_verb(Verb("test.act", "办理")) as registered:
        yield registered


@pytest.fixture
def append(wang: Actor) -> Callable[[int], list[Entry]]:
    """Return a function that appends so many entries, a second apart."""

    def append_many(count: int) -> list[Entry]:
        with transaction.atomic():
            return [
                api.record(
                    "test.act",
                    actor=wang,
                    at=NOON + timedelta(seconds=number),
                    subject=f"case:BA-2026-{number:04d}",
                    before="draft",
                    after="filed",
                    facts={"n": number, "说明": "报送"},
                    evidence=("ab" * 32,),
                )
                for number in range(count)
            ]

    return append_many


@pytest.fixture
def console() -> Iterator[Callable[..., None]]:
    """Return SQL as somebody with the keys to the database would write it: triggers dropped."""
    triggers.remove(connection)

    def run(sql: str, *values: str | int | bytes | datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    yield run
    if connection.vendor == "postgresql":
        triggers.install(connection)
