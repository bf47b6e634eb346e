"""A province that does not exist, in the shape of one that does: for demonstrations of size.

Its names say that they are 演示数据, and its codes begin with two digits that GB/T 2260 has given
to no province, so that no real place is ever shown with invented work.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bihuan.modules.organisations.rules.packs import NATION, RegionFact

if TYPE_CHECKING:
    from bihuan.modules.organisations.rules.packs import Pack

UNUSED = (
    *("01", "02", "03", "04", "05", "06", "07", "08", "09", "16", "17", "18", "19"),
    *("24", "25", "26", "27", "28", "29", "38", "39", "47", "48", "49"),
    *("55", "56", "57", "58", "59", "67"),
)
"""First two digits that no province has."""


def pretend(pack: Pack, number: int, *, cities: int, counties: int) -> Pack:
    """Return a pack for the invented province of this number, from 0, with the lines of `pack`."""
    digits = UNUSED[number]
    name = f"演示{digits}省"
    region = f"{digits}0000"
    facts = [_fact(region, name, "province", NATION)]
    for city in range(1, cities + 1):
        code, called = f"{digits}{city:02d}00", f"演示{digits}{city:02d}市"
        facts.append(_fact(code, called, "city", region))
        mine = range(city - 1, counties, cities)
        facts += [
            _fact(f"{digits}{city:02d}{place:02d}", f"{called[:-1]}{place:02d}县", "county", code)
            for place in range(1, len(mine) + 1)
        ]
    real = next(fact for fact in pack.regions if fact.level == "province")
    return replace(
        pack,
        region=region,
        regions=tuple(facts),
        bodies=tuple(
            replace(
                body,
                name=body.name.replace(real.name, name).replace(real.stem, name[:-1]),
                short=body.short.replace(real.stem, name[:-1]),
                aliases=(),
            )
            for body in pack.bodies
        ),
        city_names={},
        county_patterns={},
        changes=tuple(
            replace(
                change,
                name=change.name.replace(real.name, name).replace(real.stem, name[:-1]),
                basis="演示数据",
                mark="演示数据",
            )
            for change in pack.changes
        ),
    )


def _fact(code: str, name: str, level: str, parent: str) -> RegionFact:
    return RegionFact(code, name, level, parent, name, name, name[:-1])
