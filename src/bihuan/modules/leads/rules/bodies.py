"""Which bodies play which part in a region, asked of the register in one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bihuan.modules.leads.rules.dates import level_of
from bihuan.modules.leads.rules.settings import policy
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

WIDE = frozenset({"party", "gov", "commission", "office"})
"""Lines that decide or organise; they are no department and lead no matter."""
SEPARATORS = re.compile(r"[、，,；;\n]+")


def office_of(region: str) -> str:
    """The commission office that runs the dockets of a region."""
    return f"{region}-office"


def owner_of(region: str) -> str:
    """The body that owes a decision by the notice: the office at the top, below it the government.

    川环委〔2023〕1号 二（四）: 省级事项由省环委办组织；省级以下由市（州）党委、政府研究明确。
    """
    return office_of(region) if level_of(region) == "province" else f"{region}-gov"


def decider_of(region: str, *, on: date) -> str:
    """Who decides: party committee and government of that level, by their names of the day."""
    codes = (f"{region}-party", f"{region}-gov")
    known = {view.code: view for view in organisations.bodies(on=on, region=region)}
    return "、".join(known[code].short or known[code].name for code in codes if code in known)


def interim_of(region: str) -> str:
    """Who acts while nobody is decided."""
    return f"{region}-{policy().interim_line}"


def departments(region: str, *, on: date) -> tuple[tuple[str, str], ...]:
    """The departments of a region that could lead, (code, name), in the order of the register."""
    return tuple(
        (view.code, view.name)
        for view in organisations.bodies(on=on, region=region)
        if view.line not in WIDE and not view.is_external
    )


def is_department(code: str, *, region: str, on: date) -> bool:
    """Whether this body is a department of this region on that day."""
    try:
        view = organisations.body(code, on=on)
    except LookupError:
        return False
    return view.region == region and view.line not in WIDE


def names_of(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """The names of bodies on a day; an unknown code stands for itself."""
    wanted = sorted({code for code in codes if code})
    found = organisations.names(wanted, on)
    return {code: found.get(code, code) for code in wanted}


def split_names(text: str) -> tuple[str, ...]:
    """Names as people list them."""
    return tuple(
        dict.fromkeys(name.strip() for name in SEPARATORS.split(text) if name.strip(" 等"))
    )


def codes_of(names: Iterable[str], *, region: str, on: date) -> dict[str, str]:
    """Which bodies of this region, or of those above it, these names mean; unknown ones are out."""
    places = tuple(dict.fromkeys((region, f"{region[:4]}00", f"{region[:2]}0000")))
    found: dict[str, str] = {}
    for name in names:
        by_place = {view.region: view.code for view in organisations.find(name, on=on)}
        code = next((by_place[place] for place in places if place in by_place), "")
        if code:
            found[name] = code
    return found


def is_below(region: str, above: str) -> bool:
    """Whether a region is one level below another."""
    try:
        return organisations.region(region).parent == above
    except LookupError:
        return False
