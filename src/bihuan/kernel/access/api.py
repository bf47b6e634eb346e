"""The front door of access for everything that needs the database or a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import operations
from bihuan.kernel.access.accounts import (
    BadAccount,
    NotYours,
    PasswordRefused,
    create_account,
    end_sessions,
    reset_password,
    set_active,
    set_password,
    unlock,
    unlock_source,
)
from bihuan.kernel.access.actors import VISITOR, Actor
from bihuan.kernel.access.census import Address, addresses
from bihuan.kernel.access.factors import clear_factors
from bihuan.kernel.access.identity import in_force as identity_policy
from bihuan.kernel.access.keeping import forget_sessions, freeze_unused
from bihuan.kernel.access.live import sweep as sweep_sessions
from bihuan.kernel.access.models import Account
from bihuan.kernel.access.operations import NotDemo, mark_demo_site
from bihuan.kernel.access.operations import is_demo_site as is_demo
from bihuan.kernel.access.outside import link as link_identity
from bihuan.kernel.access.outside import unlink as unlink_identity
from bihuan.kernel.access.passwords import make as make_password
from bihuan.kernel.access.prepared import Prepared, Slot
from bihuan.kernel.access.register import (
    AccountView,
    account_rows,
    account_view,
    last_used,
    locked_sources,
    locks_of,
    may_see_accounts,
)
from bihuan.kernel.access.resolving import (
    NoPost,
    PostChoice,
    posts_of,
    register_actor_resolver,
    resolving,
)
from bihuan.kernel.access.returning import way_back
from bihuan.kernel.access.sources import source_of
from bihuan.kernel.access.throttle import forget_old as forget_old_failures

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

__all__ = [
    "AccountView",
    "Address",
    "BadAccount",
    "NoPost",
    "NotDemo",
    "NotYours",
    "PasswordRefused",
    "PostChoice",
    "Prepared",
    "Slot",
    "account_named",
    "account_rows",
    "account_view",
    "actor_of",
    "addresses",
    "clear_factors",
    "create_account",
    "end_sessions",
    "forget_old_failures",
    "forget_sessions",
    "freeze_unused",
    "identity_policy",
    "is_demo",
    "last_used",
    "link_identity",
    "locked_sources",
    "locks_of",
    "make_password",
    "mark_demo_site",
    "may_see_accounts",
    "posts_of",
    "register_actor_resolver",
    "reset_password",
    "resolving",
    "set_active",
    "set_password",
    "sign_in",
    "source_of",
    "sweep_sessions",
    "unlink_identity",
    "unlock",
    "unlock_source",
    "way_back",
]


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request; the visitor when nobody signed in."""
    found = getattr(request, "actor", VISITOR)
    if not isinstance(found, Actor):
        msg = "request.actor is not an Actor: something replaced it."
        raise TypeError(msg)
    return found


def account_named(login: str) -> Account | None:
    """Return the account with this login name, however it is typed."""
    try:
        return Account.objects.get_by_natural_key(login)
    except Account.DoesNotExist:
        return None


def sign_in(request: HttpRequest, account: Account, post_id: int | None, *, at: datetime) -> Actor:
    """Sign in by one click; raises ``NotDemo`` anywhere but on a demonstration site."""
    return operations.sign_in_demo(request, account, post_id, source=source_of(request), at=at)
