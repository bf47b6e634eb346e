"""I2, I3: codes that were used, sessions that were planted or ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest
from django.conf import settings
from django.test import Client

from bihuan.kernel.access import api, factors, system_actor, throttle
from bihuan.kernel.access.accounts import second_name
from bihuan.kernel.access.models import LiveSession
from bihuan.kernel.access.tests.conftest import PASSWORD, START, Clock
from tests.assurance.sizes import size

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bihuan.kernel.access.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bihuan.kernel.access.tests.urls")]
MAKER = system_actor("test")


def replays(wang: Account, clock: Clock, dice: random.Random, cases: int) -> tuple[int, int]:
    """Use codes, and use them again around their step; return how many were good, and twice."""
    secret = factors.propose(wang).secret
    app = pyotp.TOTP(secret)
    now = int(START.timestamp())
    factors.add_one_time(
        wang, secret=secret, code=app.generate_otp(now // 30), actor=MAKER, at=clock.now
    )
    last, seen, good, twice = now // 30, [now // 30], 0, 0
    for _ in range(cases):
        # The throttle would refuse by itself: it is the use of the code that is judged here.
        throttle.clear_name(second_name(wang))
        clock.forward(seconds=dice.choice((0, 1, 5, 29, 30, 31, 90, 3_600)))
        step = int(clock.now.timestamp()) // 30
        if dice.random() < 0.2 and step > last:
            code = app.generate_otp(step)
            checked = factors.check_code(wang, code=code, source="x", at=clock.now)
            assert checked.account == wang, "a fresh code is good"
            last, good = step, good + 1
            seen.append(step)
        old = app.generate_otp(dice.choice(seen[-4:]))
        fresh = {app.generate_otp(n) for n in range(step - 1, step + 2) if n > last}
        if old in fresh:
            continue  # one in a million: the next code has the same six digits
        twice += factors.check_code(wang, code=old, source="x", at=clock.now).account is not None
    return good, twice


@pytest.mark.goal("I2")
def test_no_code_is_taken_twice(
    wang: Account, clock: Clock, chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("I2_PUSH", 200)
    good, twice = replays(wang, clock, chance, cases)
    assert (twice, good > 20) == (0, True)
    figure(f"0 of {cases:,} replays accepted on every push")


@pytest.mark.goal("I2")
@pytest.mark.assurance
def test_ten_thousand_codes_are_not_taken_twice(
    wang: Account, clock: Clock, chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("I2", 10_000)
    good, twice = replays(wang, clock, chance, cases)
    assert twice == 0
    figure(f"0 of {cases:,} replays accepted at night, {good:,} fresh codes were")


def signed_in(account: Account, client: Client | None = None) -> Client:
    client = client or Client()
    data = {"login": account.login, "password": PASSWORD}
    assert client.post("/login/", data).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/closed/").status_code == 200


def sessions(wang: Account, admin: Account, dice: random.Random, cases: int) -> tuple[int, int]:
    """Plant sessions and end them; return how many planted and how many ended ones still open."""
    planted_in = ended_in = 0
    cookie = settings.SESSION_COOKIE_NAME
    for _ in range(cases):
        # The attacker holds a session of their own, or an invented key, and plants it.
        attacker = Client()
        attacker.get("/login/")
        if dice.random() < 0.5:
            key = signed_in(admin, attacker).cookies[cookie].value
        else:
            key = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=32))
        victim = Client()
        victim.cookies[cookie] = key
        signed_in(wang, victim)
        taken = victim.cookies[cookie].value
        assert taken != key, "signing in gives a new key"
        thief = Client()
        thief.cookies[cookie] = key
        planted_in += thief.get("/closed/").content == b"post:1"
        # Whoever kept the cookies of a session that ended finds nothing behind them.
        kept = Client()
        for name, morsel in victim.cookies.items():
            kept.cookies[name] = morsel.value
        assert is_in(kept)
        end = dice.choice(("logout", "end", "all"))
        if end == "logout":
            victim.post("/logout/")
        elif end == "end":
            row = LiveSession.objects.filter(account=wang, ended_at__isnull=True).latest("pk")
            signed_in(wang).post(f"/account/sessions/{row.pk}/end/")
        else:
            signed_in(wang).post("/account/sessions/end-others/")
        ended_in += is_in(kept)
        throttle.clear_name(wang.login)
    return planted_in, ended_in


@pytest.mark.goal("I3")
@pytest.mark.usefixtures("clock")
def test_planted_and_ended_sessions_open_nothing(
    wang: Account, admin: Account, chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("I3_PUSH", 8)
    assert sessions(wang, admin, chance, cases) == (0, 0)
    figure(f"0 of {cases} planted and 0 of {cases} ended sessions open on every push")


@pytest.mark.goal("I3")
@pytest.mark.assurance
@pytest.mark.usefixtures("clock")
def test_a_thousand_planted_and_ended_sessions_open_nothing(
    wang: Account, admin: Account, chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("I3", 1_000)
    assert sessions(wang, admin, chance, cases) == (0, 0)
    figure(f"0 of {cases:,} planted and 0 of {cases:,} ended sessions open at night")


@pytest.mark.goal("I2")
@pytest.mark.usefixtures("clock")
def test_whoever_must_have_a_second_factor_has_no_session_without(admin: Account) -> None:
    client = signed_in(admin)
    assert client.get("/closed/").status_code == 302, "led to enrolling, and nowhere else"
    assert api.account_named("admin") == admin
