"""Beside a paper that is sent: 发文稿纸, 公文体检, 签收情况, 会签."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact, Light
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.documents.models import (
    CosigningState,
    Openness,
    ReceivingState,
    Sending,
    SendingState,
    Urgency,
)
from bihuan.modules.documents.policies import (
    CLERKS,
    is_editable,
)
from bihuan.modules.documents.queries import going
from bihuan.modules.documents.queries.papers import receipts_of
from bihuan.modules.documents.rules.guards import found_in, signed_still
from bihuan.modules.documents.rules.making import kind_label
from bihuan.modules.documents.web.panels.shared import told
from bihuan.modules.documents.web.previewing import weighed
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor

UNSIGNED = frozenset({SendingState.COSIGNING.value, SendingState.SIGNING.value})


def sheet(detail: Sending, actor: Actor, at: datetime) -> Panel:
    """发文稿纸: everything beside the paper itself."""
    del actor
    on = civil_day(at)
    codes = [*detail.recipients, *detail.cc, *detail.cosigners]
    names = organisations.names(codes, on, short=True)
    behalf = f"（代{detail.signer_behalf}）" if detail.signer_behalf else ""
    reason = f"：{detail.openness_reason}" if detail.openness_reason else ""
    number = detail.doc_no or (f"{detail.word}〔　〕　号" if detail.word else "")
    facts = [
        Fact("文种", kind_label(detail.kind)),
        Fact("发文字号", number, missing="未选代字"),
        Fact("主送", "、".join(names[code] for code in detail.recipients), missing="未填写"),
        Fact("抄送", "、".join(names[code] for code in detail.cc)),
        Fact("会签", "、".join(names[code] for code in detail.cosigners)),
        Fact("紧急程度", Urgency(detail.urgency).label),
        Fact("公开属性", Openness(detail.openness).label + reason),
        Fact("答复", f"{detail.answer_by}前书面答复" if detail.answer_by else "不要求答复"),
        Fact("拟稿", f"{detail.unit} {detail.drafter}".strip()),
        Fact("联系电话", detail.phone),
        Fact("签发", f"{detail.signer}{behalf}　{detail.signed_on}" if detail.signer else ""),
        Fact("登记编号", detail.numbered_on),
        Fact("分发", detail.dispatched_on),
        Fact("份数", detail.copies),
        Fact("退回理由", detail.return_reason if detail.case.state == "returned" else ""),
        Fact("作废理由", detail.void_reason),
        *_links(detail),
        Fact("模板版本", _versions(detail, on)),
    ]
    return Panel(
        "发文稿纸",
        "documents/parts/sheet.html",
        {"facts": told(facts), "digest": detail.signed_digest or detail.content_digest,
         "seal": _seal(detail)},
        place=SIDE,
    )  # fmt: skip


def _versions(detail: Sending, on: date) -> str:
    """Say in words what a paper was made from: kind, layout and what the office changed."""
    told = []
    for part in detail.template_version.split():
        key, _, version = part.partition("@")
        if key == detail.kind:
            name = kind_label(key)
        elif key == "layout":
            name = "版式"
        else:
            name = f"{organisations.names([key], on, short=True)[key]}改写"
        told.append(f"{name}第{version}版")
    return "，".join(told)


def checkup(detail: Sending, actor: Actor, at: datetime) -> Panel | None:
    """公文体检 of a paper that is not signed yet, as the guards will run it."""
    del actor
    if not is_editable(detail) and detail.case.state not in UNSIGNED:
        return None
    signing = detail.case.state == SendingState.SIGNING
    found = found_in(detail, civil_day(at), signing=signing)
    must = sum(each.blocks for each in found)
    return Panel(
        "公文体检",
        "documents/parts/checkup.html",
        {"findings": weighed(found)},
        place=SIDE,
        note=f"必须改正 {must} 处，建议 {len(found) - must} 处" if found else "",
        link_label="检查项目",
        link_url=reverse("documents:checks"),
    )


def receipts(detail: Sending, actor: Actor, at: datetime) -> Panel | None:
    """Who has signed for the paper and who has not; 催办 at most daily."""
    if not detail.dispatched_on:
        return None
    on = civil_day(at)
    lines = receipts_of(detail, on)
    if not lines:
        return None
    waiting = sum(line.state == ReceivingState.ARRIVED for line in lines)
    note = f"共 {len(lines)} 个单位" + (f"，{waiting} 个未签收" if waiting else "，全部签收")
    context = {
        "number": detail.number,
        "lines": [(line, _stand(line.stands), line.urged_on == on) for line in lines],
        "asks": detail.needs_answer,
        "registering": actor.body == detail.case.body
        and bool({"handler", "reviewer"} & actor.roles),
        "urging": actor.body == detail.case.body and bool(CLERKS & actor.roles),
    }
    return Panel("签收情况", "documents/parts/receipts.html", context, note=note, flush=True)


def cosigners(detail: Sending, actor: Actor, at: datetime) -> Panel | None:
    """What each co-signing body said."""
    del actor
    if not detail.cosigners:
        return None
    rows = going.cosignings_of(detail)
    if not rows:
        return None
    names = organisations.names({row.case.body for row in rows}, civil_day(at), short=True)
    kinds = {CosigningState.AGREED: "done", CosigningState.OBJECTED: "late"}
    lines = [
        (
            names[row.case.body],
            Light(kinds.get(CosigningState(row.case.state), "none"),
                  CosigningState(row.case.state).label),
            reverse("ui:case", args=(row.number,)),
        )
        for row in rows
    ]  # fmt: skip
    return Panel("会签", "documents/parts/cosigners.html", {"lines": lines}, place=SIDE)


def _links(detail: Sending) -> list[Fact]:
    facts = []
    if detail.source:
        facts.append(Fact("来源办件", detail.source, reverse("ui:case", args=(detail.source,))))
    if detail.answers_id is not None:
        came = going.receiving_of(detail.answers_id)
        facts.append(Fact("答复", came.sending.doc_no, reverse("ui:case", args=(came.number,))))
    return facts


def _seal(detail: Sending) -> Light:
    if not detail.signed_digest:
        return Light("none", "未签发", "指纹代表现在这一稿。")
    if signed_still(detail):
        return Light("done", "与签发时一致", "签发之后内容没有改动。")
    return Light("late", "与签发时不一致", "签发之后内容被改动，不能编号、分发。")


def _stand(word: str) -> Light:
    kinds = {"未签收": "soon", "已签收": "run", "已答复": "done", "已作废": "hold"}
    return Light(kinds[word], word)
