"""What the tests of the ledger share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from bihuan.kernel.access import Actor
from bihuan.kernel.ledger import Verb, api, spans, temporary_verb, triggers, verifying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bihuan.kernel.ledger.api import Verdict
    from bihuan.kernel.ledger.models import Entry
    from bihuan.kernel.ledger.verifying import Witness

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


@pytest.fixture(autouse=True)
def agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every verdict a test asks for be reached in one, two and three spans, and be the same.

    The spans are read here, because nobody else sees what a test has not committed.
    """
    verify = api.verify

    def verify_thrice(anchors: Sequence[Witness] = (), **how: int) -> Verdict:
        verdict = verify(anchors, **how)
        with monkeypatch.context() as patched:
            patched.setattr(spans, "LEAST_ENTRIES", 1)
            patched.setattr(spans, "read_in_processes", _read_here)
            patched.setattr(verifying, "_others_see", lambda: True)
            for processes in (2, 3):
                assert verify(anchors, processes=processes) == verdict
        return verdict

    monkeypatch.setattr(api, "verify", verify_thrice)


def _read_here(
    vendor: str, _connect: object, cut: Sequence[spans.Span]
) -> list[spans.Finding | None]:
    found: list[spans.Finding | None] = []
    for span in cut:
        with connection.cursor() as cursor:

            def ask(statement: str, cursor: Any = cursor) -> Any:
                cursor.execute(statement)
                return cursor.fetchall()

            found.append(spans.read_span(ask, vendor, span))
    return found
