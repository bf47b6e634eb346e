"""Believable papers of Sichuan in several states, made through operations (演示数据).

The demonstration proves that the processes run: nothing here writes a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import SHANGHAI, civil_day
from bihuan.kernel.process import Inputs, Process, Upload, get
from bihuan.kernel.process import api as process
from bihuan.modules.documents.models import Cosigning, Receiving, Sending, Urgency
from bihuan.modules.documents.operations import registering
from bihuan.modules.documents.operations.drafting import Draft, start_paper
from bihuan.modules.documents.operations.handling import circulate, comment, mark_read, urge
from bihuan.modules.documents.operations.receipting import register_receipt
from bihuan.modules.documents.operations.words import load_words
from bihuan.modules.documents.process.sending import ANNEX, SENDING
from bihuan.modules.documents.rules.readers import Reader
from bihuan.modules.documents.rules.values import Column, Register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bihuan.kernel.access import Actor

OFFICE, WATER = "510000-office", "510000-water"
LESHAN, CHENGDU = "511100-office", "510100-office"
LESHAN_WATER, CHENGDU_WATER = "511100-water", "510100-water"
YIBIN_WATER = "511500-water"
WAY = (
    ("submit", "handler"),
    ("pass_dept", "office_head"),
    ("pass_office", "reviewer"),
    ("sign", "principal"),
    ("number", "reviewer"),
    ("dispatch", "reviewer"),
)


COLUMNS = (Column("a", "河段", 20), Column("b", "控制断面", 20), Column("c", "目标（立方米每秒）"))
ROWS = (("演示河上段", "演示一号断面", "3.2"), ("演示河下段", "演示二号断面", "5.6"))


class People(Protocol):
    """Whoever knows who holds which post on a day."""

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """The person of this role in this body."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """One paper: what it says, how many days ago it was begun, and how far it went."""

    ago: int
    body: str
    kind: str
    data: Mapping[str, Any]
    to: tuple[str, ...]
    last: str = ""
    cosigners: tuple[str, ...] = ()
    answer_in: int = 0
    signed_by: tuple[str, ...] = ()
    urgency: str = Urgency.PLAIN
    on_paper: tuple[str, ...] = ()
    annex: str = ""


PLANS: tuple[Plan, ...] = (
    Plan(
        40,
        OFFICE,
        "letter",
        {
            "subject": "商请报送饮用水水源地隐患整改情况",
            "content": "今年以来，全省饮用水水源地隐患排查整治总体平稳。为掌握整改进展，"
            "商请你单位梳理本地区水源地隐患整改情况，连同需要省级协调的事项一并函告。",
            "ending": "请函复。",
            "contact": "演示联系人，028-00000000",
        },
        (LESHAN, CHENGDU),
        "dispatch",
        answer_in=24,
        signed_by=(LESHAN, CHENGDU),
    ),
    Plan(
        12,
        WATER,
        "letter",
        {
            "subject": "加强枯水期生态流量监管",
            "content": "进入枯水期以来，部分河段生态流量保障压力增大。"
            "请按职责加强小水电下泄生态流量在线监管，发现异常及时处置。",
            "ending": "特此函告。",
            "contact": "演示联系人，028-00000000",
        },
        (LESHAN_WATER, CHENGDU_WATER, YIBIN_WATER),
        "dispatch",
        signed_by=(CHENGDU_WATER,),
        on_paper=(YIBIN_WATER,),
        annex="重点河段生态流量目标表",
    ),
    Plan(
        6,
        OFFICE,
        "notice",
        {
            "subject": "做好秋冬季生态环境保护重点工作",
            "reason": "为推动责任清单各项任务落地，现将有关事项通知如下。",
            "content": "一、压实责任。对照事项清单逐项核对进展。\n"
            "二、强化协同。牵头部门主动会商，配合部门及时反馈。",
            "contact": "演示联系人，028-00000000",
        },
        (WATER, "510000-ecology"),
        "dispatch",
        signed_by=("510000-ecology",),
    ),
    Plan(
        4,
        OFFICE,
        "letter",
        {
            "subject": "商请明确河道采砂联合执法职责",
            "content": "近期多地反映河道采砂联合执法职责需要进一步明确，商请你单位提出意见。",
            "ending": "请函复。",
            "contact": "演示联系人，028-00000000",
        },
        ("510000-transport",),
        "pass_dept",
        cosigners=(WATER, "510000-natural_resources"),
    ),
    Plan(
        2,
        WATER,
        "letter",
        {
            "subject": "商请提供取水许可数据",
            "content": "为开展水资源节约与保护工作，商请提供近三年取水许可数据。",
            "ending": "请予支持为盼。",
        },
        ("510000-ecology",),
    ),
    Plan(
        1,
        OFFICE,
        "letter",
        {
            "subject": "督促加快整改长江支流排污口",
            "content": "经现场核查，部分排污口整改进度滞后。"
            "请抓紧制定整改方案，明确责任人和完成时限。",
            "ending": "请函复。",
            "contact": "演示联系人，028-00000000",
        },
        (LESHAN, CHENGDU),
        "pass_office",
        answer_in=30,
        urgency=Urgency.FAST,
    ),
)
"""The papers, oldest first."""


def build(*, people: People, at: datetime) -> int:
    """Make the papers of the demonstration; answer how many."""
    today = civil_day(at)
    load_words(actor=system_actor("demo"), at=_at(today - timedelta(days=60), 8))
    maker = Maker(people, today)
    for plan in PLANS:
        maker.make(plan)
    return Sending.objects.count()


class Maker:
    """Makes one paper after another."""

    def __init__(self, people: People, today: date) -> None:
        """Remember whom to ask, and the day the demonstration is built."""
        self._people, self._today = people, today

    def make(self, plan: Plan) -> Sending:
        """Carry a plan out."""
        on = self._today - timedelta(days=plan.ago)
        answer_by = on + timedelta(days=plan.answer_in) if plan.answer_in else None
        sending = start_paper(
            Draft(
                kind=plan.kind,
                data=plan.data,
                recipients=plan.to,
                cosigners=plan.cosigners,
                urgency=plan.urgency,
                unit="综合组" if plan.body == OFFICE else "水资源与节约用水处",
                needs_answer=bool(plan.answer_in),
                answer_by=answer_by,
            ),
            actor=self._who(plan.body, "handler", on),
            at=_at(on, 8),
        )
        if plan.annex:
            self._annex(sending, plan.annex, on)
        self._go(sending, plan.last, on)
        if plan.cosigners:
            self._cosign(sending, on + timedelta(days=1))
        if plan.last == "dispatch":
            self._receive(sending, plan, on)
        return sending

    def _go(self, sending: Sending, last: str, on: date) -> None:
        keys = [key for key, _ in WAY]
        for hour, (key, role) in enumerate(WAY[: keys.index(last) + 1 if last else 0], start=9):
            fields = {"content_digest": sending.content_digest} if key == "sign" else {}
            self._take(sending, key, self._who(sending.body, role, on), _at(on, hour), **fields)
            sending.refresh_from_db()

    def _cosign(self, sending: Sending, on: date) -> None:
        """Ask, and let the first agree: the others are still to answer."""
        reviewer = self._who(sending.body, "reviewer", on)
        self._take(sending, "ask_cosign", reviewer, _at(on, 9))
        asked = Cosigning.objects.select_related("case").filter(sending=sending).order_by("-pk")[0]
        leader = self._who(asked.body, "deputy", on)
        seen = {"content_digest": sending.content_digest}
        self._take(asked, "agree", leader, _at(on, 15), **seen)

    def _receive(self, sending: Sending, plan: Plan, on: date) -> None:
        rows = Receiving.objects.select_related("case").filter(sending=sending)
        for came in rows:
            if came.body in plan.on_paper:
                self._sign_on_paper(came, on + timedelta(days=3))
                continue
            if came.body not in plan.signed_by:
                self._urge(came, on + timedelta(days=4))
                continue
            clerk = self._who(came.body, "handler", on)
            self._take(came, "sign_for", clerk, _at(on + timedelta(days=1), 9))
            if sending.needs_answer:
                self._handle(came, on + timedelta(days=1))
        if sending.needs_answer:
            self._answer(rows[0], on + timedelta(days=6))

    def _annex(self, sending: Sending, title: str, on: date) -> None:
        data = registering.printed(Register(title, "演示数据", COLUMNS, ROWS, mark="演示数据"))
        upload = Upload(f"{title}.pdf", "application/pdf", data)
        who = self._who(sending.body, "handler", on)
        inputs = Inputs(documents={"annex": (upload,)})
        process.perform(SENDING, ANNEX, sending, actor=who, at=_at(on, 8), inputs=inputs)
        sending.refresh_from_db()

    def _sign_on_paper(self, came: Receiving, on: date) -> None:
        """A recipient far away signed the printed copy; the issuer enters the receipt."""
        slip = Register("公文签收单", "演示数据", COLUMNS[:2], (("演示签收人", f"{on}"),))
        register_receipt(
            came,
            signed_by="演示签收人",
            on=on,
            scan=Upload("签收单.pdf", "application/pdf", registering.printed(slip)),
            actor=self._who(came.sender, "handler", on),
            at=_at(on, 11),
        )

    def _urge(self, came: Receiving, on: date) -> None:
        urge(came, actor=self._who(came.sender, "handler", on), at=_at(on, 10))

    def _handle(self, came: Receiving, on: date) -> None:
        fields = {
            "proposal": "拟请综合组牵头办理，按期函复。",
            "unit": "综合组",
            "undertaker": self._who(came.body, "handler", on).name,
            "finish_by": on + timedelta(days=12),
        }
        self._take(came, "assign", self._who(came.body, "office_head", on), _at(on, 10), **fields)
        chief, deputy = (self._who(came.body, role, on) for role in ("principal", "deputy"))
        clerk = self._who(came.body, "handler", on)
        circulate(came, [_reader(chief), _reader(deputy)], actor=clerk, at=_at(on, 11))
        mark_read(came, actor=deputy, at=_at(on, 15))
        comment(
            came,
            "请综合组会同水务部门核实后提出复函。",
            assignee=_reader(clerk),
            due_on=on + timedelta(days=10),
            actor=chief,
            at=_at(on, 16),
        )

    def _answer(self, came: Receiving, on: date) -> None:
        data = {
            "subject": "饮用水水源地隐患整改情况",
            "content": "贵办来函收悉。经梳理，本市水源地隐患已完成整改，现将有关情况函复如下。",
            "ending": "特此函复。",
        }
        answer = start_paper(
            Draft(kind="letter", data=data, recipients=(came.sender,), unit="综合组"),
            answers=came,
            actor=self._who(came.body, "handler", on),
            at=_at(on, 8),
        )
        self._go(answer, "dispatch", on)

    def _who(self, body: str, role: str, on: date) -> Actor:
        return self._people(body, role, on=on)

    def _take(
        self,
        detail: Sending | Cosigning | Receiving,
        key: str,
        who: Actor,
        at: datetime,
        **fields: object,
    ) -> None:
        found: Process[Any] = get(detail.case.process)
        step = found.step(key)
        if step is None:
            raise LookupError(key)
        process.perform(found, step, detail, actor=who, at=at, inputs=Inputs(fields=fields))


def _reader(actor: Actor) -> Reader:
    return Reader(actor.key, actor.name, actor.post, actor.body)


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=SHANGHAI)
