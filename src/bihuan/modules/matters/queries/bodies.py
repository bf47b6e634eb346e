"""What the matter lists need to know of bodies, asked of the register in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.matters.models import MatterLevel
from bihuan.modules.matters.rules.dates import level_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

GROUPS = {
    MatterLevel.PROVINCE: "IMP",
    MatterLevel.CITY: "CITY_DEPARTMENTS",
    MatterLevel.COUNTY: "CNTY_DEPARTMENTS",
}


def office_of(region: str) -> str:
    """The code of the commission office of a region: lists of that level are filed with it."""
    return f"{region}-office"


def expected_bodies(region: str, *, on: date) -> tuple[str, ...]:
    """The bodies of a region that owe a list, in the order of the register."""
    views = organisations.bodies(on=on, region=region, group=GROUPS[level_of(region)])
    return tuple(view.code for view in views)


def names_of(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """The names of bodies on a day; an unknown code stands for itself."""
    wanted = sorted(set(codes))
    found = organisations.names(wanted, on)
    return {code: found.get(code, code) for code in wanted}


def partner_codes(texts: Iterable[str], *, region: str, on: date) -> dict[str, str]:
    """Which bodies these names mean in a list of this region: its own first, then those above.

    A name nobody carries, or that only bodies elsewhere carry, is not in the answer.
    """
    places = tuple(dict.fromkeys((region, f"{region[:4]}00", f"{region[:2]}0000")))
    found: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        by_place = {view.region: view.code for view in organisations.find(text, on=on)}
        code = next((by_place[place] for place in places if place in by_place), None)
        if code is not None:
            found[text] = code
    return found
