"""What a body was: its names, what it came from and became, the groups it was in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.modules.organisations.models import BodyName, GroupMembership, NameKind, Succession
from bihuan.modules.organisations.rules import packs

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class NameLine:
    """A name and its time."""

    name: str
    short: str
    kind: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of the map that touched the body."""

    on: date
    kind: str
    before: str
    after: str
    other: str
    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A time in a named set."""

    name: str
    valid_from: date
    valid_to: date | None
    basis: str


def names_over_time(code: str) -> tuple[NameLine, ...]:
    """Return every name a body has had, newest first, aliases last."""
    rows = BodyName.objects.filter(body_id=code).order_by("-kind", "-valid_from", "pk")
    return tuple(
        NameLine(row.name, row.short, NameKind(row.kind).label, row.valid_from, row.valid_to)
        for row in rows
    )


def changes_of(code: str) -> tuple[ChangeLine, ...]:
    """Return what the body came from and what became of it, newest first."""
    rows = Succession.objects.filter(Q(predecessor_id=code) | Q(successor_id=code))
    return tuple(
        ChangeLine(
            row.on,
            row.get_kind_display(),
            row.before_name,
            row.after_name,
            row.successor_id if row.predecessor_id == code else row.predecessor_id,
            row.basis,
            row.mark,
        )
        for row in rows.order_by("-on", "-pk")
    )


def memberships_of(code: str) -> tuple[MemberLine, ...]:
    """Return the kept groups a body is or was in."""
    groups = packs.load_pack().groups
    rows = GroupMembership.objects.filter(body_id=code).order_by("-valid_from", "pk")
    return tuple(
        MemberLine(
            groups[row.group].name if row.group in groups else row.group,
            row.valid_from,
            row.valid_to,
            row.basis,
        )
        for row in rows
    )
