"""The directory: every body with its names over time, read once and kept until the stamp changes.

A matrix page names thousands of bodies. Asking the database for each page would cost more than the
page itself, so the whole map (about 5,600 bodies) stands in memory; one tiny query per call says
whether it is still the map.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

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
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bihuan.modules.organisations.rules.packs import GroupPolicy


class UnknownBody(LookupError):
    """No body has this code."""


class UnknownRegion(LookupError):
    """No region has this code."""


class UnknownGroup(LookupError):
    """No set of bodies has this key."""


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
    """One reading of the map."""

    def __init__(self, stamp: str) -> None:
        """Read regions, bodies, names and memberships."""
        self.stamp = stamp
        self.regions = {
            row[0]: RegionView(*row)
            for row in Region.objects.order_by("code").values_list(
                "code", "name", "short", "level", "parent_id"
            )
        }
        self.records = {
            row[0]: _Record(*row)
            for row in Body.objects.order_by("region_id", "position", "code").values_list(
                "code", "region_id", "line", "level", "superior", "valid_from", "valid_to"
            )
        }
        self.aliases: dict[str, list[str]] = {}
        rows = BodyName.objects.order_by("valid_from", "pk").values_list(
            "body_id", "kind", "name", "short", "valid_from", "valid_to"
        )
        for code, kind, name, short, valid_from, valid_to in rows:
            if kind == NameKind.OFFICIAL:
                self.records[code].names.append(_Name(name, short or name, valid_from, valid_to))
            for text in {name, short} - {""}:
                self.aliases.setdefault(text, []).append(code)
        self.memberships: dict[str, list[_Membership]] = {}
        for key, code, valid_from, valid_to in GroupMembership.objects.values_list(
            "group", "body_id", "valid_from", "valid_to"
        ):
            self.memberships.setdefault(key, []).append(_Membership(code, valid_from, valid_to))
        self.lines = {key: line.name for key, line in packs.load_pack().lines.items()}
        self.official = lru_cache(maxsize=16)(self._official)
        self.on = lru_cache(maxsize=4)(self._on)

    def _on(self, day: date) -> tuple[BodyView, ...]:
        """Every body that existed on a day."""
        return tuple(self.view(each, day) for each in self.records.values() if each.exists_on(day))

    def _official(self, day: date, *, short: bool) -> dict[str, str]:
        found = ((code, record.name_on(day)) for code, record in self.records.items())
        return {code: (name.short if short else name.name) for code, name in found}

    def view(self, record: _Record, day: date) -> BodyView:
        """Return one body as it was on a day."""
        name = record.name_on(day)
        place = self.regions.get(record.region)
        above = self.records.get(record.superior)
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

    def members(self, policy: GroupPolicy, day: date) -> frozenset[str]:
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


_lock = threading.Lock()
_kept: list[Directory] = []


def _stamp() -> str:
    return DirectoryStamp.objects.values_list("value", flat=True).first() or ""


def directory() -> Directory:
    """Return the present map."""
    stamp = once_a_page("directory", _stamp)
    if _kept and stamp and _kept[0].stamp == stamp:
        return _kept[0]
    fresh = Directory(stamp)
    if stamp:
        with _lock:
            _kept[:] = [fresh]
    return fresh


def body(code: str, *, on: date) -> BodyView:
    """Return one body as it was on a day.

    :raises UnknownBody: no body ever had this code.
    """
    here = directory()
    record = here.records.get(code)
    if record is None:
        raise UnknownBody(f"没有代码为“{code}”的机构。")
    return here.view(record, on)


def name_on(code: str, on: date, *, short: bool = False) -> str:
    """Return what a body was called on a day; an unknown code answers with itself."""
    return names((code,), on, short=short)[code]


def names(codes: Iterable[str], on: date, *, short: bool = False) -> dict[str, str]:
    """Return what bodies were called on a day; an unknown code answers with itself."""
    known = directory().official(on, short=short)
    return {code: known.get(code, code) for code in codes}


def bodies(
    *,
    on: date,
    region: str = "",
    within: str = "",
    line: str = "",
    level: str = "",
    group: str = "",
) -> tuple[BodyView, ...]:
    """Return the bodies that existed on a day: of one region, or of a region and all below it."""
    here = directory()
    prefix = region_prefix(within) if within else ""
    members = here.members(_policy(group), on) if group else None
    return tuple(
        view
        for view in here.on(on)
        if (not region or view.region == region)
        and view.region.startswith(prefix)
        and (not line or view.line == line)
        and (view.level == level if level else view.level != "nation" or members is not None)
        and (members is None or view.code in members)
    )


def find(text: str, *, on: date, within: str = "") -> tuple[BodyView, ...]:
    """Return the bodies an official or spoken name, an alias or a code means on a day."""
    here = directory()
    wanted = "".join(text.split())
    prefix = region_prefix(within) if within else ""
    codes = [wanted] if wanted in here.records else here.aliases.get(wanted, [])
    found = (here.records[code] for code in dict.fromkeys(codes))
    return tuple(
        here.view(record, on)
        for record in found
        if record.exists_on(on) and record.region.startswith(prefix)
    )


def group(key: str, on: date) -> frozenset[str]:
    """Return the codes of the bodies in a named set on a day.

    :raises UnknownGroup: no set has this key.
    """
    return directory().members(_policy(key), on)


def groups_of(code: str, on: date) -> tuple[GroupPolicy, ...]:
    """Return the sets a body belongs to on a day."""
    here = directory()
    policies = packs.load_pack().groups.values()
    return tuple(policy for policy in policies if code in here.members(policy, on))


def region(code: str) -> RegionView:
    """Return one region.

    :raises UnknownRegion: no region has this code.
    """
    found = directory().regions.get(code)
    if found is None:
        raise UnknownRegion(f"没有代码为“{code}”的区划。")
    return found


def regions(*, level: str = "") -> tuple[RegionView, ...]:
    """Return all regions, or those of one level, by code."""
    found = directory().regions.values()
    return tuple(place for place in found if not level or place.level == level)


def children(code: str) -> tuple[RegionView, ...]:
    """Return the regions right below one, development zones included."""
    return tuple(place for place in directory().regions.values() if place.parent == code)


def line_names() -> Mapping[str, str]:
    """Return the Chinese names of the lines, in their order."""
    return {key: line.name for key, line in packs.load_pack().lines.items()}


def _policy(key: str) -> GroupPolicy:
    try:
        return packs.load_pack().groups[key]
    except KeyError:
        known = "、".join(packs.load_pack().groups)
        raise UnknownGroup(f"没有名为“{key}”的名单。已有：{known}。") from None
