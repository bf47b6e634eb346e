"""Reading papers: what one actor may read, the case a number names, who has signed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process
from bihuan.modules.documents.models import (
    Circulation,
    Cosigning,
    CosigningState,
    Instruction,
    PaperWord,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
)
from bihuan.modules.documents.rules.making import draft_of
from bihuan.modules.documents.rules.values import Paper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Receipt:
    """One recipient of a paper, as its issuer sees it: the inner handling stays there."""

    receiving_id: int
    number: str
    body: str
    body_name: str
    role: str
    state: str
    signed_by: str
    signed_at: datetime | None
    owes: bool
    urged_on: date | None
    urges: int
    answer: str
    answer_number: str
    paper_receipt_on: date | None = None
    paper_receipt_by: str = ""

    @property
    def role_label(self) -> str:
        """主送 or 抄送."""
        return ReceivedRole(self.role).label

    @property
    def stands(self) -> str:
        """What the issuer may know: signed for or not, answered or not."""
        if self.state == ReceivingState.ARRIVED:
            return "未签收"
        if self.state == ReceivingState.RECALLED:
            return "已作废"
        return "已答复" if self.state == ReceivingState.REPLIED else "已签收"


def sendings_for(actor: Actor) -> QuerySet[Sending]:
    """The papers of the actor's own body."""
    rows = Sending.objects.select_related("case").filter(process.visible_to(actor, path="case__"))
    return rows.filter(case__body=actor.body)


def receivings_for(actor: Actor) -> QuerySet[Receiving]:
    """The papers that came to the actor's own body."""
    rows = Receiving.objects.select_related("case", "sending__case")
    return rows.filter(process.visible_to(actor, path="case__"), case__body=actor.body)


def sending_by_number(number: str, actor: Actor) -> Sending:
    """One paper of those the actor may see as its issuer.

    :raises NotFound: when there is none, or none this actor may know of.
    """
    case = process.case_by_number(number, actor)
    found = Sending.objects.select_related("case").filter(pk=case.pk).first()
    if found is None:
        raise NotFound(number)
    return found


def receiving_by_number(number: str, actor: Actor) -> Receiving:
    """One received paper of those the actor may see as its recipient.

    :raises NotFound: when there is none, or none this actor may know of.
    """
    case = process.case_by_number(number, actor)
    rows = Receiving.objects.select_related("case", "sending__case")
    found = rows.filter(pk=case.pk).first()
    if found is None:
        raise NotFound(number)
    return found


def readable(number: str, actor: Actor) -> Sending:
    """The paper behind a case the actor may see: its own, one to co-sign, or one received.

    :raises NotFound: when there is none, or none this actor may know of.
    """
    case = process.case_by_number(number, actor)
    if case.process == "sending":
        pk: int | None = case.pk
    elif case.process == "cosigning":
        asked = Cosigning.objects.filter(pk=case.pk).exclude(case__state=CosigningState.LAPSED)
        pk = asked.values_list("sending_id", flat=True).first()
    elif case.process == "receiving":
        pk = Receiving.objects.filter(pk=case.pk).values_list("sending_id", flat=True).first()
    elif case.process == "instruction":
        tasks = Instruction.objects.filter(pk=case.pk)
        pk = tasks.values_list("receiving__sending_id", flat=True).first()
    else:
        pk = None
    found = Sending.objects.select_related("case").filter(pk=pk).first() if pk else None
    if found is None:
        raise NotFound(number)
    return found


def paper_of(sending: Sending, on: date) -> Paper:
    """The paper as it stands: what was numbered, to the letter, or the draft.

    :raises BadPaper: a draft that cannot be printed.
    """
    if sending.final_text:
        return Paper.from_json(sending.final_text)
    return draft_of(sending, on)


def receipts_of(sending: Sending, on: date) -> tuple[Receipt, ...]:
    """Who has signed for a paper, who has not, who answered."""
    rows = list(
        Receiving.objects.filter(sending=sending)
        .select_related("case")
        .annotate(urged_on=Max("urges__on"), urged=Count("urges"))
        .prefetch_related("answering")
        .order_by("-role", "case__pk")
    )
    names = organisations.names([row.case.body for row in rows], on)
    arrived = _arrived(rows, sending)
    found = []
    for row in rows:
        answers = [each for each in row.answering.all() if each.doc_no]
        asked = sending.needs_answer and row.role == ReceivedRole.MAIN
        waits = row.case.state in (ReceivingState.REGISTERED, ReceivingState.HANDLING)
        found.append(
            Receipt(
                receiving_id=row.pk,
                number=row.number,
                body=row.case.body,
                body_name=names[row.case.body],
                role=row.role,
                state=row.case.state,
                signed_by=row.signed_by,
                signed_at=row.signed_at,
                paper_receipt_on=row.paper_receipt_on,
                paper_receipt_by=row.paper_receipt_by,
                owes=row.case.state == ReceivingState.ARRIVED or (asked and waits),
                urged_on=row.urged_on,
                urges=row.urged,
                answer=answers[-1].doc_no if answers else "",
                answer_number=arrived.get(answers[-1].pk, "") if answers else "",
            )
        )
    return tuple(found)


def _arrived(rows: Sequence[Receiving], asked: Sending) -> dict[int, str]:
    """The numbers under which the answers came to the body that asked, by answer."""
    answers = [each.pk for row in rows for each in row.answering.all() if each.doc_no]
    if not answers:
        return {}
    back = Receiving.objects.filter(sending__in=answers, case__body=asked.case.body)
    return dict(back.values_list("sending_id", "case__number"))


def words_of(body: str, *, active: bool = True) -> tuple[PaperWord, ...]:
    """The words a body numbers by."""
    rows = PaperWord.objects.filter(body=body)
    return tuple((rows.filter(active=True) if active else rows).order_by("pk"))


def unread_by(actor: Actor) -> QuerySet[Circulation]:
    """What was sent to this reader and not read yet, the latest first."""
    rows = Circulation.objects.filter(reader_key=actor.key, read_at__isnull=True)
    seen = rows.filter(process.visible_to(actor, path="receiving__case__"))
    return seen.select_related("receiving__case", "receiving__sending").order_by("-sent_at", "-pk")


def papers_from(source: str, actor: Actor) -> tuple[Sending, ...]:
    """The papers that were started from a case and that this actor may see as their issuer."""
    rows = Sending.objects.select_related("case").filter(source=source)
    return tuple(rows.filter(process.visible_to(actor, path="case__")).order_by("pk"))


def answer_to(receiving: Receiving) -> Sending | None:
    """The answer of this body to a received paper that is drafted or sent, if there is one."""
    rows = receiving.answering.select_related("case").order_by("-pk")
    return rows.exclude(case__state__in=("withdrawn", "void")).first()
