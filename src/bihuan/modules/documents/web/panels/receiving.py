"""Beside a paper that came: 收文处理笺, 传阅, 批示; and what waits to be read on the home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact, Light
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.documents.models import (
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
    Urgency,
)
from bihuan.modules.documents.policies import (
    may_comment,
    may_handle,
)
from bihuan.modules.documents.queries.papers import answer_to, unread_by
from bihuan.modules.documents.web.forms import readers_of
from bihuan.modules.documents.web.panels.shared import circulations_of, sending_of, told
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor

MOST_TO_READ = 20
USUAL = ("已阅。", "同意。", "请抓紧办理。", "请牵头处室研究提出意见。")


def circulations(detail: Receiving, actor: Actor, at: datetime) -> Panel | None:
    """传阅: who has read the paper and who has not."""
    del at
    rows = circulations_of(detail)
    may = may_handle(actor, detail) and detail.case.state != ReceivingState.ARRIVED
    if not rows and not may:
        return None
    read = sum(row.read_at is not None for row in rows)
    return Panel(
        "传阅",
        "documents/parts/circulations.html",
        {"rows": [(row, _read_light(row.read_at is not None)) for row in rows]},
        note=f"{read} 人已阅，{len(rows) - read} 人未阅" if rows else "",
        link_label="送阅" if may else "",
        link_url=reverse("documents:circulate", args=(detail.number,)) if may else "",
    )


def comments(detail: Receiving, actor: Actor, at: datetime) -> Panel | None:
    """批示: what leaders wrote, and the box to write in."""
    rows = list(detail.leader_notes.select_related("instruction__case").order_by("pk"))
    open_to = detail.case.state not in (ReceivingState.ARRIVED, ReceivingState.RECALLED)
    may = open_to and may_comment(actor, detail)
    if not rows and not may:
        return None
    on = civil_day(at)
    tasks = [
        (row, case_light(row.instruction.case, on=on) if row.instruction else None) for row in rows
    ]
    context: dict[str, Any] = {"number": detail.number, "rows": tasks, "may": may}
    if may:
        context |= {"usual": USUAL, "people": readers_of(detail.case.body)}
    return Panel("批示", "documents/parts/comments.html", context)


def registered(detail: Receiving, actor: Actor, at: datetime) -> Panel:
    """收文处理笺: how the paper came and how it is handled."""
    on = civil_day(at)
    sending = sending_of(detail.sending_id)
    answer = answer_to(detail)
    facts = [
        Fact("来文单位", organisations.name_on(detail.sender, on)),
        Fact("来文字号", sending.doc_no),
        Fact("方式", ReceivedRole(detail.role).label),
        Fact("紧急程度", Urgency(sending.urgency).label),
        Fact("收文编号", detail.in_no, missing="签收后编"),
        Fact("签收", _signed_for(detail)),
        Fact("要求答复", f"{sending.answer_by}前" if _asked(detail, sending) else "不要求"),
        Fact("拟办意见", detail.proposal),
        Fact("承办", f"{detail.unit} {detail.undertaker}".strip()),
        Fact("办理期限", detail.finish_by),
        Fact("办理结果", detail.result),
    ]
    if answer is not None:
        shown = answer.doc_no or answer.number
        facts.append(Fact("答复文", shown, reverse("ui:case", args=(answer.number,))))
    state = detail.case.state
    may = may_handle(actor, detail) and answer is None and _asked(detail, sending)
    drafts = may and state in (ReceivingState.REGISTERED, ReceivingState.HANDLING)
    return Panel(
        "收文处理笺",
        "documents/parts/facts.html",
        {"facts": told(facts)},
        place=SIDE,
        link_label="拟答复文" if drafts else "",
        link_url=f"{reverse('documents:draft', args=('letter',))}?answers={detail.number}"
        if drafts
        else "",
    )


def to_read(actor: Actor, at: datetime) -> Panel | None:
    """待阅: papers that were sent to this reader and not read yet, on the home."""
    del at
    rows = list(unread_by(actor)[:MOST_TO_READ])
    if not rows:
        return None
    return Panel("待阅公文", "documents/parts/to_read.html", {"rows": rows}, note=f"{len(rows)} 件")


def _signed_for(detail: Receiving) -> str:
    if detail.paper_receipt_on is not None:
        return f"{detail.signed_by}　{detail.paper_receipt_on}（线下签收，由发文单位登记）"
    return f"{detail.signed_by}　{_stamp(detail.signed_at)}" if detail.signed_at else ""


def _asked(detail: Receiving, sending: Sending) -> bool:
    return sending.needs_answer and detail.role == ReceivedRole.MAIN


def _read_light(read: bool) -> Light:  # noqa: FBT001 - read at one place
    return Light("done", "已阅") if read else Light("soon", "未阅")


def _stamp(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
