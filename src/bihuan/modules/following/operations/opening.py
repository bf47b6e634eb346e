"""Beginning to answer: for one's own place, or for every place below that has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import may
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.directives.api import places
from bihuan.modules.following.models import Answer, Base, Cause, Kind
from bihuan.modules.following.policies import ASK
from bihuan.modules.following.process import FOLLOWING
from bihuan.modules.following.queries.holding import asked_in, held_in, open_cases
from bihuan.modules.following.rules.relating import asked_of, level_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.following.models import Following, Holding

LINE = "office"


class NotOpened(ValueError):
    """An answer cannot be begun; the message is a sentence."""


@transaction.atomic
def open_following(
    *, region: str, base: str = Base.PROVINCE.value, once: str = "", actor: Actor, at: datetime
) -> Following:
    """Begin to answer every clause for a place; a county may begin with what its city decided.

    What already holds is taken over as exceptions, so that only what changes need be written.

    :raises NotOpened: there is nothing to answer, or an answer is in hand.
    :raises Refused: with every reason at once.
    """
    ledger.lock()
    if held := open_cases(region).filter(case__region=region, cause__in=_WHOLE).first():
        raise NotOpened(f"本地已有一份在办的答复（{held.number}），请先办完。")
    return _open(region, base, asker="", actor=actor, at=at, once=once)


_WHOLE = (Cause.FIRST, Cause.OWN)


def ask_places(*, actor: Actor, at: datetime) -> int:
    """Ask every place right below that neither holds nor prepares an answer; return how many.

    :raises NotOpened: for whoever may not ask.
    """
    if not may(actor, ASK) or level_of(actor.region) not in "PC" or not actor.body:
        raise NotOpened("要求下级答复，由省、市（州）环委办经办人或者处室负责人办理。")
    on = civil_day(at)
    notice = places.notice_for(actor.region)
    if notice is None:
        raise NotOpened("还没有载入文件条款，没有可以答复的内容。")
    below = "city" if level_of(actor.region) == "P" else "county"
    asked = 0
    with transaction.atomic():
        ledger.lock()
        busy = set(open_cases(actor.prefix).values_list("case__region", flat=True))
        for place in organisations.regions(level=below, within=actor.region):
            if place.code in busy or held_in(place.code, notice=notice.key, on=on):
                continue
            _open(place.code, Base.PROVINCE, asker=actor.body, actor=actor, at=at)
            asked += 1
    return asked


def _open(
    region: str, base: str, *, asker: str, actor: Actor, at: datetime, once: str = ""
) -> Following:
    notice = places.notice_for(region)
    if notice is None or level_of(region) == "P":
        raise NotOpened("没有需要参照执行的要求：省级要求由市（州）、县（市、区）参照执行。")
    on = civil_day(at)
    own = held_in(region, notice=notice.key, on=on)
    city = _city_of(region) if base == Base.CITY else ""
    above = held_in(city, notice=notice.key, on=on) if city else {}
    if base == Base.CITY and not above:
        raise NotOpened("本市（州）还没有生效的参照执行决定，请先参照省级要求答复。")
    asked = {code: item.face.print for code, item in asked_of(notice, region).items()}
    name = organisations.region(region).name
    case: Following = process.open_case(
        FOLLOWING,
        title=f"{name}参照执行{notice.number}",
        body=f"{region}-{LINE}",
        region=region,
        line=LINE,
        fields={
            "notice": notice.key,
            "notice_number": notice.number,
            "cause": Cause.OWN if own else Cause.FIRST,
            "base": base,
            "base_number": next(iter(sorted({row.number for row in above.values()})), ""),
            "asked": asked,
            "asker_body": asker,
            "decider": f"{name}生态环境保护委员会",
        },
        once=once,
        actor=actor,
        at=at,
    )
    if not case.answers.exists():
        take_over(case, above or own)
    return case


def take_over(case: Following, held: Mapping[str, Holding]) -> None:
    """Begin with the exceptions that hold already, as far as they may be answered here."""
    asked = asked_in(case.case.region)
    Answer.objects.bulk_create(
        Answer(
            following=case,
            code=code,
            kind=row.kind,
            own_text=row.own_text,
            days=row.days if asked[code].has_own_date else 0,
            reason=row.reason,
        )
        for code, row in held.items()
        if row.kind != Kind.ADOPTED
        and code in case.asked
        and code in asked
        and (row.kind == Kind.ADAPTED or asked[code].may_decline)
        and (row.own_text or row.kind == Kind.NOT_APPLICABLE or asked[code].has_own_date)
    )


def _city_of(region: str) -> str:
    return organisations.region(region).parent if level_of(region) == "K" else ""
