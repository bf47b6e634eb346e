"""The front door of the ledger: write, read, anchor, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger import appending
from bihuan.kernel.ledger.anchoring import anchor, anchor_for, anchors, export_anchors
from bihuan.kernel.ledger.appending import OutsideTransaction, accompany, lock
from bihuan.kernel.ledger.checkpoints import (
    CheckpointLine,
    NotACheckpoint,
    checkpoints,
    differences,
    export_checkpoints,
    latest_checkpoint,
    read_checkpoints,
    take_checkpoint,
)
from bihuan.kernel.ledger.exporting import export_ledger
from bihuan.kernel.ledger.inserting import insert_rows
from bihuan.kernel.ledger.lines import AnchorLine, NotAnAnchor, parse_anchor, read_anchors
from bihuan.kernel.ledger.proving import NoProof, Proof, check_nodes, proof_of, proof_text
from bihuan.kernel.ledger.reading import count, entries, entry
from bihuan.kernel.ledger.signing import CannotSign, key_at, sign
from bihuan.kernel.ledger.signing import fits as signature_fits
from bihuan.kernel.ledger.verifying import Verdict, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ledger.models import Entry
    from bihuan.kernel.ledger.verbs import JSON

__all__ = [
    "AnchorLine",
    "CannotSign",
    "CheckpointLine",
    "NoProof",
    "NotACheckpoint",
    "NotAnAnchor",
    "OutsideTransaction",
    "Proof",
    "Verdict",
    "accompany",
    "anchor",
    "anchor_for",
    "anchors",
    "check_nodes",
    "checkpoints",
    "count",
    "differences",
    "entries",
    "entry",
    "export_anchors",
    "export_checkpoints",
    "export_ledger",
    "insert_rows",
    "key_at",
    "latest_checkpoint",
    "lock",
    "parse_anchor",
    "proof_of",
    "proof_text",
    "read_anchors",
    "read_checkpoints",
    "record",
    "sign",
    "signature_fits",
    "take_checkpoint",
    "verify",
]


def record(
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    subject: str,
    before: str = "",
    after: str = "",
    facts: Mapping[str, JSON] | None = None,
    evidence: Sequence[str] = (),
) -> Entry:
    """Write one entry, in the transaction of the act it speaks of, and return it.

    ``verb`` is a registered key; ``subject`` follows "kind:key" ("case:BA-2026-0001",
    "body:510000-water", "export:…", "account:…"); ``facts`` holds what a reader may need besides
    (no floats, no names of hidden people); ``evidence`` holds digests.
    """
    return appending.append(
        verb,
        actor=actor,
        at=at,
        subject=subject,
        before=before,
        after=after,
        facts=facts or {},
        evidence=evidence,
    )
