"""A docket as it stood at an instant: the same value whether read then or remembered now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import LeadDocket, LeadPosition, Version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import CaseDetail

UNTOLD = frozenset({"case", "drafter_key", "drafter_account"})


@dataclass(frozen=True, slots=True)
class Record:
    """One case of a docket: where it stood and what it said."""

    number: str
    title: str
    body: str
    state: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocketAt:
    """A docket and every position under it."""

    docket: Record
    positions: tuple[Record, ...]


def content_of(detail: CaseDetail) -> dict[str, Any]:
    """Everything a detail says, in values JSON can hold."""
    found: dict[str, Any] = {}
    for field in detail._meta.concrete_fields:  # noqa: SLF001 - Django's documented way
        if field.name in UNTOLD:
            continue
        value = getattr(detail, field.attname)
        found[field.name] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def docket_now(number: str, *, actor: Actor) -> DocketAt:
    """The docket as its tables hold it.

    :raises NotFound: there is none for this actor.
    """
    case = process.case_by_number(number, actor)
    docket = LeadDocket.objects.select_related("case").filter(case=case.pk).first()
    if docket is None:
        raise NotFound(number)
    under = LeadPosition.objects.select_related("case").filter(case__parent_id=case.pk)
    return DocketAt(_live(docket), tuple(_live(item) for item in under.order_by("case__number")))


def docket_as_of(number: str, *, at: datetime, actor: Actor) -> DocketAt | None:
    """The docket as it stood at an instant; None before it was registered.

    :raises NotFound: there is none for this actor.
    """
    case = process.case_by_number(number, actor)
    if case.process != "lead-docket":
        raise NotFound(number)
    latest: dict[str, Version] = {}
    versions = Version.objects.select_related("case").filter(root=number, at__lte=at)
    for version in versions.order_by("pk"):
        latest[version.case.number] = version
    top = latest.pop(number, None)
    if top is None:
        return None
    return DocketAt(_then(top), tuple(_then(latest[key]) for key in sorted(latest)))


def _live(detail: LeadDocket | LeadPosition) -> Record:
    return Record(detail.number, detail.title, detail.body, detail.state, content_of(detail))


def _then(version: Version) -> Record:
    case = version.case
    return Record(case.number, case.title, case.body, version.state, version.values)
