"""What happens at the door is in the ledger, in words, without names of strangers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from bihuan.kernel import events
from bihuan.kernel.access import VISITOR, system_actor
from bihuan.kernel.access import api as access_api
from bihuan.kernel.access import events as access
from bihuan.kernel.ledger import api

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLOCK = system_actor("test")


@pytest.mark.django_db
def test_each_event_of_access_is_one_entry(wang: Actor) -> None:
    happened = [
        (access.SignedIn(7, wang, "203.0.113.9", NOON), "access.sign_in", wang.key),
        (access.SignInFailed(7, "203.0.113.9", NOON, locked=False), "access.sign_in_failed", ""),
        (access.SignInFailed(7, "203.0.113.9", NOON, locked=True), "access.locked", ""),
        (access.SignedOut(7, wang, NOON), "access.sign_out", wang.key),
        (access.PostSwitched(7, CLOCK, wang, NOON), "access.switch_post", wang.key),
        (access.AccountChanged(7, "disable", CLOCK, NOON), "account.disable", CLOCK.key),
        (
            access.AccountChanged(7, "unlock", CLOCK, NOON, "核对了工作证"),
            "account.unlock",
            CLOCK.key,
        ),
        (
            access.SessionEnded(7, CLOCK, NOON, "密码已更换", "Edge 120 · Windows", "203.0.113.9"),
            "access.session_end",
            CLOCK.key,
        ),
    ]
    with transaction.atomic():
        for event, _, _ in happened:
            events.publish(event)
    lines = api.entries(subject="account:7")
    assert [(line.verb, line.actor_key) for line in lines] == [
        (verb, key or VISITOR.key) for _, verb, key in happened
    ]
    assert all(line.sentence.endswith("。") for line in lines)
    assert lines[0].facts == {"source": "203.0.113.9", "demo": False, "means": "密码"}
    assert lines[6].facts == {"reason": "核对了工作证"}
    assert (lines[4].before, lines[4].after) == (CLOCK.key, wang.key)


@pytest.mark.django_db
def test_an_unknown_name_is_not_written_down() -> None:
    events.publish(access.SignInFailed(None, "203.0.113.9", NOON, locked=False))
    assert [line.subject for line in api.entries()] == ["account:unknown"]


@pytest.mark.django_db
def test_accounts_and_the_demo_mark_leave_their_entries() -> None:
    account = access_api.create_account(
        login="li", display="李", password=None, actor=CLOCK, at=NOON, is_demo=True
    )
    for active in (False, False, True):
        access_api.set_active(account, active=active, actor=CLOCK, at=NOON)
    access_api.set_password(account, password="One that is Good 1", actor=CLOCK, at=NOON)
    access_api.mark_demo_site(actor=CLOCK, at=NOON)
    assert [line.verb for line in api.entries()] == [
        "account.create",
        "account.disable",
        "account.enable",
        "account.reset",
        "site.demo",
    ]


@pytest.mark.django_db
def test_access_locks_before_it_changes_a_row() -> None:
    order: list[str] = []

    def note(event: access.ActBegins | access.AccountChanged) -> None:
        order.append(type(event).__name__)

    with (
        events.temporarily(access.ActBegins, note),
        events.temporarily(access.AccountChanged, note),
    ):
        account = access_api.create_account(
            login="li", display="李", password=None, actor=CLOCK, at=NOON
        )
        access_api.set_active(account, active=False, actor=CLOCK, at=NOON)
    assert order == ["ActBegins", "AccountChanged"] * 2
    assert events.subscribers(access.ActBegins)


@pytest.mark.django_db(transaction=True)
def test_acts_on_the_same_rows_in_opposite_order_do_not_lock_each_other() -> None:
    accounts = [
        access_api.create_account(login=name, display=name, password=None, actor=CLOCK, at=NOON)
        for name in ("first", "second")
    ]
    start = Barrier(6)

    def act(number: int) -> None:
        order = accounts if number % 2 else accounts[::-1]
        try:
            start.wait(timeout=30)
            for turn in range(10):
                with transaction.atomic():
                    for account in order:
                        access_api.set_active(account, active=bool(turn % 2), actor=CLOCK, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(6)))
    assert api.verify().ok
