"""登记编号、分发、作废: the number without gaps, the file, the copies at the recipients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel import events
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Refusal, Refused, get, says
from bihuan.kernel.process import api as process
from bihuan.modules.documents.effects.moving import MACHINE, RECEIVING, move
from bihuan.modules.documents.events import PaperAnswered, PaperDispatched, PaperNumbered
from bihuan.modules.documents.models import (
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
)
from bihuan.modules.documents.rules import guards, verbs
from bihuan.modules.documents.rules.allotting import allot
from bihuan.modules.documents.rules.making import final_of, pdf_of
from bihuan.modules.documents.rules.numbers import doc_no
from bihuan.modules.documents.rules.values import BadPaper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt

ANSWER = "answer"
FILE = "paper"
FINISHED = (ReceivingState.REPLIED, ReceivingState.FINISHED, ReceivingState.RECALLED)


@says("按单位、代字和年度取下一个发文字号，不跳号；生成成文并存为附件")
def number_paper(attempt: Attempt[Sending]) -> None:
    """Allot the number and make the file, in one transaction with the step."""
    sending, on = attempt.case, civil_day(attempt.at)
    refusal = guards.signature_holds(attempt)
    if refusal is not None:  # judged before the case row was taken; an edit may have slipped in
        raise Refused((refusal,))
    sending.issuer, sending.year = sending.case.body, on.year
    sending.serial = allot(body=sending.issuer, word=sending.word, year=on.year)
    sending.doc_no = doc_no(sending.word, on.year, sending.serial)
    sending.numbered_on = on
    try:
        paper = final_of(sending)
    except BadPaper as fault:
        raise Refused(tuple(Refusal("paper", each) for each in fault.faults)) from fault
    if attempt.passage is None:  # pragma: no cover - effects run after the passage is written
        raise AssertionError
    sending.file_digest = process.attach(
        attempt.passage,
        key=FILE,
        label="成文",
        name=f"{sending.doc_no} {sending.title}.pdf",
        data=pdf_of(paper),
    )
    sending.template_version, sending.final_text = paper.template[:80], paper.as_json()
    sending.save(
        update_fields=[
            "issuer",
            "year",
            "serial",
            "doc_no",
            "numbered_on",
            "file_digest",
            "template_version",
            "final_text",
        ]
    )
    ledger.record(
        verbs.NUMBERED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=sending.case.subject,
        facts={"doc_no": sending.doc_no},
        evidence=(sending.signed_digest, sending.file_digest),
    )
    events.publish(
        PaperNumbered(
            case_id=sending.pk,
            number=sending.number,
            kind=sending.kind,
            issuer=sending.issuer,
            doc_no=sending.doc_no,
            source=sending.source,
            on=on,
        )
    )


@says("向每个主送、抄送单位各送一件收文；要求答复的，起算答复期限")
def dispatch_paper(attempt: Attempt[Sending]) -> None:
    """Open a case at every recipient. The sender is no party of it."""
    sending, on = attempt.case, civil_day(attempt.at)
    sending.dispatched_on = on
    sending.save(update_fields=["dispatched_on"])
    addressed = dict.fromkeys(sending.cc, ReceivedRole.CC)
    addressed |= dict.fromkeys(sending.recipients, ReceivedRole.MAIN)
    for code in (*sending.recipients, *(c for c in sending.cc if c not in sending.recipients)):
        body = organisations.body(code, on=on)
        process.open_case(
            get(RECEIVING),
            title=sending.title,
            body=code,
            region=body.region,
            line=body.line,
            fields={
                "sending": sending.pk,
                "sender": sending.case.body,
                "role": addressed[code].value,
            },
            actor=MACHINE,
            at=attempt.at,
        )
    if sending.needs_answer and sending.answer_by is not None:
        deadlines.start(
            subject=sending.case.subject,
            key=ANSWER,
            label="答复期限",
            basis=f"{sending.doc_no}要求答复的日期",
            start=on,
            due_on=sending.answer_by,
            region=sending.case.region,
            case_id=sending.pk,
            actor=attempt.actor,
            at=attempt.at,
        )
    events.publish(
        PaperDispatched(
            case_id=sending.pk,
            number=sending.number,
            kind=sending.kind,
            issuer=sending.issuer,
            doc_no=sending.doc_no,
            source=sending.source,
            recipients=tuple(addressed),
            on=on,
        )
    )
    if sending.answers_id is not None:
        _answer(attempt)


@says("答复期限停止计算")
def stop_answer_clock(attempt: Attempt[Sending]) -> None:
    """Nothing is awaited any more."""
    subject = attempt.case.case.subject
    if any(clock.key == ANSWER for clock in deadlines.running(subject)):
        deadlines.stop(key=ANSWER, subject=subject, actor=attempt.actor, at=attempt.at)


@says("发文字号保留并标明作废，未办结的收文一并作废")
def void_paper(attempt: Attempt[Sending]) -> None:
    """The number stays taken; nobody goes on working on the paper."""
    sending = attempt.case
    ledger.record(
        verbs.VOIDED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=sending.case.subject,
        facts={"doc_no": sending.doc_no},
    )
    rows = Receiving.objects.select_related("case").filter(sending=sending.pk)
    for receiving in rows.exclude(case__state__in=FINISHED):
        move(RECEIVING, "recall", receiving, at=attempt.at)


def _answer(attempt: Attempt[Sending]) -> None:
    """This paper answers another: the received one is done, and its issuer hears of it."""
    answer = attempt.case
    receiving = Receiving.objects.select_related("case").get(pk=answer.answers_id)
    if receiving.case.state not in (ReceivingState.REGISTERED, ReceivingState.HANDLING):
        return
    move(RECEIVING, "reply", receiving, at=attempt.at)
    asked = Sending.objects.select_related("case").get(pk=receiving.sending_id)
    events.publish(
        PaperAnswered(
            case_id=asked.pk,
            number=asked.number,
            kind=asked.kind,
            issuer=asked.issuer,
            doc_no=asked.doc_no,
            source=asked.source,
            recipient=answer.case.body,
            answer=answer.doc_no,
            on=civil_day(attempt.at),
        )
    )
    main = Receiving.objects.filter(sending=asked, role=ReceivedRole.MAIN)
    waiting = main.exclude(case__state=ReceivingState.REPLIED).exists()
    if asked.case.state in (SendingState.DISPATCHED, SendingState.ACKNOWLEDGED) and not waiting:
        move("sending", "answer", asked, at=attempt.at)
