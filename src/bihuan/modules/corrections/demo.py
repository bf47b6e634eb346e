"""Two corrections of the demonstration (演示数据): one answered in public, one in hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.corrections.models import Correction
from bihuan.modules.corrections.operations import report
from bihuan.modules.corrections.process import ANSWER, CORRECTION, PUBLISH

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

ANSWERED = "经核实，清单上的咨询电话少写一位，发布单位已在下一版清单中更正。谢谢您的指正。"


class People(Protocol):
    """Whoever knows who holds which post on a day."""

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """Return the person of this role in this body."""
        ...


def build(*, people: People, at: datetime) -> int:
    """Send two corrections and answer the first; return how many."""
    first, second = at - timedelta(days=9), at - timedelta(days=2)
    _send("责任清单中的公众咨询电话", "电话少了一位，打不通。", at=first)
    held = Correction.objects.select_related("case").get()
    for step, role, days, inputs in (
        (ANSWER, "handler", 3, Inputs({"answer": ANSWERED})),
        (PUBLISH, "office_head", 4, Inputs()),
    ):
        moment = first + timedelta(days=days)
        actor = people(held.body, role, on=civil_day(moment))
        process.perform(CORRECTION, step, held, inputs=inputs, actor=actor, at=moment)
    _send(
        "环境质量月报的优良天数", "希望同时公布各县（市、区）的数字。", at=second, kind="objection"
    )
    return 2


def _send(page: str, text: str, *, at: datetime, kind: str = "correction") -> None:
    report(kind=kind, page=page, text=text, contact="", source="demo", at=at)
