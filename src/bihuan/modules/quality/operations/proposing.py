"""Proposing an interview: one fired row of one city becomes a case, with its frozen sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.quality import policies
from bihuan.modules.quality.models import FrozenSheet, InterviewCandidate
from bihuan.modules.quality.operations.freezing import freeze_sheet
from bihuan.modules.quality.process import INTERVIEW_CANDIDATE
from bihuan.modules.quality.queries import sheets

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from bihuan.kernel.access import Actor

LONGEST_TEXT = 200


class CannotPropose(ValueError):
    """Nothing can be proposed; the message is a sentence."""


@transaction.atomic
def propose_interview(
    place: str,
    *,
    rule: str,
    on: date,
    actor: Actor,
    at: datetime,
    year: int | None = None,
    edition: str = "",
) -> InterviewCandidate:
    """Freeze the sheet of a city and propose what its row says; the same proposal is made once.

    :raises UnknownPlace: there is no such city, or the actor does not answer for it.
    :raises ValueError: when the day lies before the rule, or the edition is none.
    :raises NotAllowed: for whoever may not propose.
    :raises CannotPropose: the row has not fired.
    """
    policies.require(actor, policies.PROPOSE)
    ledger.lock()
    found = sheets.trigger_sheet(place, on=on, actor=actor, year=year, edition=edition)
    row = next((one for one in found.fired if one.rule == rule), None)
    if row is None:
        raise CannotPropose(
            f"{found.name}在 {on:%Y-%m-%d} 没有触发情形 {rule}，不能提出建议。"
            "数据可能刚刚更正过，请重新打开判定表核对。"
        )
    term = f"{found.year}-{row.term}"
    before = standing_candidate(place, rule=rule, term=term)
    if before is not None:
        return before
    sheet = freeze_sheet(place, on=on, actor=actor, at=at, year=year, edition=edition)
    return _open(sheet, found, row, term, actor=actor, at=at)


def standing_candidate(place: str, *, rule: str, term: str) -> InterviewCandidate | None:
    """Return what was proposed for a city, a row and a period, whatever came of it."""
    return (
        InterviewCandidate.objects.select_related("case", "sheet")
        .filter(place=place, rule=rule, term=term)
        .first()
    )


def _open(
    sheet: FrozenSheet,
    found: sheets.SheetView,
    row: sheets.Row,
    term: str,
    *,
    actor: Actor,
    at: datetime,
) -> InterviewCandidate:
    fields: dict[str, Any] = {
        "place": found.place,
        "place_name": found.name,
        "rule": row.rule,
        "rule_text": row.text[:LONGEST_TEXT],
        "tier": row.tier,
        "term": term,
        "sentence": row.sentence,
        "doubts": row.check,
        "sheet": sheet.pk,
    }
    made: InterviewCandidate = process.open_case(
        INTERVIEW_CANDIDATE,
        title=f"{found.name}第{row.tier}级约谈情形 {row.rule} 拟约谈建议（{found.year}年）",
        body=actor.body,
        region=actor.region,
        line=actor.line,
        fields=fields,
        period=str(found.year),
        topic=row.rule,
        actor=actor,
        at=at,
    )
    return made
