"""What the case pages of papers show: the paper, who signed for it, who read it, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.access import once_a_page
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import api as process
from bihuan.kernel.ui.components import Fact, Light
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.kernel.ui.step_form import press_name
from bihuan.modules.documents.models import (
    Cosigning,
    CosigningState,
    Instruction,
    Openness,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
    Urgency,
)
from bihuan.modules.documents.policies import (
    CLERKS,
    is_editable,
    may_comment,
    may_edit,
    may_handle,
)
from bihuan.modules.documents.queries import going
from bihuan.modules.documents.queries.files import annex_files
from bihuan.modules.documents.queries.papers import answer_to, paper_of, receipts_of, unread_by
from bihuan.modules.documents.rules.guards import found_in, signed_still
from bihuan.modules.documents.rules.making import digest_of, kind_label, pages_of
from bihuan.modules.documents.rules.values import BadPaper
from bihuan.modules.documents.web.forms import readers_of
from bihuan.modules.documents.web.previewing import weighed
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import CaseDetail

MOST_PAGES = 40
UNSIGNED = frozenset({SendingState.COSIGNING.value, SendingState.SIGNING.value})
MOST_TO_READ = 20
NOT_SAID = Fact("", "").missing
USUAL = ("已阅。", "同意。", "请抓紧办理。", "请牵头处室研究提出意见。")
AGREED = ("同意。", "同意，请抓紧印发。")


def sent_paper(detail: Sending, actor: Actor, at: datetime) -> Panel:
    """The paper of the issuer, with the box to sign it in."""
    on = civil_day(at)
    own = {
        "edit_url": reverse("documents:edit", args=(detail.number,))
        if may_edit(actor, detail)
        else "",
        "case_file_url": reverse("documents:case-file", args=(detail.number,))
        if detail.doc_no and actor.body == detail.case.body
        else "",
        "docx_url": reverse("documents:docx", args=(detail.number,)) if is_editable(detail) else "",
    }
    signing = detail.case.state == SendingState.SIGNING and _may_take("sign", detail, actor, at)
    return _paper(detail, detail, on, **own, **_sign_box(detail, "sign", "签发", on, on=signing))


def cosigned_paper(detail: Cosigning, actor: Actor, at: datetime) -> Panel | None:
    """The paper of another body, with the box to co-sign it in."""
    if detail.case.state == CosigningState.LAPSED:
        return None
    sending, on = _of(detail.sending_id), civil_day(at)
    asked = detail.case.state == CosigningState.ASKED and _may_take("agree", detail, actor, at)
    box = _sign_box(detail, "agree", "会签同意", on, on=asked, digest=sending.content_digest)
    return _paper(sending, detail, on, **box)


def received_paper(detail: Receiving, actor: Actor, at: datetime) -> Panel:
    """The paper as it came, with what this reader can do in one press."""
    sending, on = _of(detail.sending_id), civil_day(at)
    mine = next((c for c in _circulations(detail) if c.reader_key == actor.key), None)
    void = sending.case.state == SendingState.VOID
    return _paper(sending, detail, on, mine=mine, void=sending.void_reason if void else "")


def instructed_paper(detail: Instruction, actor: Actor, at: datetime) -> Panel:
    """What the leader wrote, and the paper it was written on."""
    del actor, at
    receiving = going.receiving_of(detail.receiving_id)
    behalf = f"（代{detail.leader_behalf}）" if detail.leader_behalf else ""
    facts = (
        Fact("批示", detail.text),
        Fact("批示人", f"{detail.leader}{behalf}　{detail.leader_post}"),
        Fact("承办人", detail.assignee),
        Fact("办理期限", detail.due_on),
        Fact(
            "来文",
            f"{receiving.sending.doc_no} {receiving.title}",
            reverse("ui:case", args=(receiving.number,)),
        ),
        Fact("办理情况", detail.report),
    )
    return Panel("批示", "documents/parts/facts.html", {"facts": facts})


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
        Fact("模板版本", detail.template_version),
    ]
    return Panel(
        "发文稿纸",
        "documents/parts/sheet.html",
        {"facts": _told(facts), "digest": detail.signed_digest or detail.content_digest,
         "seal": _seal(detail)},
        place=SIDE,
    )  # fmt: skip


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


def circulations(detail: Receiving, actor: Actor, at: datetime) -> Panel | None:
    """传阅: who has read the paper and who has not."""
    del at
    rows = _circulations(detail)
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
    sending = _of(detail.sending_id)
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
        {"facts": _told(facts)},
        place=SIDE,
        link_label="拟答复文" if drafts else "",
        link_url=f"{reverse('documents:draft', args=('letter',))}?answers={detail.number}"
        if drafts
        else "",
    )


def _signed_for(detail: Receiving) -> str:
    if detail.paper_receipt_on is not None:
        return f"{detail.signed_by}　{detail.paper_receipt_on}（线下签收，由发文单位登记）"
    return f"{detail.signed_by}　{_stamp(detail.signed_at)}" if detail.signed_at else ""


PANELS: tuple[tuple[str, str, Callable[[Any, Actor, datetime], Panel | None]], ...] = (
    ("sending", "paper", sent_paper),
    ("sending", "receipts", receipts),
    ("sending", "checkup", checkup),
    ("sending", "sheet", sheet),
    ("sending", "cosigners", cosigners),
    ("cosigning", "paper", cosigned_paper),
    ("receiving", "paper", received_paper),
    ("receiving", "comments", comments),
    ("receiving", "circulations", circulations),
    ("receiving", "sheet", registered),
    ("instruction", "paper", instructed_paper),
)


def to_read(actor: Actor, at: datetime) -> Panel | None:
    """待阅: papers that were sent to this reader and not read yet, on the home."""
    del at
    rows = list(unread_by(actor)[:MOST_TO_READ])
    if not rows:
        return None
    return Panel("待阅公文", "documents/parts/to_read.html", {"rows": rows}, note=f"{len(rows)} 件")


def _told(facts: list[Fact]) -> list[Fact]:
    """Leave out what is empty and not awaited."""
    return [fact for fact in facts if fact.value not in ("", None) or fact.missing != NOT_SAID]


def _paper(sending: Sending, seen: CaseDetail, on: date, **more: Any) -> Panel:
    """The pages as pictures; `seen` is the case the reader came by."""
    faults: tuple[str, ...] = ()
    count = 0
    try:
        paper = paper_of(sending, on)
        count, faults = len(pages_of(paper, preview=not sending.doc_no)), paper.faults
    except BadPaper as fault:
        faults = fault.faults
    number = seen.number
    pages = [
        reverse("documents:page", args=(number, page))
        for page in range(1, min(count, MOST_PAGES) + 1)
    ]
    context = {
        "pages": pages,
        "title": sending.title,
        "faults": faults,
        "number": number,
        "file_url": reverse("documents:file", args=(number,)) if count else "",
        "numbered": bool(sending.doc_no),
        "annexes": annex_files(sending),
        "revision": sending.content_revision,
        **more,
    }
    return Panel("公文", "documents/parts/paper.html", context, note=f"共 {count} 页")


def _sign_box(
    detail: CaseDetail, step: str, label: str, day: date, *, on: bool, digest: str = ""
) -> dict[str, Any]:
    if not on:
        return {}
    if not digest and isinstance(detail, Sending):
        digest = digest_of(detail, day)
    return {
        "sign": {
            "url": reverse("ui:step", args=(detail.number, step)),
            "label": label,
            "digest": digest,
            "seen": detail.case.revision,
            "once": press_name(),
            "usual": AGREED,
        }
    }


def _may_take(key: str, detail: CaseDetail, actor: Actor, at: datetime) -> bool:
    step = process.process_of(detail.case).step(key)
    del at
    return step is not None and step.by.permits(actor, detail)


def _of(pk: int) -> Sending:
    return once_a_page(f"documents.sending:{pk}", lambda: going.sending_of(pk))


def _circulations(detail: Receiving) -> list[Any]:
    rows = detail.circulations.order_by("pk")
    return once_a_page(f"documents.circulations:{detail.pk}", lambda: list(rows))


def _asked(detail: Receiving, sending: Sending) -> bool:
    return sending.needs_answer and detail.role == ReceivedRole.MAIN


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


def _read_light(read: bool) -> Light:  # noqa: FBT001 - read at one place
    return Light("done", "已阅") if read else Light("soon", "未阅")


def _stamp(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
