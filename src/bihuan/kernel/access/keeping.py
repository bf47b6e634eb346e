"""Accounts nobody uses are frozen, sessions that ended long ago forgotten.

What the ledger says of either stays for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import live
from bihuan.kernel.access.actors import ADMINISTRATORS, system_actor
from bihuan.kernel.access.events import AccountChanged, ActBegins
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import Account, LiveSession
from bihuan.kernel.access.register import last_used
from bihuan.kernel.access.resolving import NoPost, resolve

if TYPE_CHECKING:
    from datetime import datetime

MOST_AT_ONCE = 500


def freeze_unused(*, at: datetime) -> int:
    """Freeze accounts that nobody signed in to for too long; return how many.

    An administrator is shown on the page of accounts and not frozen: a quiet installation would
    lock itself out. Demonstration accounts are not judged.
    """
    keeping = in_force(at).keeping
    waiting = (
        Account.objects.filter(is_active=True, is_demo=False)
        .annotate(last_used=last_used())
        .filter(last_used__lte=at - keeping.unused)
        .order_by("pk")
    )
    frozen, machine = 0, system_actor("access")
    for account in waiting:
        if frozen >= MOST_AT_ONCE:
            break
        if _administers(account):
            continue
        with transaction.atomic():
            events.publish(ActBegins())
            reason = f"连续 {keeping.unused_days} 天未登录"
            if Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
                events.publish(AccountChanged(account.pk, "freeze", machine, at, reason))
                live.end_all(account, reason=live.DISABLED, actor=machine, at=at)
                frozen += 1
    return frozen


def _administers(account: Account) -> bool:
    try:
        return bool(resolve(account, None).roles & ADMINISTRATORS)
    except NoPost:
        return False


def forget_sessions(*, at: datetime) -> int:
    """Delete the rows of sessions that ended longer ago than they are kept; return how many."""
    limit = at - in_force(at).keeping.sessions
    return LiveSession.objects.filter(ended_at__lte=limit).delete()[0]
