"""Anchors: the size and head of the ledger, taken daily and carried out of the database.

A chain alone does not see a cut or a rewritten tail. An anchor that somebody else keeps contradicts
both.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import appending, carrying
from bihuan.kernel.ledger.lines import AnchorLine, NotAnAnchor, parse_anchor
from bihuan.kernel.ledger.models import Anchor, Entry

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from bihuan.kernel.access import Actor


def anchor(day: date, *, actor: Actor, at: datetime) -> AnchorLine | None:
    """Take the anchor of a day, size and head at this moment; a second call returns the first.

    Returns ``None`` while the ledger is empty. The anchor is itself an entry, so the chain also
    says when it was taken.
    """
    with transaction.atomic():
        appending.lock()
        kept = Anchor.objects.filter(day=day).first()
        if kept is not None:
            return line_of(kept)
        last = Entry.objects.order_by("-seq").first()
        if last is None:
            return None
        taken = Anchor(day=day, size=last.seq, head=last.digest, algorithm=last.algorithm, at=at)
        taken.save()
        appending.append(
            "ledger.anchor",
            actor=actor,
            at=at,
            subject=f"anchor:{day.isoformat()}",
            before="",
            after="",
            facts={"size": last.seq, "head": last.digest, "algorithm": last.algorithm},
            evidence=(),
        )
    return line_of(taken)


def anchor_for(day: date) -> AnchorLine | None:
    """Return the anchor of a day, ``None`` when none was taken."""
    kept = Anchor.objects.filter(day=day).first()
    return None if kept is None else line_of(kept)


def anchors() -> tuple[AnchorLine, ...]:
    """Return all anchors this database holds, oldest first."""
    return tuple(line_of(row) for row in Anchor.objects.order_by("day"))


def export_anchors(path: Path) -> int:
    """Append to a file the anchors it does not hold yet; return how many were added.

    The file is only ever opened for appending and is synced before this returns. It belongs on
    storage the application cannot rewrite. Killed half-way, the next call completes it: an
    unfinished last line is closed first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = _days_in(path)
    missing = [line for line in anchors() if line.day not in held]
    if not missing:
        return 0
    carrying.append(path, missing)
    return len(missing)


def line_of(row: Anchor) -> AnchorLine:
    """Return a stored anchor in its published form."""
    return AnchorLine(row.day, row.size, row.head, row.algorithm)


def _days_in(path: Path) -> frozenset[date]:
    if not path.exists():
        return frozenset()
    days: set[date] = set()
    for text in path.read_text(encoding="utf-8").splitlines():
        # A line torn by a power cut is not an anchor; its day is written again.
        with suppress(NotAnAnchor):
            days.add(parse_anchor(text).day)
    return frozenset(days)
