"""Reading what is sealed leaves a trace, as acting does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger

if TYPE_CHECKING:
    import datetime as dt

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import Case


def witness(case: Case, *, actor: Actor, at: dt.datetime, paper: str = "") -> bool:
    """Record that this actor read a sealed case, or one paper of it; say whether it was recorded.

    `paper` is the digest of the paper that was sent. Cases that are not sealed leave no trace.
    The one write a page that only shows may make: see decision 0013.
    """
    if not case.sealed:
        return False
    with transaction.atomic():
        ledger.record(
            "read.sensitive",
            actor=actor,
            at=at,
            subject=case.subject,
            evidence=(paper,) if paper else (),
        )
    return True
