"""Saved views: a name for an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.ui.models import SavedView

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor

LONGEST_NAME = 40
LONGEST_QUERY = 2000
MOST_VIEWS = 50


class ViewRefusedError(ValueError):
    """The view cannot be saved; the message says why."""


def views_of(*, actor: Actor, table: str) -> list[SavedView]:
    """Return the views of this post, and those shared within its body: one query."""
    mine = Q(owner=actor.key) | Q(shared=True, body=actor.body)
    return list(SavedView.objects.filter(mine, table=table).order_by("name", "pk")[:MOST_VIEWS])


def save_view(
    *, actor: Actor, table: str, name: str, query: str, shared: bool, at: datetime
) -> SavedView:
    """Keep a view under a name; the same name again replaces it.

    :raises ViewRefusedError: without a name, or beyond the limits.
    """
    title = " ".join(name.split())
    if not title:
        raise ViewRefusedError("视图需要一个名称，例如“本处室临期事项”。")
    if len(title) > LONGEST_NAME:
        raise ViewRefusedError(f"视图名称最多 {LONGEST_NAME} 个字。")
    if len(query) > LONGEST_QUERY:
        raise ViewRefusedError("这个视图的条件太多，保存不下，请减少几个条件。")
    with transaction.atomic():
        saved, _ = SavedView.objects.update_or_create(
            owner=actor.key,
            table=table,
            name=title,
            defaults={
                "owner_name": actor.name,
                "body": actor.body,
                "query": query,
                "shared": shared,
                "at": at,
            },
        )
    return saved


def forget_view(*, actor: Actor, pk: int) -> bool:
    """Remove a view of one's own; whether there was one."""
    removed, _ = SavedView.objects.filter(pk=pk, owner=actor.key).delete()
    return bool(removed)
