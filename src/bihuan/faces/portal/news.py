"""What is new in public: lists, decisions and months as one row of items, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.modules.leads import api as leads
from bihuan.modules.matters.api import copies
from bihuan.modules.quality import api as quality

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

LISTS, DECISIONS, MONTHS = "lists", "decisions", "environment"
TOPICS = {LISTS: "责任清单", DECISIONS: "牵头结果", MONTHS: "环境质量"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was published."""

    topic: str
    title: str
    summary: str
    url: str
    on: date
    body: str
    author: str
    region: str


def items(*, topic: str = "", body: str = "", region: str = "") -> tuple[Item, ...]:
    """Return what was published, newest first, of one topic, one body or one region."""
    found = [
        item
        for key, source in ((LISTS, _lists), (DECISIONS, _decisions), (MONTHS, _months))
        if topic in ("", key)
        for item in source()
        if body in ("", item.body) and region in ("", item.region)
    ]
    return tuple(sorted(found, key=lambda item: item.on, reverse=True))


def _lists() -> Iterable[Item]:
    for item in copies.published_lists():
        late = f"，逾期{item.late_days}天" if item.late_days else "，按期公开"
        yield Item(
            LISTS,
            f"{item.body_name}公开清单：{item.title}（{item.edition}）",
            f"{item.count}项具体事项，{item.published_on.isoformat()}公开{late}。",
            reverse("portal:publication", args=[item.address]),
            item.published_on,
            item.body,
            item.body_name,
            item.region,
        )
        if item.withdrawn_on is not None:
            address = reverse("portal:publication", args=[item.address])
            yield Item(
                LISTS,
                f"{item.body_name}撤下清单：{item.title}（{item.edition}）",
                f"{item.withdrawn_on.isoformat()}撤下，原因：{item.withdrawn_reason}",
                f"{address}#withdrawn",
                item.withdrawn_on,
                item.body,
                item.body_name,
                item.region,
            )


def _decisions() -> Iterable[Item]:
    for item in leads.published_decisions():
        yield Item(
            DECISIONS,
            f"明确牵头部门：{item.title}",
            f"由{item.lead_name}牵头，{item.decision_no}，{item.decided_on.isoformat()}决定。",
            reverse("portal:decision", args=[item.number]),
            item.published_on,
            item.lead_body,
            item.lead_name,
            item.region,
        )


def _months() -> Iterable[Item]:
    for item in quality.published_months(every_version=True):
        again = f"（第{item.version}版，更正）" if item.version > 1 else ""
        yield Item(
            MONTHS,
            f"{item.title}{again}",
            "各市（州）环境空气和地表水的数字、排名和同比。",
            reverse("portal:environment-month", args=[item.address]),
            civil_day(item.published_at),
            item.body,
            item.body_name,
            f"{item.body[:6]}",
        )
        if item.withdrawn_on is not None:
            address = reverse("portal:environment-month", args=[item.address])
            yield Item(
                MONTHS,
                f"撤下：{item.title}{again}",
                f"{item.withdrawn_on.isoformat()}撤下，原因：{item.withdrawn_reason}",
                f"{address}#withdrawn",
                item.withdrawn_on,
                item.body,
                item.body_name,
                f"{item.body[:6]}",
            )
