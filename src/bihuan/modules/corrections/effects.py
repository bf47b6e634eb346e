"""Consequences of the steps: the frozen answer, and what the query code is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import says
from bihuan.kernel.vault import api as vault
from bihuan.modules.corrections.events import PUBLISHED
from bihuan.modules.corrections.models import (
    CodeAnswer,
    Correction,
    CorrectionState,
    PublishedAnswer,
)
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt


@says("固定公开版答复，来信人凭查询码可以看到")
def publish_answer(attempt: Attempt[Correction]) -> None:
    """Freeze what the public reads."""
    held, on = attempt.case, civil_day(attempt.at)
    copy = PublishedAnswer(
        number=held.number,
        kind=held.get_kind_display(),
        page=held.page,
        answer=held.answer,
        body_name=organisations.name_on(held.body, on),
        received_on=civil_day(held.case.opened_at),
        published_on=on,
    )
    vault.let_out([copy])
    copy.save(force_insert=True)
    _tell(held, CorrectionState.PUBLISHED.label, held.answer)
    ledger.record(
        PUBLISHED.key, actor=attempt.actor, at=attempt.at, subject=held.case.subject, facts={}
    )


@says("来信人凭查询码可以看到不予采纳的理由")
def tell_reason(attempt: Attempt[Correction]) -> None:
    """Tell the code why nothing is changed."""
    _tell(attempt.case, CorrectionState.CLOSED.label, attempt.case.reason)


def _tell(held: Correction, state: str, answer: str) -> None:
    for told in CodeAnswer.objects.filter(code_digest=held.code_digest):
        told.state, told.answer = state, answer
        told.save(update_fields=["state", "answer"])
