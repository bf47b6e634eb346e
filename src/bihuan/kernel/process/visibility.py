"""Who may see a case. What you may not see does not exist: the answer is 404, never 403.

Stated over the grid of regions (块) and lines (条): the body the case belongs to, its parties and
whoever it lies with; the party committee, government, commission and its office of the same or a
higher region; the same line of a higher region. A case of a confined process stops at its own
bodies: nobody sees it from above. A sealed case is seen by its compartment alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import ADMINISTRATORS
from bihuan.kernel.process.models import Desk, Party
from bihuan.kernel.process.registry import all_processes

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import Case

WIDE_LINES = frozenset({"party", "gov", "commission", "office"})
"""Lines that answer for everything below them in their region."""

PROVINCE = 2
"""Digits of a region code that name its province."""

NOBODY = Q(pk__in=())


def visible_to(actor: Actor, *, path: str = "") -> Q:
    """Return the condition on cases this actor may see; `path` leads to the case ("case__")."""
    if actor.is_system:
        return Q()
    if actor.is_public or (actor.roles and actor.roles <= ADMINISTRATORS):
        # 三员 run the installation; business is not theirs to read.
        return NOBODY
    open_to_actor = Q()
    if actor.body:
        parties = Party.objects.filter(body=actor.body).values("case_id")
        desks = Desk.objects.filter(body=actor.body).values("case_id")
        open_to_actor = (
            Q(**{f"{path}body": actor.body})
            | Q(**{f"{path}pk__in": parties})
            | Q(**{f"{path}pk__in": desks})
        )
    if actor.region:
        if actor.line in WIDE_LINES:
            grid = _all_within(actor.prefix, path=path)
        else:
            grid = _within(actor.prefix, path=path) & Q(**{f"{path}line": actor.line})
        open_to_actor |= grid & _not_confined(path=path)
    if not open_to_actor:
        return NOBODY
    return (open_to_actor & Q(**{f"{path}sealed": ""})) | in_compartment(actor, path=path)


def _not_confined(*, path: str) -> Q:
    """Return the condition that leaves out cases nobody may see from above."""
    confined = sorted({process.key for process in all_processes() if process.confined})
    return ~Q(**{f"{path}process__in": confined}) if confined else Q()


def _within(prefix: str, *, path: str) -> Q:
    """Return the condition on the regions that share a prefix, as a range an index can walk.

    LIKE would need an index of its own on PostgreSQL and gets none on SQLite.
    """
    if not prefix:
        return Q()
    after = f"{int(prefix) + 1:0{len(prefix)}d}"
    return Q(**{f"{path}region__gte": prefix, f"{path}region__lt": after})


def _all_within(prefix: str, *, path: str) -> Q:
    """Return the same for an actor who sees every line there.

    In a whole province that is nearly every case. Offered a range, SQLite would gather all of them
    by an index and sort them before it shows the first page; so it is not offered one.
    """
    if 0 < len(prefix) <= PROVINCE:
        return Q(**{f"{path}region__startswith": prefix})
    return _within(prefix, path=path)


def in_compartment(actor: Actor, *, path: str = "") -> Q:
    """Return the condition on sealed cases whose compartment this actor belongs to."""
    if not actor.compartments:
        return NOBODY
    return Q(**{f"{path}sealed__in": sorted(actor.compartments)})


def unsealed_for(actor: Actor, *, path: str = "") -> Q:
    """Return the condition on cases that are not sealed against this actor."""
    if actor.is_system:
        return Q()
    return Q(**{f"{path}sealed": ""}) | in_compartment(actor, path=path)


def hides(case: Case, actor: Actor) -> bool:
    """Say whether this case is sealed against this actor."""
    return bool(case.sealed) and not actor.is_system and case.sealed not in actor.compartments
