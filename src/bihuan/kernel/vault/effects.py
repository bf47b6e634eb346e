"""What follows when a second person agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import says
from bihuan.kernel.vault import verbs
from bihuan.kernel.vault.models import CaseKey, Erasure, Reveal
from bihuan.kernel.vault.policy import policy

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt


@says("申请人在查看时限内可以打开，过时自动收回")
def open_the_view(attempt: Attempt[Reveal]) -> None:
    """Let the asker look until a moment."""
    request = attempt.case
    request.granted_by = f"{attempt.actor.body_name}{attempt.actor.name}"[:80]
    request.until = attempt.at + policy().view_for
    request.save(update_fields=["granted_by", "until"])


@says("销毁办件密钥，密封的内容任何人都不能再读出")
def destroy_key(attempt: Attempt[Erasure]) -> None:
    """Destroy the key of the case above; the ciphertext stays, and means nothing from now on."""
    above = attempt.case.case.parent
    if above is None:  # pragma: no cover - the guard has seen it
        raise AssertionError
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Else the old bytes would stay in the free space of the page.
            cursor.execute("PRAGMA secure_delete=ON")
    CaseKey.objects.filter(case=above, destroyed_at__isnull=True).update(
        wrapped="", destroyed_at=attempt.at
    )
    ledger.record(
        verbs.ERASED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=above.subject,
        facts={"request": attempt.case.number, "reason": attempt.case.reason},
    )
    transaction.on_commit(_forget_old_pages, robust=True)


def _forget_old_pages() -> None:
    """Empty the write-ahead log of SQLite, which still holds the page with the key on it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
