"""Figures per clause over everything an actor may see: tallies for places, indexes for bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.directives import policies
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.queries import counting
from bihuan.modules.directives.queries.counting import Figures
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.queries.loaded import Loaded

CITY, COUNTY = 4, 6
"""Digits of a region code that say which city, which county."""


def by_clause(item: Loaded, *, actor: Actor, on: date) -> dict[int, Figures]:
    """Return the figures of every clause of a pack, in a handful of small queries."""
    soon = item.soon_until(on)
    found: dict[int, Figures] = {}
    if policies.sees_everything_below(actor):
        scope = actor.prefix if len(actor.prefix) > len(item.prefix) else item.prefix
        if len(scope) < CITY:
            places = {"P": [scope], "C": [scope], "K": [scope]}
        elif len(scope) < COUNTY:
            places = {"C": [scope], "K": [scope]}
        else:
            places = {"K": [scope]}
        for level, prefixes in places.items():
            within = [prefix for prefix in prefixes if prefix.startswith(item.prefix)]
            _add(
                found,
                counting.by_place(
                    level=level, prefixes=within, on=on, soon_until=soon, together=True
                ),
            )
        return found
    _add(found, _of_bodies(item, actor, on, soon, line=actor.line))
    return found


def _of_bodies(
    item: Loaded, actor: Actor, on: date, soon: date, *, line: str = ""
) -> dict[counting.Key, Figures]:
    codes = {
        view.code
        for view in organisations.bodies(on=on, within=item.pack.notice.region, line=line)
        if policies.sees(actor, body=view.code, region=view.region, line=view.line)
    }
    if actor.body:
        codes.add(actor.body)
    duties = Duty.objects.filter(body__in=sorted(codes))
    return counting.by_body(duties, on=on, soon_until=soon, width=0)


def _add(found: dict[int, Figures], counts: dict[counting.Key, Figures]) -> None:
    for (clause_id, _), figures in counts.items():
        found.setdefault(clause_id, Figures()).add(figures)
