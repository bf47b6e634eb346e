"""Reading entries back, for callers that have asked whether the reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger.canonical import parse
from bihuan.kernel.ledger.models import Entry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bihuan.kernel.ledger.verbs import Line

MOST = 1000
"""The most entries one call returns: longer readings go page by page with ``after_seq``."""


def entries(
    *,
    subject: str = "",
    actor_key: str = "",
    body: str = "",
    verb: str = "",
    verbs: Collection[str] = (),
    correlation: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    after_seq: int = 0,
    newest_first: bool = False,
    limit: int = 200,
) -> tuple[Line, ...]:
    """Return the entries that match everything given, in ledger order.

    The ledger does not know who may see a case: the caller has asked ``visible_to`` before.
    """
    rows = Entry.objects.all()
    wanted = {
        "subject": subject,
        "actor_key": actor_key,
        "actor_body": body,
        "verb": verb,
        "correlation": correlation,
    }
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    if verbs:
        rows = rows.filter(verb__in=verbs)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if after_seq:
        rows = rows.filter(seq__lt=after_seq) if newest_first else rows.filter(seq__gt=after_seq)
    rows = rows.order_by("-seq" if newest_first else "seq")[: min(limit, MOST)]
    return tuple(
        parse(bytes(canonical), digest=digest)
        for canonical, digest in rows.values_list("canonical", "digest")
    )


def entry(seq: int) -> Line | None:
    """Return one entry by its number."""
    row = Entry.objects.filter(seq=seq).values_list("canonical", "digest").first()
    return None if row is None else parse(bytes(row[0]), digest=row[1])


def count() -> int:
    """Return how many entries the ledger has: numbers are gapless, so this is the last one."""
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
