"""Below the imports: one entry in the ledger and one row in the list of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality.events import IMPORTED
from bihuan.modules.quality.models import ImportRun

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.operations.outcomes import ImportOutcome


def record_run(outcome: ImportOutcome, *, reason: str, actor: Actor, at: datetime) -> ImportRun:
    """Enter an import into the ledger and into the list of imports."""
    entry = ledger.record(
        IMPORTED.key,
        actor=actor,
        at=at,
        subject=f"quality:{outcome.kind}",
        facts={
            "file": outcome.file_name,
            "rows": outcome.rows,
            "added": outcome.added,
            "changed": outcome.changed,
            "same": outcome.same,
            "reason": reason,
        },
        evidence=(outcome.sm3,),
    )
    return ImportRun.objects.create(
        kind=outcome.kind,
        file_name=outcome.file_name[:200],
        size=outcome.size,
        sm3=outcome.sm3,
        rows=outcome.rows,
        added=outcome.added,
        changed=outcome.changed,
        same=outcome.same,
        reason=reason[:300],
        notes=list(outcome.notes),
        by_key=actor.key,
        by_name=actor.name,
        by_body=actor.body,
        at=at,
        seq=entry.seq,
    )
