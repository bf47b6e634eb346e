"""What the public reads: frozen copies of published months, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.modules.quality.models import MonthPublication

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A published month; `content` has the names below.

    content = {"month", "label", "edition", "limits", "air": [{"place", "name", "rank", "index",
    "index_then", "index_change", "figures": [6], "pm25", "pm25_then", "pm25_change", "main": [...],
    "good", "valid", "heavy", "rate", "remark"}], "counties": [the same], "water": [{"place",
    "name", "counts": [6], "total", "good", "rate", "rate_then", "trend"}], "province_water",
    "standards": [...]}.
    """

    address: str
    month: date
    version: int
    current: bool
    title: str
    edition: str
    limits: str
    sm3: str
    sha256: str
    note: str
    body: str
    body_name: str
    published_at: datetime
    content: dict[str, Any]
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""


def published_months(*, every_version: bool = False) -> tuple[PublishedMonth, ...]:
    """Return published months, newest first."""
    rows = MonthPublication.objects.order_by("-month", "-version")
    if not every_version:
        rows = rows.filter(current=True)
    return tuple(_published(row) for row in rows)


def published_month(address: str = "") -> PublishedMonth | None:
    """Return one published month by its address such as 2026-09, or the newest; None if none."""
    rows = MonthPublication.objects.order_by("-month", "-version")
    rows = rows.filter(address=address) if address else rows.filter(current=True)
    row = rows.first()
    return None if row is None else _published(row)


def published_text(address: str) -> str:
    """Return the very text whose fingerprint was published.

    :raises LookupError: there is no such month.
    """
    row = MonthPublication.objects.filter(address=address).first()
    if row is None:
        raise LookupError(f"没有地址为“{address}”的月度公布。")
    return row.text


def _published(row: MonthPublication) -> PublishedMonth:
    return PublishedMonth(
        row.address,
        row.month,
        row.version,
        row.current,
        row.title,
        row.edition,
        row.limits,
        row.sm3,
        row.sha256,
        row.note,
        row.by_body,
        row.by_body_name,
        row.published_at,
        json.loads(row.text),
        row.withdrawn_on,
        row.withdrawn_reason,
    )
