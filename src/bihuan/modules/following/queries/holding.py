"""What holds in a place on a day, and which answers wait to be confirmed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.modules.directives.api import places
from bihuan.modules.following.models import Base, Following, Holding, Pending
from bihuan.modules.following.rules.relating import asked_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.modules.following.rules.relating import Asked


def live(on: date) -> Q:
    """Return the condition on answers that held on a day."""
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gt=on))


def waiting(on: date) -> Q:
    """Return the condition on answers that waited for confirmation on a day."""
    return Q(from_on__lte=on) & (Q(settled_on__isnull=True) | Q(settled_on__gt=on))


def asked_in(region: str) -> Mapping[str, Asked]:
    """Return the clauses a place is asked about, today."""
    notice = places.notice_for(region)
    return asked_of(notice, region) if notice else {}


def held_in(region: str, *, notice: str, on: date) -> dict[str, Holding]:
    """Return what held in a place on a day, by clause."""
    rows = Holding.objects.filter(live(on), region=region, notice=notice)
    return {row.code: row for row in rows.order_by("from_on", "pk")}


def pending_in(region: str, *, on: date) -> dict[str, Pending]:
    """Return the answers of a place that waited on a day, by clause; the earliest change counts."""
    rows = Pending.objects.filter(waiting(on), region=region).order_by("-from_on", "-pk")
    return {row.code: row for row in rows}


def following_city(region: str, *, notice: str, on: date) -> bool:
    """Say whether a county follows what its city decided."""
    rows = Holding.objects.filter(live(on), region=region, notice=notice, base=Base.CITY)
    return rows.exists()


def open_cases(region_prefix: str = "") -> QuerySet[Following]:
    """Return the answers in hand in a place and all below it."""
    rows = Following.objects.select_related("case").filter(case__closed_at__isnull=True)
    return rows.filter(case__region__startswith=region_prefix) if region_prefix else rows
