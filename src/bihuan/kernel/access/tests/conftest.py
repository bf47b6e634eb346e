"""Two people: one with two posts, one administrator; and the clock of the door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from bihuan.kernel.access import Actor, api, system_actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.access.models import Account

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "Correct horse battery 7"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at the edge, where the door and the views read it."""
    stopped = Clock()
    monkeypatch.setattr(timezone, "now", stopped)
    return stopped


POSTS = {1: ("510000-water", "handler"), 2: ("510000-office", "reviewer"), 9: ("", "system_admin")}


def in_post(account: Account, post_id: int | None) -> Actor:
    held = {"wang": (1, 2), "admin": (9,)}.get(account.login, ())
    chosen = post_id if post_id is not None else (held[0] if held else 0)
    if chosen not in held:
        raise api.NoPost(account.login)
    body, role = POSTS[chosen]
    return Actor(
        key=f"post:{chosen}",
        name=account.display,
        post=f"岗位{chosen}",
        body=body,
        body_name=body,
        region="510000",
        line=body.partition("-")[2],
        roles=frozenset({role}),
        account_id=account.pk,
    )


def posts_of(account: Account) -> tuple[api.PostChoice, ...]:
    assert account.login == "wang"
    return (api.PostChoice(1, "水利厅经办人"), api.PostChoice(2, "环委办审查员"))


@pytest.fixture(autouse=True)
def _resolver() -> Iterator[None]:
    with api.resolving(in_post, posts=posts_of):
        yield


@pytest.fixture
def wang(db: None) -> Account:  # noqa: ARG001 - the tables
    return api.create_account(
        login="Wang", display="王敏", password=PASSWORD, actor=system_actor("test"), at=START
    )


@pytest.fixture
def admin(db: None) -> Account:  # noqa: ARG001 - the tables
    return api.create_account(
        login="admin", display="管理员", password=PASSWORD, actor=system_actor("test"), at=START
    )
