"""I6, I7: what is kept and for how long, and accounts nobody uses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bihuan.kernel import events
from bihuan.kernel.access import api, identity, system_actor, throttle
from bihuan.kernel.access.events import AccountChanged
from bihuan.kernel.access.models import Account, LiveSession, SignInFailure
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock
from bihuan.kernel.jobs import housekeeping
from bihuan.kernel.jobs.models import Job, JobState
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.models import AppendOnly, Entry

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
MAKER = system_actor("test")
KEEPING = identity.in_force(START).keeping
DAY = timedelta(days=1)


def row(number: int, **named: object) -> Account:
    facts = {"created_at": START - timedelta(days=400), "password": "!"} | named
    return Account(login=f"person-{number}", display=f"人员{number}", **facts)


@pytest.mark.goal("I7")
def test_accounts_nobody_uses_are_frozen_and_no_others(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    unused, used = [], []
    for number in range(50):
        last = START - KEEPING.unused - timedelta(days=chance.randrange(300))
        signed = {"last_login": last} if number % 3 else {}
        unused.append(row(number, **signed))
    for number in range(50, 250):
        recent = START - timedelta(days=chance.randrange(90), seconds=1)
        kind = ("last_login", "created_at", "enabled_at")[number % 3]
        used.append(row(number, **{kind: recent}))
    Account.objects.bulk_create([*unused, *used])
    Account.objects.bulk_create(
        [
            row(251, is_demo=True),
            row(252, is_active=False),
            Account(login="admin", display="管理员", created_at=START - 400 * DAY, password="!"),
        ]
    )
    heard: list[AccountChanged] = []
    with events.temporarily(AccountChanged, heard.append):
        assert api.freeze_unused(at=START) == 50
        assert api.freeze_unused(at=START) == 0
    assert {event.account_id for event in heard} == {account.pk for account in unused}
    assert {(event.change, event.reason) for event in heard} == {("freeze", "连续 90 天未登录")}
    open_now = set(Account.objects.filter(is_active=True).values_list("login", flat=True))
    assert open_now == {account.login for account in used} | {"person-251", "admin"}
    figure("50 of 50 unused accounts frozen, 0 of 200 used ones, an administrator only shown")


@pytest.mark.goal("I7")
def test_a_frozen_account_is_out_and_comes_back_for_another_ninety_days(
    wang: Account, clock: Clock
) -> None:
    client = Client()
    assert client.post("/login/", {"login": "wang", "password": PASSWORD}).status_code == 302
    later = START + KEEPING.unused
    assert api.freeze_unused(at=later - timedelta(seconds=1)) == 0
    assert api.freeze_unused(at=later + DAY) == 1
    assert client.get("/closed/").status_code == 302
    api.set_active(wang, active=True, reason="已回岗", actor=MAKER, at=later + 2 * DAY)
    assert api.freeze_unused(at=later + 91 * DAY) == 0
    assert api.freeze_unused(at=later + 93 * DAY) == 1
    assert clock.now == START


@pytest.mark.goal("I6")
def test_everything_is_kept_for_its_time_and_no_longer(
    wang: Account, figure: Callable[[str], None]
) -> None:
    assert KEEPING.sessions >= timedelta(days=184)
    locks = identity.in_force(START).locks

    def failure() -> None:
        throttle.take_place("wang", source="203.0.113.9", at=START)

    def session() -> None:
        LiveSession.objects.create(
            account=wang, device="x", source="x", means="密码", since=START, last_seen=START,
            ended_at=START,
        )  # fmt: skip

    def stored() -> None:
        Session.objects.create(session_key="x" * 32, session_data="", expire_date=START)

    def job() -> None:
        Job.objects.create(
            work="x", state=JobState.DONE, asked_at=START, next_at=START, finished_at=START
        )

    kept = (
        (SignInFailure, failure, max(locks.account_window, locks.source_window)),
        (LiveSession, session, KEEPING.sessions),
        (Session, stored, timedelta(0)),
        (Job, job, timedelta(days=30)),
    )
    entries = ledger.count()
    early = late = 0
    for model, make, limit in kept:
        make()
        rows = model._default_manager  # noqa: SLF001  Django's documented way
        for at, wanted in ((START + limit - timedelta(seconds=1), 1), (START + limit, 0)):
            housekeeping.sweep_access(at)
            housekeeping.sweep_jobs(at)
            housekeeping.keep_accounts(at)
            early += wanted == 1 and rows.count() == 0
            late += wanted == 0 and rows.count() > 0
    assert (early, late) == (0, 0)
    assert ledger.count() >= entries, "the ledger forgets nothing"
    with pytest.raises(AppendOnly):
        Entry.objects.all().delete()
    figure(f"{len(kept)} kinds of rows: 0 gone early, 0 kept longer; the ledger for ever")
