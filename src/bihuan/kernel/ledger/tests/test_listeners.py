"""What happens at the door is in the ledger, in words, without names of strangers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

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
    ]
    with transaction.atomic():
        for event, _, _ in happened:
            events.publish(event)
    lines = api.entries(subject="account:7")
    assert [(line.verb, line.actor_key) for line in lines] == [
        (verb, key or VISITOR.key) for _, verb, key in happened
    ]
    assert all(line.sentence.endswith("。") for line in lines)
    assert lines[0].facts == {"source": "203.0.113.9", "demo": False}
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
    access_api.set_password(account, password="a good one", actor=CLOCK, at=NOON)
    access_api.mark_demo_site(actor=CLOCK, at=NOON)
    assert [line.verb for line in api.entries()] == [
        "account.create",
        "account.disable",
        "account.enable",
        "account.reset",
        "site.demo",
    ]
