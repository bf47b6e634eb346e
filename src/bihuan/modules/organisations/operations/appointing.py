"""Opening the appointment of a responsible leader and lead office, and ending what has lapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from bihuan.kernel.access import system_actor
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.organisations.models import PairEntry
from bihuan.modules.organisations.process import LAPSE, RESPONSIBLE_PAIR
from bihuan.modules.organisations.queries import atlas

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.organisations.models import ResponsiblePair


def open_pair(*, body: str, actor: Actor, at: datetime) -> ResponsiblePair:
    """Open the appointment for a body; who may is the rule of the process.

    :raises Refused: with every reason at once.
    :raises UnknownBody: no body has this code.
    """
    view = atlas.body(body, on=timezone.localdate(at))
    return process.open_case(
        RESPONSIBLE_PAIR,
        title=f"{view.short}负责领导与牵头处室",
        body=view.code,
        region=view.region,
        line=view.line,
        actor=actor,
        at=at,
    )


def lapse_pairs(*, on: date, reason: str, at: datetime, leader: int = 0, body: str = "") -> None:
    """End the pair whose leader has left the post, or whose body is no more; in a transaction.

    Nobody has to think of it: a leader who is gone leads nothing, and the vacancy shows that day.
    """
    which = Q(pair__leader_id=leader) if leader else Q(body_id=body)
    running = PairEntry.objects.filter(which, valid_to__isnull=True, valid_from__lt=on)
    for entry in running.select_related("pair__case"):
        process.perform(
            RESPONSIBLE_PAIR,
            LAPSE,
            entry.pair,
            actor=system_actor("organisations"),
            at=at,
            inputs=Inputs(fields={"ends_on": on, "end_reason": reason}),
        )
