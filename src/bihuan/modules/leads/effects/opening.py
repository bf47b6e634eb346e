"""Registering a docket in a region: used by the operation and by passing down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import api as process
from bihuan.kernel.process import get
from bihuan.modules.leads.rules import bodies

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.leads.models import LeadDocket

DOCKET = "lead-docket"
LINE = "office"


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a matter when it is registered."""

    title: str
    matter: str
    impact: str
    source: str
    origin: str
    why_unowned: str
    candidates: tuple[str, ...] = ()
    proposer: str = ""


def open_in(found: Found, *, region: str, actor: Actor, at: datetime, once: str = "") -> LeadDocket:
    """Open a docket of a region.

    :raises Refused: with every reason at once.
    """
    opened = process.open_case(
        get(DOCKET),
        title=found.title,
        body=bodies.owner_of(region),
        region=region,
        line=LINE,
        fields={
            "matter": found.matter,
            "impact": found.impact,
            "source": found.source,
            "origin": found.origin,
            "why_unowned": found.why_unowned,
            "candidates": list(dict.fromkeys(found.candidates)),
            "office_body": bodies.office_of(region),
            "proposer_body": found.proposer,
            "decider": bodies.decider_of(region, on=civil_day(at)),
        },
        once=once,
        actor=actor,
        at=at,
    )
    return cast("LeadDocket", opened)
