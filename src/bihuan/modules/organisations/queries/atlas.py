"""What is asked of the directory: who exists on a day, what a body was called, who is in a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import region_prefix
from bihuan.modules.organisations.models import BodyName
from bihuan.modules.organisations.queries.maps import (
    DIGITS,
    MOST,
    BodyView,
    Directory,
    RegionView,
    all_regions,
    directories,
    directory,
    map_of,
    stamp_now,
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


def _maps_with(text: str) -> tuple[Directory, ...]:
    """Return the maps on which some body is called so; with many maps, the database says which."""
    if len({code[:DIGITS] for code in all_regions()}) <= MOST:
        return directories()
    named = BodyName.objects.filter(Q(name=text) | Q(short=text) | Q(body_id=text))
    codes = named.values_list("body_id", flat=True)
    return tuple(directory(digits) for digits in sorted({code[:DIGITS] for code in codes}))


def knows(code: str) -> bool:
    """Say whether a body ever had this code."""
    return code in directory(code).records


def knows_region(code: str) -> bool:
    """Say whether a region has this code."""
    return code in all_regions()


def is_used(name: str) -> bool:
    """Say whether some body was ever called so."""
    return any(name in here.aliases for here in _maps_with(name))


def body(code: str, *, on: date) -> BodyView:
    """Return one body as it was on a day.

    :raises UnknownBody: no body ever had this code.
    """
    here = directory(code)
    record = here.records.get(code)
    if record is None:
        raise UnknownBody(f"没有代码为“{code}”的机构。")
    return here.view(record, on)


def name_on(code: str, on: date, *, short: bool = False) -> str:
    """Return what a body was called on a day; an unknown code answers with itself."""
    return names((code,), on, short=short)[code]


def names(codes: Iterable[str], on: date, *, short: bool = False) -> dict[str, str]:
    """Return what bodies were called on a day; an unknown code answers with itself."""
    stamp, found = stamp_now(), {}
    maps: dict[str, Directory] = {}
    for code in codes:
        digits = code[:DIGITS]
        if digits not in maps:
            maps[digits] = map_of(digits, stamp)
        record = maps[digits].records.get(code)
        name = record.name_on(on) if record else None
        found[code] = code if name is None else name.short if short else name.name
    return found


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
    place = region or within
    prefix = region_prefix(within) if within else ""
    policy = _policy(group) if group else None
    found: list[BodyView] = []
    for here in (directory(place),) if place else directories():
        members = here.members(policy, on) if policy else None
        found += [
            view
            for view in (here.of_region(region, on) if region else here.on(on))
            if (not region or view.region == region)
            and view.region.startswith(prefix)
            and (not line or view.line == line)
            and (view.level == level if level else view.level != "nation" or members is not None)
            and (members is None or view.code in members)
        ]
    return tuple(found)


def find(text: str, *, on: date, within: str = "") -> tuple[BodyView, ...]:
    """Return the bodies an official or spoken name, an alias or a code means on a day."""
    wanted = "".join(text.split())
    prefix = region_prefix(within) if within else ""
    found: list[BodyView] = []
    for here in (directory(within),) if within else _maps_with(wanted):
        codes = [wanted] if wanted in here.records else here.aliases.get(wanted, [])
        found += [
            here.view(record, on)
            for record in (here.records[code] for code in dict.fromkeys(codes))
            if record.exists_on(on) and record.region.startswith(prefix)
        ]
    return tuple(found)


def group(key: str, on: date) -> frozenset[str]:
    """Return the codes of the bodies in a named set on a day.

    :raises UnknownGroup: no set has this key.
    """
    policy = _policy(key)
    return frozenset().union(*(here.members(policy, on) for here in directories()))


def groups_of(code: str, on: date) -> tuple[GroupPolicy, ...]:
    """Return the sets a body belongs to on a day."""
    here = directory(code)
    policies = packs.load_pack().groups.values()
    return tuple(policy for policy in policies if code in here.members(policy, on))


def region(code: str) -> RegionView:
    """Return one region.

    :raises UnknownRegion: no region has this code.
    """
    found = all_regions().get(code)
    if found is None:
        raise UnknownRegion(f"没有代码为“{code}”的区划。")
    return found


def regions(*, level: str = "", within: str = "") -> tuple[RegionView, ...]:
    """Return all regions, or those of one level, or those in one region, by code."""
    prefix = region_prefix(within) if within else ""
    return tuple(
        place
        for place in all_regions().values()
        if (not level or place.level == level) and place.code.startswith(prefix)
    )


def children(code: str) -> tuple[RegionView, ...]:
    """Return the regions right below one, development zones included."""
    within = "" if code == packs.NATION else code
    return tuple(place for place in regions(within=within) if place.parent == code)


def line_names() -> Mapping[str, str]:
    """Return the Chinese names of the lines, in their order."""
    return {key: line.name for key, line in packs.load_pack().lines.items()}


def _policy(key: str) -> GroupPolicy:
    try:
        return packs.load_pack().groups[key]
    except KeyError:
        known = "、".join(packs.load_pack().groups)
        raise UnknownGroup(f"没有名为“{key}”的名单。已有：{known}。") from None
