"""Believable answers of cities, made through operations (演示数据): invented reasons and numbers.

Fourteen cities have decided, some with exceptions; the office of the province has asked the rest.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bihuan.kernel.access import Actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.following.models import Following, Kind
from bihuan.modules.following.operations.answering import set_answers
from bihuan.modules.following.operations.opening import ask_places, open_following
from bihuan.modules.following.process import CHECK, FOLLOWING, PUBLISH, SIGN, SUBMIT
from bihuan.modules.following.rules.judging import Said
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.kernel.process import Step

EVALUATE = Said(Kind.ADAPTED, "每半年评估一次，并入市委、市政府督查", 0, "本市任务数量少（演示）")
VISITS = Said(Kind.ADAPTED, "明察暗访与省级同轮开展", 0, "避免重复检查，减轻基层负担（演示）")
EARLY = Said(Kind.ADAPTED, "", -16, "市人大常委会一月中旬听取报告（演示）")
NO_PLAN = Said(Kind.NOT_APPLICABLE, reason="本州行业规划由省级统一编制（演示）")
NO_REPORT = Said(Kind.NOT_APPLICABLE, reason="上级主管部门已直接从省级平台取数（演示）")
CITIES: Mapping[str, tuple[tuple[str, Said], ...]] = {
    "510100": (("2.2.7", EVALUATE), ("2.2.13", EARLY)),
    "510300": (),
    "510400": (),
    "510500": (("3.1.8", VISITS),),
    "510600": (),
    "510700": (),
    "510800": (),
    "510900": (("2.2.7", EVALUATE),),
    "511000": (),
    "511300": (("2.2.11", NO_REPORT),),
    "511400": (),
    "511500": (),
    "513200": (("2.2.2", NO_PLAN),),
    "513300": (("2.2.2", NO_PLAN),),
}
UNPUBLISHED = frozenset({"511400", "511500"})


def _person(region: str, role: str, name: str) -> Actor:
    """Somebody of an office of which the demonstration has no people: an invented post."""
    body = f"{region}-office"
    return Actor(
        key=f"post:demo:{body}:{role}",
        name=name,
        post=name,
        body=body,
        body_name=organisations.name_on(body, date(2023, 7, 3)),
        region=region,
        line="office",
        roles=frozenset({role}),
    )


def build(*, at: datetime) -> int:
    """Make every answer of the demonstration; return how many there are."""
    for number, (region, said) in enumerate(CITIES.items()):
        _decide(region, said, number)
    asker = _person("510000", "handler", "演示经办人")
    return len(CITIES) + ask_places(actor=asker, at=at)


def _decide(region: str, said: tuple[tuple[str, Said], ...], number: int) -> None:
    day = datetime(2023, 7, 3 + number, 10, tzinfo=SHANGHAI)
    handler = _person(region, "handler", "演示经办人")
    case = open_following(region=region, actor=handler, at=day)
    for code, words in said:
        set_answers(case=case, codes=(code,), said=words, actor=handler, at=day)
    head = _person(region, "office_head", "演示负责人")
    chief = _person(region, "principal", "演示主任")
    signed = {"decider": case.decider, "decision_no": f"市环委〔2023〕{number + 3}号（演示）"}
    _take(case, SUBMIT, handler, day, {"note": ""})
    _take(case, CHECK, head, day, {})
    _take(case, SIGN, chief, day, signed)
    if region not in UNPUBLISHED:
        _take(case, PUBLISH, handler, day, {})


def _take(
    case: Following,
    step: Step[Following],
    who: Actor,
    at: datetime,
    fields: Mapping[str, object],
) -> None:
    held = Following.objects.select_related("case").get(pk=case.pk)
    process.perform(FOLLOWING, step, held, actor=who, at=at, inputs=Inputs(fields=dict(fields)))
