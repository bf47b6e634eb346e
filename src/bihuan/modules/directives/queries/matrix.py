"""责任矩阵: clauses × bodies, or clauses × places that can be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.access import region_prefix
from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.queries import counting
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries.counting import Figures
from bihuan.modules.directives.rules.membership import Member, members
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.queries.loaded import Loaded
    from bihuan.modules.directives.rules.pack import Clause, Tab
    from bihuan.modules.organisations.queries import BodyView, RegionView

WORDS = {"P": "province", "C": "city", "K": "county"}
CITY, COUNTY = 4, 6
"""Digits of a region code that say which city, which county."""


class NoMatrix(LookupError):
    """No notice is in force here, or no such tab or place; the message says which."""


@dataclass(frozen=True, slots=True)
class Column:
    """A body, or a place that opens into its bodies."""

    key: str
    label: str
    name: str
    is_place: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A clause with its figures, in the order of the columns; None where it is not owed."""

    clause: Clause
    cells: tuple[Figures | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything one matrix shows."""

    tab: Tab
    tabs: tuple[tuple[Tab, int], ...]
    """Every tab with how many bodies or places it has."""
    pack: Loaded
    on: date
    place: str
    place_name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Figures
    silent: tuple[Clause, ...]
    """Clauses of this tab without a duty yet: those that wait for something to happen."""


@dataclass(frozen=True, slots=True)
class _Land:
    """The bodies of the province itself and all its places, asked for once."""

    bodies: tuple[BodyView, ...]
    regions: tuple[RegionView, ...]


def matrix(*, actor: Actor, on: date, tab: str = "", place: str = "", notice: str = "") -> Matrix:
    """Return the matrix an actor may see, on a day.

    :raises NoMatrix: for an unknown notice, tab or place.
    """
    item = _pack(notice, actor)
    chosen = _tab(item, tab or _own_tab(item, actor))
    home = item.pack.notice.region
    land = _Land(
        organisations.bodies(on=on, within=home, level=WORDS["P"]),
        organisations.regions(within=home),
    )
    columns, figures, name = _figures(item, land, chosen, place, actor, on)
    rows, silent, total = [], [], Figures()
    levels = {chosen.level} if chosen.level else _levels(item, chosen)
    for clause in item.pack.clauses:
        clause_id = item.ids[clause.id]
        cells = tuple(figures.get((clause_id, column.key)) for column in columns)
        if any(cells):
            rows.append(Row(clause, cells))
            for cell in cells:
                if cell is not None:
                    total.add(cell)
        elif clause.deadline.kind == "event" and levels & set(clause.levels):
            silent.append(clause)
    return Matrix(
        tab=chosen,
        tabs=_sizes(item, land),
        pack=item,
        on=on,
        place=place,
        place_name=name,
        columns=columns,
        rows=tuple(rows),
        total=total,
        silent=tuple(silent),
    )


def _pack(notice: str, actor: Actor) -> Loaded:
    found = packs.loaded(actor.region)
    for item in found:
        if not notice or item.pack.notice.key == notice:
            return item
    if notice or found:
        raise NoMatrix("没有这份文件。")
    raise NoMatrix("还没有载入任何文件。请由系统管理员运行 bihuan policy load --apply。")


def _tab(item: Loaded, key: str) -> Tab:
    for tab in item.pack.tabs:
        if not key or tab.key == key:
            return tab
    raise NoMatrix("没有这一栏。")


def _sizes(item: Loaded, land: _Land) -> tuple[tuple[Tab, int], ...]:
    """Return the tabs with their sizes, as the notice means them, whoever looks."""
    known = tuple(map(_member, land.bodies))
    return tuple(
        (
            tab,
            len(members(item.pack, tab.set, known))
            if tab.set
            else sum(place.level == WORDS[tab.level] for place in land.regions),
        )
        for tab in item.pack.tabs
    )


def _own_tab(item: Loaded, actor: Actor) -> str:
    """Return the tab somebody below the province begins with: that of their own level."""
    if not actor.region or actor.region == item.pack.notice.region:
        return ""
    level = "C" if len(actor.prefix) == CITY else "K"
    return next((tab.key for tab in item.pack.tabs if tab.level == level), "")


def _levels(item: Loaded, tab: Tab) -> set[str]:
    return set(item.pack.actor_set(tab.set).levels) or {"P"}


def _figures(
    item: Loaded, land: _Land, tab: Tab, place: str, actor: Actor, on: date
) -> tuple[tuple[Column, ...], dict[counting.Key, Figures], str]:
    soon = item.soon_until(on)
    if not tab.level:
        return *_by_body(_of_set(item, land, tab), actor, on, soon), ""
    if place:
        return _opened(item, land, tab, place, actor, on, soon)
    return *_by_place(item, land, tab, "", actor, on, soon), ""


def _of_set(item: Loaded, land: _Land, tab: Tab) -> list[BodyView]:
    """Return the bodies of a tab in their official order."""
    known = {view.code: _member(view) for view in land.bodies}
    wanted = members(item.pack, tab.set, known.values())
    return [view for view in land.bodies if known[view.code] in wanted]


def _member(view: BodyView) -> Member:
    return Member(view.code, view.region, view.line, packs.LEVELS[view.level])


def _by_body(
    bodies: Iterable[BodyView], actor: Actor, on: date, soon: date
) -> tuple[tuple[Column, ...], dict[counting.Key, Figures]]:
    seen = [
        view
        for view in bodies
        if policies.sees(actor, body=view.code, region=view.region, line=view.line)
    ]
    columns = tuple(
        Column(view.code, _plain(view.short), view.name, is_place=False) for view in seen
    )
    duties = Duty.objects.filter(body__in=[view.code for view in seen])
    return columns, counting.by_body(duties, on=on, soon_until=soon)


def _plain(short: str) -> str:
    """Return a name as a column head: the province goes without saying."""
    return short.removeprefix("省") if len(short) > len("省环委办") else short


def _opened(
    item: Loaded, land: _Land, tab: Tab, place: str, actor: Actor, on: date, soon: date
) -> tuple[tuple[Column, ...], dict[counting.Key, Figures], str]:
    region = next((each for each in land.regions if each.code == place), None)
    if region is None or region.level not in {"city", "county"}:
        raise NoMatrix("没有这个地区。")
    if region.level == "city" and tab.level == "K":
        return *_by_place(item, land, tab, place, actor, on, soon), region.name
    bodies = [
        view for view in organisations.bodies(on=on, region=place) if view.level in packs.LEVELS
    ]
    columns, figures = _by_body(bodies, actor, on, soon)
    owing = {column for _, column in figures}
    return tuple(column for column in columns if column.key in owing), figures, region.name


def _by_place(
    item: Loaded, land: _Land, tab: Tab, within: str, actor: Actor, on: date, soon: date
) -> tuple[tuple[Column, ...], dict[counting.Key, Figures]]:
    """Return places as columns: cities, the counties of a city, or the cities of all counties."""
    prefix = region_prefix(within) if within else item.prefix
    level, width = ("county", COUNTY) if within else ("city", CITY)
    places = [
        place
        for place in land.regions
        if place.level == level and place.code.startswith(prefix) and _reaches(actor, place.prefix)
    ]
    columns = tuple(Column(place.code, place.short, place.name, is_place=True) for place in places)
    prefixes = [place.code[:width] for place in places]
    if policies.sees_everything_below(actor) and all(
        prefix.startswith(actor.prefix) for prefix in prefixes
    ):
        counts = counting.by_place(level=tab.level, prefixes=prefixes, on=on, soon_until=soon)
    else:
        line = "" if actor.line in policies.WIDE_LINES else actor.line
        deepest = max(
            within,
            actor.region,
            item.pack.notice.region,
            key=lambda code: len(region_prefix(code) if code else ""),
        )
        codes = [
            view.code
            for view in organisations.bodies(
                on=on, within=deepest, level=WORDS[tab.level], line=line
            )
            if policies.sees(actor, body=view.code, region=view.region, line=view.line)
        ]
        duties = Duty.objects.filter(body__in=codes)
        counts = counting.by_body(duties, on=on, soon_until=soon, width=width)
    named = {place.code[:width]: place.code for place in places}
    return columns, {
        (clause_id, named[key]): found for (clause_id, key), found in counts.items() if key in named
    }


def _reaches(actor: Actor, prefix: str) -> bool:
    """Say whether a place lies in the actor's reach or the actor in it."""
    return actor.is_system or prefix.startswith(actor.prefix) or actor.prefix.startswith(prefix)
