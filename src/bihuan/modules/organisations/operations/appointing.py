"""Opening the appointment of a responsible leader and lead office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.kernel.process import api as process
from bihuan.modules.organisations.process import RESPONSIBLE_PAIR
from bihuan.modules.organisations.queries import atlas

if TYPE_CHECKING:
    from datetime import datetime

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
        topic="2.3.4",
        actor=actor,
        at=at,
    )
