"""One person has one name; one origin has one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.access.api import source_of
from bihuan.kernel.access.names import normalise_login

if TYPE_CHECKING:
    from django.test import RequestFactory
    from pytest_django import Settings

VARIANTS = [
    "wang",
    "Wang",
    "WANG",
    " wang ",
    "wa ng",
    "\u3000wang",
    "\uff57\uff41\uff4e\uff47",
    "\uff37\uff41\uff4e\uff27",
    "wa\u200bng",
    "wang\u00ad",
    "\ufeffwang",
    "w\u00a0ang",
    "\u24e6ang",
    "wan\u0261".replace("\u0261", "g"),
]


@pytest.mark.goal("H10")
@pytest.mark.parametrize("typed", VARIANTS)
def test_every_spelling_is_the_same_name(typed: str) -> None:
    assert normalise_login(typed) == "wang"


@pytest.mark.parametrize(("typed", "name"), [("王敏", "王敏"), ("Straße", "strasse"), ("", "")])
def test_other_names(typed: str, name: str) -> None:
    assert normalise_login(typed) == name
    assert normalise_login(normalise_login(typed)) == name


@pytest.mark.goal("H10")
@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "source"),
    [
        ("203.0.113.9", "", [], "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", [], "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "nonsense", ["10.0.0.0/8"], "10.0.0.2"),
        ("10.0.0.2", "", ["10.0.0.0/8"], "10.0.0.2"),
        ("2001:db8:1:2::1", "", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", [], "203.0.113.9"),
        ("", "198.51.100.1", ["10.0.0.0/8"], "unknown"),
    ],
)
def test_the_source_is_what_nobody_can_choose(
    rf: RequestFactory,
    settings: Settings,
    remote: str,
    forwarded: str,
    trusted: list[str],
    source: str,
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert source_of(request) == source
