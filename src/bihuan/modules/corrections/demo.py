"""Two corrections of the demonstration (演示数据): one answered in public, one in hand.

Both left a name, which the identity vault keeps: of the first it was destroyed once the answer was
out, of the second one request to see was declined and one granted.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import Kind
from bihuan.kernel.vault import api as vault
from bihuan.modules.corrections.models import Correction
from bihuan.modules.corrections.operations import report
from bihuan.modules.corrections.process import ANSWER, CORRECTION, PUBLISH

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

ANSWERED = "经核实，清单上的咨询电话少写一位，发布单位已在下一版清单中更正。谢谢您的指正。"
CURIOUS = "想先了解一下是哪位群众提的意见。"
DECLINED = "答复凭查询码就能看到，不需要知道来信人是谁。"
NEEDED = "来信所说的县不清楚，要打电话向本人核实一次。"
DONE_WITH = "答复已经公开，来信人没有再提要求，不再需要联系方式。"
HANDLER, HEAD = "handler", "office_head"


class People(Protocol):
    """Whoever knows who holds which post on a day."""

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """Return the person of this role in this body."""
        ...


def build(*, people: People, at: datetime) -> int:
    """Send two corrections and answer the first; return how many."""
    first, second = at - timedelta(days=9), at - timedelta(days=2)
    page, text = "责任清单中的公众咨询电话", "电话少了一位，打不通。"
    _send(page, text, name="演示来信人甲", phone="13000000001", at=first)
    held = Correction.objects.select_related("case").get()
    for step, role, days, inputs in (
        (ANSWER, HANDLER, 3, Inputs({"answer": ANSWERED})),
        (PUBLISH, HEAD, 4, Inputs()),
    ):
        moment = first + timedelta(days=days)
        actor = people(held.body, role, on=civil_day(moment))
        process.perform(CORRECTION, step, held, inputs=inputs, actor=actor, at=moment)
    _destroy(held, people, at=first + timedelta(days=5))
    page, text = "环境质量月报的优良天数", "希望同时公布各县（市、区）的数字。"
    _send(page, text, name="演示来信人乙", phone="13000000002", at=second, kind="objection")
    held = Correction.objects.select_related("case").get(case__state="received")
    _look(held, people, at=second + timedelta(hours=2))
    return 2


def _send(
    page: str, text: str, *, name: str, phone: str, at: datetime, kind: str = "correction"
) -> None:
    report(kind=kind, page=page, text=text, name=name, phone=phone, source="demo", at=at)


def _destroy(held: Correction, people: People, *, at: datetime) -> None:
    clerk, head = (people(held.body, role, on=civil_day(at)) for role in (HANDLER, HEAD))
    asked = vault.ask_to_destroy(held.case, reason=DONE_WITH, actor=clerk, at=at)
    later = at + timedelta(hours=1)
    process.perform(vault.ERASURE, vault.ERASE, asked, actor=head, at=later)


def _look(held: Correction, people: People, *, at: datetime) -> None:
    clerk, head = (people(held.body, role, on=civil_day(at)) for role in (HANDLER, HEAD))

    def ask(reason: str, kinds: tuple[str, ...], moment: datetime) -> Any:
        return vault.ask_to_see(
            held.case,
            kinds=kinds,
            purpose="verify",
            receiver=clerk.body_name,
            reason=reason,
            actor=clerk,
            at=moment,
        )

    asked = ask(CURIOUS, (Kind.NAME, Kind.PHONE), at)
    words, later = Inputs({"refusal": DECLINED}), at + timedelta(hours=1)
    process.perform(vault.REVEAL, vault.DECLINE, asked, inputs=words, actor=head, at=later)
    asked = ask(NEEDED, (Kind.PHONE,), at + timedelta(hours=2))
    later = at + timedelta(hours=3)
    process.perform(vault.REVEAL, vault.GRANT, asked, actor=head, at=later)
    vault.open_granted(asked.number, actor=clerk, at=later + timedelta(minutes=5))
    later += timedelta(minutes=15)
    process.perform(vault.REVEAL, vault.FINISH, asked, actor=clerk, at=later)
