"""What must hold before a paper takes a step. Each refusal says what is missing and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from bihuan.kernel.access import once_a_page
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Refusal, says
from bihuan.modules.documents.models import (
    Cosigning,
    CosigningState,
    InstructionState,
    Openness,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
)
from bihuan.modules.documents.rules import checkup, secrecy
from bihuan.modules.documents.rules.fingerprints import sm3
from bihuan.modules.documents.rules.linked import record_now, stale_in
from bihuan.modules.documents.rules.looked_up import checked_paper
from bihuan.modules.documents.rules.looking_in import words_in
from bihuan.modules.documents.rules.making import (
    digest_of,
    draft_of,
    kind_named,
    pdf_of,
    text_of,
)
from bihuan.modules.documents.rules.values import BadPaper

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process import Attempt
    from bihuan.modules.documents.rules.values import Paper

SHOWN = 5


def checked_of(sending: Sending, on: date, *, signing: bool = False) -> checkup.Checked:
    """What the checks are given of a stored paper."""
    paper: Paper | None = None
    printing: tuple[str, ...] = ()
    try:
        paper = draft_of(sending, on)
        if signing:
            pdf_of(paper)
    except BadPaper as fault:
        printing = fault.faults if paper is not None else ()
    return checked_paper(
        kind_named(sending.kind),
        paper,
        title=paper.title if paper else sending.title,
        body=sending.case.body,
        recipients=sending.recipients,
        cc=sending.cc,
        data=sending.data,
        on=on,
        source=sending.source,
        signing=signing,
        stale=_stale(sending) if signing else (),
        printing=printing,
    )


def _stale(sending: Sending) -> tuple[checkup.Stale, ...]:
    """The record a paper was drafted from, asked again as if it were drafted the same day."""
    kind = kind_named(sending.kind)
    if kind is None or not sending.source or not sending.source_data:
        return ()
    now = record_now(sending.source, sending.kind, on=civil_day(sending.case.opened_at))
    return stale_in(kind, sending.data, sending.source_data, now)


def found_in(sending: Sending, on: date, *, signing: bool = False) -> tuple[checkup.Finding, ...]:
    """What 公文体检 finds in a stored paper; a page works it out once."""
    key = f"documents.checkup:{sending.pk}:{sending.content_revision}:{on}:{signing}"
    return once_a_page(key, lambda: checkup.findings(checked_of(sending, on, signing=signing)))


@says("各项内容填写完整，能够排印")
def paper_is_complete(attempt: Attempt[Sending]) -> Refusal | None:
    """Everything the kind asks for is there."""
    try:
        draft_of(attempt.case, civil_day(attempt.at), strict=True)
    except BadPaper as fault:
        shown = "".join(fault.faults[:SHOWN])
        more = len(fault.faults) - SHOWN
        rest = f"另有{more}处。" if more > 0 else ""
        return Refusal("paper_incomplete", f"公文稿还不能送出：{shown}{rest}请点“修改文稿”补全。")
    return None


@says("文稿没有涉密标志（本平台是非涉密系统）")
def paper_is_not_classified(attempt: Attempt[Sending]) -> Refusal | None:
    """Nothing in it bears a mark of classified content."""
    marks = secrecy.marks_in([attempt.case.data, attempt.case.annexes, attempt.case.title])
    if not marks:
        return None
    return Refusal("classified", secrecy.refusal_sentence("文稿中", marks))


@says("附件文件没有涉密标志（本平台是非涉密系统）")
def files_are_not_classified(attempt: Attempt[Sending]) -> Refusal | None:
    """Nothing readable in an uploaded file bears a mark of classified content."""
    for uploads in attempt.inputs.documents.values():
        for upload in uploads:
            marks = secrecy.marks_in([upload.name, words_in(upload.data)])
            if marks:
                said = secrecy.refusal_sentence(f"文件“{upload.name[:60]}”中", marks)
                return Refusal("classified", said, next(iter(attempt.inputs.documents)))
    return None


@says("线下签收日期在分发之日和登记当天之间")
def receipt_day_fits(attempt: Attempt[Receiving]) -> Refusal | None:
    """Nobody signs for a paper before it was sent, or tomorrow."""
    day, sent = attempt.case.paper_receipt_on, sending_of(attempt.case).dispatched_on
    if day is None or (sent is not None and sent <= day <= civil_day(attempt.at)):
        return None
    return Refusal(
        "receipt_day",
        f"线下签收日期应当在分发之日（{sent}）和今天之间，请核对签收单。",
        "paper_receipt_on",
    )


@says("不予公开的公文写明了理由")
def openness_has_reason(attempt: Attempt[Sending]) -> Refusal | None:
    """不予公开 needs a reason."""
    sending = attempt.case
    if sending.openness != Openness.CLOSED or sending.openness_reason.strip():
        return None
    return Refusal(
        "openness_reason", "公开属性是“不予公开”，还没有写不公开的理由。请点“修改文稿”补填。"
    )


@says("公文体检没有必须改正的问题")
def passes_checkup(attempt: Attempt[Sending]) -> Refusal | None:
    """No registered check stops the paper."""
    signing = attempt.step.key == "sign"
    found = found_in(attempt.case, civil_day(attempt.at), signing=signing)
    faults = [each for each in found if each.blocks]
    if not faults:
        return None
    shown = "".join(fault.sentence for fault in faults[:SHOWN])
    more = len(faults) - SHOWN
    rest = f"另有{more}处。" if more > 0 else ""
    return Refusal("checkup", f"公文体检有{len(faults)}处必须改正：{shown}{rest}")


@says("没有需要会签的单位")
def nobody_to_cosign(attempt: Attempt[Sending]) -> Refusal | None:
    """Without co-signing bodies the paper goes straight to the leader."""
    if not attempt.case.cosigners:
        return None
    return Refusal(
        "cosigners_named", "文稿列有会签单位，须先送会签。不需要会签的，请先从文稿中删去。"
    )


@says("列明了会签单位")
def somebody_to_cosign(attempt: Attempt[Sending]) -> Refusal | None:
    """There is somebody to ask."""
    if attempt.case.cosigners:
        return None
    return Refusal("no_cosigners", "文稿没有列会签单位，可以直接送签发。")


def latest_cosignings(sending_id: int) -> dict[str, str]:
    """The latest answer of each co-signing body: whoever was asked again answers anew."""
    rows = Cosigning.objects.filter(sending=sending_id).order_by("pk")
    return dict(rows.values_list("case__body", "case__state"))


@says("会签单位都已会签，没有不同意见")
def all_have_cosigned(attempt: Attempt[Sending]) -> Refusal | None:
    """The latest answer of each co-signing body is yes."""
    latest = latest_cosignings(attempt.case.pk)
    against = [body for body, state in latest.items() if state == CosigningState.OBJECTED]
    if against:
        return Refusal(
            "cosign_objected",
            f"有{len(against)}个会签单位提出不同意见。请协商一致、退回修改后重新会签。",
        )
    if any(state == CosigningState.ASKED for state in latest.values()):
        return Refusal("cosign_open", "还有会签单位没有会签。")
    return None


@says("签发人不是拟稿人")
def signer_is_not_drafter(attempt: Attempt[Sending]) -> Refusal | None:
    """Four eyes, in whatever post."""
    if attempt.actor.key != attempt.case.drafter_key:
        return None
    return Refusal("signer_drafted", "您是这份公文的拟稿人，不能由本人签发。请由其他负责人签发。")


@says("签发人所见内容与文稿现有内容一致")
def seen_is_current(attempt: Attempt[Sending]) -> Refusal | None:
    """The leader signs what was on the page."""
    stored = Sending.objects.select_related("case").get(pk=attempt.case.pk)
    try:
        now = sm3(text_of(stored, civil_day(attempt.at)))
    except BadPaper:
        return None  # what cannot be printed is refused as incomplete
    if attempt.case.content_digest == now:
        return None
    return Refusal(
        "seen_is_old",
        "您打开页面之后文稿有改动，签发的不是现在这一稿。请刷新页面，看过现在的文稿后再签发。",
        "content_digest",
    )


@says("会签单位所见内容与文稿现有内容一致")
def cosigner_sees_current(attempt: Attempt[Cosigning]) -> Refusal | None:
    """The co-signer signs what was on the page."""
    stored = Sending.objects.select_related("case").get(pk=attempt.case.sending_id)
    if attempt.case.content_digest == stored.content_digest:
        return None
    return Refusal(
        "seen_is_old", "主办单位的文稿有改动。请刷新页面，看过后再会签。", "content_digest"
    )


@says("签发之后文稿没有改动")
def signature_holds(attempt: Attempt[Sending]) -> Refusal | None:
    """What is numbered and sent is what was signed, to the letter."""
    sending = attempt.case
    if sending.signed_on is not None and signed_still(sending):
        return None
    return Refusal(
        "signature_broken",
        "文稿内容与签发时的指纹不一致，不能编号、分发。请退回修改，重新送签发。",
    )


def signed_still(sending: Sending) -> bool:
    """Whether the stored content is what the leader signed."""
    if sending.signed_on is None or sm3(sending.signed_text) != sending.signed_digest:
        return False
    try:
        return digest_of(sending, sending.signed_on) == sending.signed_digest
    except BadPaper:
        return False


@says("选定了发文代字")
def word_is_chosen(attempt: Attempt[Sending]) -> Refusal | None:
    """A number needs a word."""
    if attempt.case.word:
        return None
    return Refusal(
        "no_word", "还没有选定发文代字。请退回修改，在文稿中选择；没有可选的，请先登记发文代字。"
    )


def _owing(sending_id: int) -> dict[str, int]:
    """How many recipients have not signed for a paper, and how many have not answered it."""
    main = Q(role=ReceivedRole.MAIN) & ~Q(case__state=ReceivingState.REPLIED)
    rows = Receiving.objects.filter(sending=sending_id)
    return once_a_page(
        f"documents.owing:{sending_id}",
        lambda: rows.aggregate(
            arrived=Count("pk", filter=Q(case__state=ReceivingState.ARRIVED)),
            answers=Count("pk", filter=main),
        ),
    )


def sending_of(receiving: Receiving) -> Sending:
    """The paper that came; a page reads it once."""
    pk = receiving.sending_id
    rows = Sending.objects.select_related("case")
    return once_a_page(f"documents.sending:{pk}", lambda: rows.get(pk=pk))


@says("各收文单位都已签收")
def everybody_signed_for_it(attempt: Attempt[Sending]) -> Refusal | None:
    """No recipient is left that has not signed for the paper."""
    waiting = _owing(attempt.case.pk)["arrived"]
    if not waiting:
        return None
    return Refusal("not_received", f"还有{waiting}个单位没有签收。可以在签收情况中催办。")


@says("要求答复的公文，主送单位都已答复")
def everybody_answered(attempt: Attempt[Sending]) -> Refusal | None:
    """A paper that asks for answers is answered by everybody it was addressed to."""
    waiting = _owing(attempt.case.pk)["answers"]
    if not waiting:
        return None
    return Refusal("not_answered", f"还有{waiting}个主送单位没有答复。")


@says("要求答复的，已全部答复后才能归档")
def nothing_is_owed(attempt: Attempt[Sending]) -> Refusal | None:
    """What asks for an answer is archived with it."""
    if not attempt.case.needs_answer or attempt.case.state == SendingState.ANSWERED:
        return None
    return everybody_answered(attempt)


@says("来文不要求答复")
def no_answer_is_owed(attempt: Attempt[Receiving]) -> Refusal | None:
    """A paper that asks for an answer ends with one."""
    receiving = attempt.case
    if receiving.role != ReceivedRole.MAIN or not sending_of(receiving).needs_answer:
        return None
    return Refusal(
        "answer_owed", "来文要求答复，须以复函答复后办结。请点“拟答复文”，复函分发后自动办结。"
    )


@says("来文上没有未办的批示")
def no_instruction_is_open(attempt: Attempt[Receiving]) -> Refusal | None:
    """What a leader asked for is done first."""
    count = attempt.case.instructions.filter(case__state=InstructionState.OPEN).count()
    if not count:
        return None
    return Refusal("instruction_open", f"来文上还有{count}件批示没有办毕。请先办理批示。")


@says("办理期限不早于办理当天")
def finish_is_not_past(attempt: Attempt[Receiving]) -> Refusal | None:
    """A limit lies ahead."""
    finish = attempt.case.finish_by
    if finish is None or finish >= civil_day(attempt.at):
        return None
    return Refusal("finish_past", "办理期限早于今天。请填写今天或者以后的日期。", "finish_by")
