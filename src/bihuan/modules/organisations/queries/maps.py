"""The directory: every body with its names over time, read once and kept until the stamp changes.

A matrix page names thousands of bodies. Asking the database for each page would cost more than the
page itself, so the map of a province (about 5,600 bodies) stands in memory; one tiny query per page
says whether it is still the map. A nation is thirty-one such maps: each is read when somebody asks
for it, and the one asked for longest ago goes when there are too many.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Subquery

from bihuan.kernel.access import once_a_page, region_prefix
from bihuan.modules.organisations.models import (
    Body,
    BodyName,
    DirectoryStamp,
    GroupMembership,
    NameKind,
    Region,
)
from bihuan.modules.organisations.rules import packs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.modules.organisations.models import Post
    from bihuan.modules.organisations.rules.packs import GroupPolicy


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region as other modules see it."""

    code: str
    name: str
    short: str
    level: str
    parent: str

    @property
    def prefix(self) -> str:
        """The digits it shares with everything below it: "51", "5101", "510104"."""
        return region_prefix(self.code)


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body as it was on the day it was asked for."""

    code: str
    name: str
    short: str
    region: str
    region_name: str
    line: str
    line_name: str
    level: str
    superior: str
    superior_name: str
    valid_from: date
    valid_to: date | None

    @property
    def is_external(self) -> bool:
        """Whether it is a recipient only: a department of the nation, outside this platform."""
        return self.level == "nation"


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    short: str
    valid_from: date
    valid_to: date | None


@dataclass(slots=True)
class _Record:
    code: str
    region: str
    line: str
    level: str
    superior: str
    valid_from: date
    valid_to: date | None
    names: list[_Name] = field(default_factory=list)

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def name_on(self, day: date) -> _Name:
        """Return the name of that day; before the first the first, after the last the last."""
        found = self.names[0]
        for name in self.names:
            if name.valid_from <= day:
                found = name
        return found


@dataclass(frozen=True, slots=True)
class _Membership:
    body: str
    valid_from: date
    valid_to: date | None


class Directory:
    """One reading of the map of a province: everything whose code begins with its two digits."""

    def __init__(self, stamp: str, digits: str) -> None:
        """Read regions, bodies, names and memberships."""
        self.stamp = stamp
        inside = {"code__gte": digits, "code__lt": f"{digits}z"}
        of_body = {f"body_id__{end.rpartition('__')[2]}": text for end, text in inside.items()}
        self.regions = {
            row[0]: RegionView(*row)
            for row in Region.objects.filter(**inside)
            .order_by("code")
            .values_list("code", "name", "short", "level", "parent_id")
        }
        self.records = {
            row[0]: _Record(*row)
            for row in Body.objects.filter(**inside)
            .order_by("region_id", "position", "code")
            .values_list("code", "region_id", "line", "level", "superior", "valid_from", "valid_to")
        }
        self.aliases: dict[str, list[str]] = {}
        rows = (
            BodyName.objects.filter(**of_body)
            .order_by("valid_from", "pk")
            .values_list("body_id", "kind", "name", "short", "valid_from", "valid_to")
        )
        for code, kind, name, short, valid_from, valid_to in rows:
            if kind == NameKind.OFFICIAL:
                self.records[code].names.append(_Name(name, short or name, valid_from, valid_to))
            for text in {name, short} - {""}:
                self.aliases.setdefault(text, []).append(code)
        self.memberships: dict[str, list[_Membership]] = {}
        for key, code, valid_from, valid_to in GroupMembership.objects.filter(
            **of_body
        ).values_list("group", "body_id", "valid_from", "valid_to"):
            self.memberships.setdefault(key, []).append(_Membership(code, valid_from, valid_to))
        self.lines = {key: line.name for key, line in packs.load_pack().lines.items()}
        self.on = lru_cache(maxsize=4)(self._on)
        self.members = lru_cache(maxsize=32)(self._members)

    def _on(self, day: date) -> tuple[BodyView, ...]:
        """Every body that existed on a day."""
        return tuple(self.view(each, day) for each in self.records.values() if each.exists_on(day))

    def of_region(self, code: str, day: date) -> Iterator[BodyView]:
        """Yield the bodies of one region that existed on a day."""
        for record in self.records.values():
            if record.region == code and record.exists_on(day):
                yield self.view(record, day)

    def view(self, record: _Record, day: date) -> BodyView:
        """Return one body as it was on a day."""
        name = record.name_on(day)
        place = self.regions.get(record.region)
        above = self.records.get(record.superior)
        if above is None and record.superior:  # of the nation: on another map
            above = map_of(record.superior[:DIGITS], self.stamp).records.get(record.superior)
        return BodyView(
            code=record.code,
            name=name.name,
            short=name.short,
            region=record.region,
            region_name=place.name if place else record.region,
            line=record.line,
            line_name=self.lines.get(record.line, record.line),
            level=record.level,
            superior=record.superior,
            superior_name=above.name_on(day).short if above else "",
            valid_from=record.valid_from,
            valid_to=record.valid_to,
        )

    def _members(self, policy: GroupPolicy, day: date) -> frozenset[str]:
        """Return who belongs to a set on a day."""
        if policy.since is not None:
            return frozenset(
                m.body
                for m in self.memberships.get(policy.key, ())
                if m.valid_from <= day
                and (m.valid_to is None or day < m.valid_to)
                and self.records[m.body].exists_on(day)
            )
        groups = packs.load_pack().groups
        if policy.unites:
            return frozenset().union(*(self.members(groups[key], day) for key in policy.unites))
        lines = set(policy.lines)
        if policy.like:
            lines = {self.records[code].line for code in self.members(groups[policy.like], day)}
        return frozenset(
            code
            for code, record in self.records.items()
            if record.level in policy.levels and record.line in lines and record.exists_on(day)
        )


DIGITS = 2
"""Digits of a code that say which map it is on."""
MOST = 12
"""Maps kept at once."""

STAMP = f"SELECT value FROM {DirectoryStamp._meta.db_table} ORDER BY id LIMIT 1"  # noqa: S608, SLF001 - our own name

STAMP_OF_PAGE = "directory"

_lock = threading.Lock()
_kept: dict[str, Directory] = {}
_places: dict[str, dict[str, RegionView]] = {}


def _stamp() -> str:
    with connection.cursor() as cursor:  # asked with every act: plain words, not built anew
        cursor.execute(STAMP)
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def stamp_now() -> str:
    """Return the stamp of the present map; "" before the first body."""
    return once_a_page(STAMP_OF_PAGE, _stamp)


def with_stamp(rows: QuerySet[Post]) -> QuerySet[Post]:
    """Ask for the stamp together with rows that every page reads anyway."""
    stamps = DirectoryStamp.objects.order_by("pk").values("value")[:1]
    return rows.annotate(directory_stamp=Subquery(stamps))


def note_stamp(row: Post) -> None:
    """Keep the stamp that came with a row, on a page that only shows."""
    stamp = str(getattr(row, "directory_stamp", None) or "")
    once_a_page(STAMP_OF_PAGE, lambda: stamp)


def directory(code: str) -> Directory:
    """Return the present map on which a region or a body stands."""
    return map_of(code[:DIGITS], stamp_now())


def map_of(digits: str, stamp: str) -> Directory:
    """Return the map of the province with these digits, read anew when the stamp has moved."""
    found = _kept.get(digits)
    if found is not None and stamp and found.stamp == stamp:
        return found
    fresh = Directory(stamp, digits)
    if stamp:
        with _lock:
            _kept.pop(digits, None)
            _kept[digits] = fresh  # the newest stands last, the oldest goes first
            for old in list(_kept)[:-MOST]:
                del _kept[old]
    return fresh


def all_regions() -> dict[str, RegionView]:
    """Return every region by code: few enough to keep those of a whole nation."""
    stamp = stamp_now()
    found = _places.get(stamp) if stamp else None
    if found is None:
        rows = Region.objects.order_by("code").values_list(
            "code", "name", "short", "level", "parent_id"
        )
        found = {row[0]: RegionView(*row) for row in rows}
        _places.clear()
        _places[stamp] = found
    return found


def directories() -> tuple[Directory, ...]:
    """Return every map there is: for whoever looks at more than one province."""
    digits = sorted({code[:DIGITS] for code in all_regions()})
    stamp = stamp_now()
    return tuple(map_of(each, stamp) for each in digits)
