"""Writing and reading: one place in the chain, no way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.kernel.ledger import (
    Line,
    UnknownVerb,
    Verb,
    api,
    correlated,
    register,
    temporary_verb,
    triggers,
)
from bihuan.kernel.ledger.canonical import GENESIS, NotCanonical
from bihuan.kernel.ledger.models import Anchor, AppendOnly, Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.kernel.access import Actor

    Append = Callable[[int], list[Entry]]

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_entries_follow_each_other(append: Append) -> None:
    first, second, third = append(3)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert [first.previous, second.previous] == [GENESIS, first.digest]
    assert api.count() == 3


@pytest.mark.django_db
def test_an_entry_reads_back_whole(append: Append) -> None:
    append(2)
    line = api.entry(2)
    assert line is not None
    assert line.actor_body_name == "四川省水利厅"
    assert line.facts == {"n": 1, "说明": "报送"}
    assert line.evidence == ("ab" * 32,)
    assert line.sentence == ("四川省水利厅王敏：办理（case:BA-2026-0001），由“draft”变为“filed”。")
    assert api.entry(3) is None


@pytest.mark.django_db
def test_an_unknown_verb_raises_and_writes_nothing(wang: Actor) -> None:
    with pytest.raises(UnknownVerb, match="invented"):
        api.record("invented", actor=wang, at=NOON, subject="case:1")
    assert api.count() == 0


def test_a_verb_cannot_mean_two_things(verb: Verb) -> None:
    assert register(Verb("test.act", "办理")) == verb
    with pytest.raises(ValueError, match="another label"):
        register(Verb("test.act", "退回"))


@pytest.mark.django_db
def test_a_verb_brings_its_own_sentence(wang: Actor) -> None:
    def say(line: Line) -> str:
        return f"{line.actor_name}签收了{line.subject.partition(':')[2]}。"

    with temporary_verb(Verb("test.sign", "签收", say)):
        api.record("test.sign", actor=wang, at=NOON, subject="case:BA-1")
        assert [line.sentence for line in api.entries(verb="test.sign")] == ["王敏签收了BA-1。"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(wang: Actor) -> None:
    with pytest.raises(api.OutsideTransaction):
        api.record("test.act", actor=wang, at=NOON, subject="case:1")


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_taken_back_with_its_act(wang: Actor, append: Append) -> None:
    append(1)

    def act() -> None:
        with transaction.atomic():
            api.record("test.act", actor=wang, at=NOON, subject="case:1")
            raise LookupError

    with pytest.raises(LookupError):
        act()
    append(1)
    assert [line.seq for line in api.entries()] == [1, 2]
    assert api.verify().ok


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [{"subject": ""}, {"before": "a\nb"}, {"subject": "x" * 121}])
def test_what_cannot_stand_in_the_ledger_is_refused(wang: Actor, fault: dict[str, str]) -> None:
    words = {"subject": "case:1", "before": "", **fault}
    with pytest.raises((NotCanonical, ValueError)):
        api.record(
            "test.act", actor=wang, at=NOON, subject=words["subject"], before=words["before"]
        )
    assert api.count() == 0


@pytest.mark.django_db
def test_entries_are_found_by_what_they_speak_of(append: Append, wang: Actor) -> None:
    append(5)
    with correlated("click-1"):
        api.record("test.act", actor=wang, at=NOON, subject="body:510000-water")
    assert [line.seq for line in api.entries(subject="case:BA-2026-0003")] == [4]
    assert [line.seq for line in api.entries(correlation="click-1")] == [6]
    assert [line.seq for line in api.entries(body="510000-water", limit=2)] == [1, 2]
    assert [line.seq for line in api.entries(actor_key="post:17", after_seq=4)] == [5, 6]
    assert [line.seq for line in api.entries(newest_first=True, limit=2)] == [6, 5]
    later = NOON + timedelta(seconds=3)
    assert [line.seq for line in api.entries(since=later)] == [4, 5]
    assert [line.seq for line in api.entries(until=later)] == [1, 2, 3, 6]


@pytest.mark.django_db
def test_no_code_path_changes_or_deletes(append: Append) -> None:
    [entry] = append(1)
    changed = Entry.objects.get(pk=1)
    rows = Entry.objects.all()
    for attempt in (
        entry.save,
        changed.save,
        entry.delete,
        rows.delete,
        lambda: rows.update(verb="x"),
        lambda: rows.bulk_update([entry], ["verb"]),
        lambda: Entry.objects.bulk_create([entry]),
        lambda: Entry.objects.update_or_create(seq=1, defaults={"verb": "x"}),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert api.verify().ok


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET verb = 'x' WHERE seq = 1",
        "DELETE FROM ledger_entry WHERE seq = 1",
        "UPDATE ledger_anchor SET size = 9",
        "DELETE FROM ledger_anchor",
    ],
)
def test_the_database_itself_refuses(append: Append, wang: Actor, sql: str) -> None:
    append(1)
    api.anchor(NOON.date(), actor=wang, at=NOON)
    triggers.install(connection)
    try:
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    finally:
        if connection.vendor == "sqlite":  # whose test databases are emptied by DELETE
            triggers.remove(connection)
    assert api.verify().ok
    assert Anchor.objects.count() == 1
