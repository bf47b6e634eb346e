"""What the pages of organisations show, and the edge where an account becomes an actor today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.modules.organisations import queries

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.api import PostChoice
    from bihuan.kernel.access.models import Account


def actor_today(account: Account, post_id: int | None) -> Actor:
    """Return who acts when this account works in this post today."""
    return queries.actor_for(account, post_id, on=timezone.localdate())


def posts_today(account: Account) -> tuple[PostChoice, ...]:
    """Return the posts this account may act in today."""
    return queries.posts_of(account, on=timezone.localdate())
