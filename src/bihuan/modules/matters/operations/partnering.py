"""Asking the bodies a list names as partners, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import (
    MatterList,
    MatterRole,
    PartnerAnswer,
    PartnerMatter,
    Partnership,
    PartnershipState,
)
from bihuan.modules.matters.operations.noting import NoteRefused
from bihuan.modules.matters.process.companions import DROP, LAPSE, PARTNERSHIP
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.content import digest
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterRow

ACTOR = system_actor("matters.partners")
OPEN = (PartnershipState.ASKED, PartnershipState.SILENT)


def wording(row: MatterRow) -> str:
    """The fingerprint of what a partner is asked about: a new target asks nobody again."""
    return digest(f"{row.name}\n{row.measures}\n{row.role}")


@transaction.atomic
def ask_partners(*, list_number: str, at: datetime) -> int:
    """Ask every body this list names about the matters it has not yet confirmed in these words.

    What was asked before about an earlier text of these matters is dropped.
    """
    if civil_day(at) < policy().partners_asked_since:
        return 0
    ledger.lock()
    held = MatterList.objects.select_related("case").get(case__number=list_number)
    rows = list(held.rows.order_by("position", "pk"))
    named: dict[str, list[MatterRow]] = {}
    for row in rows:
        for code in row.co_bodies:
            named.setdefault(code, []).append(row)
    _drop_earlier(held, at=at)
    asked = 0
    for code, theirs in named.items():
        settled = set(
            PartnerMatter.objects.filter(
                body=code,
                identity__in=[row.identity for row in theirs],
                answer=PartnerAnswer.CONFIRMED,
            ).values_list("identity", "wording")
        )
        open_rows = [row for row in theirs if (row.identity, wording(row)) not in settled]
        if open_rows and _ask(held, code, open_rows, at=at):
            asked += 1
    return asked


def _ask(held: MatterList, code: str, rows: list[MatterRow], *, at: datetime) -> bool:
    on = civil_day(at)
    try:
        partner = organisations.body(code, on=on)
    except LookupError:
        return False  # a body that is gone cannot be asked; the algebra of lists will say so
    lead = names_of([held.body], on=on)[held.body]
    case = process.open_case(
        PARTNERSHIP,
        title=f"确认配合事项：{lead}清单中的{len(rows)}项",
        body=code,
        region=partner.region,
        line=partner.line,
        fields={
            "lead_body": held.body,
            "office_body": held.office_body,
            "list_number": held.number,
        },
        topic=held.number,
        actor=ACTOR,
        at=at,
    )
    PartnerMatter.objects.bulk_create(
        [
            PartnerMatter(
                partnership=case,
                body=code,
                identity=row.identity,
                position=row.position,
                code=row.code,
                name=row.name,
                measures=row.measures,
                role="共同牵头" if row.role == MatterRole.JOINT_LEAD else "配合",
                wording=wording(row),
            )
            for row in rows
        ]
    )
    ledger.record(
        verbs.PARTNERS_ASKED.key,
        actor=ACTOR,
        at=at,
        subject=case.case.subject,
        facts={"list": held.number, "body": code, "matters": len(rows)},
    )
    return True


def drop_partnerships(*, list_number: str, at: datetime) -> None:
    """The list is withdrawn: nobody needs to answer any more."""
    waiting = Partnership.objects.select_related("case").filter(
        list_number=list_number, case__state__in=OPEN
    )
    for case in waiting.order_by("pk"):
        process.perform(PARTNERSHIP, DROP, case, actor=ACTOR, at=at)


def _drop_earlier(held: MatterList, *, at: datetime) -> None:
    waiting = Partnership.objects.select_related("case").filter(
        lead_body=held.body, case__state__in=OPEN
    )
    for case in waiting.order_by("pk"):
        process.perform(PARTNERSHIP, DROP, case, actor=ACTOR, at=at)


@transaction.atomic
def mark_matter(
    *, partnership: Partnership, matter_id: int, reason: str, actor: Actor, at: datetime
) -> PartnerMatter:
    """Object to one matter with a reason; an empty reason takes the objection back.

    :raises NoteRefused: not the partner, already answered, or no such matter.
    """
    ledger.lock()
    held = (
        Partnership.objects.select_related("case")
        .select_for_update(of=("self", "case"))
        .get(pk=partnership.pk)
    )
    own = actor.body == held.body and bool({"handler", "office_head"} & actor.roles)
    if not own:
        raise NoteRefused("只有被列为配合或者共同牵头的单位可以提出异议。")
    if held.state not in OPEN:
        raise NoteRefused("已经答复过，不能再改。清单有新的一版时会重新请您确认。")
    matter = held.matters.filter(pk=matter_id).first()
    if matter is None:
        raise NoteRefused("没有这一项。请刷新页面。")
    objecting = bool(reason.strip())
    matter.reason = reason.strip()
    matter.answer = PartnerAnswer.OBJECTED if objecting else PartnerAnswer.OPEN
    matter.answered_by = actor.name if objecting else ""
    matter.answered_at = at if objecting else None
    matter.save(update_fields=["reason", "answer", "answered_by", "answered_at"])
    ledger.record(
        verbs.PARTNER_MARKED.key,
        actor=actor,
        at=at,
        subject=held.case.subject,
        facts={"row": matter.code, "objected": objecting},
    )
    return matter


def lapse_partnerships(*, on: date, at: datetime) -> int:
    """Record that a partner did not answer in time; it may still answer later."""
    late = Partnership.objects.select_related("case").filter(
        case__state=PartnershipState.ASKED, case__next_due__lt=on
    )
    count = 0
    for case in late.order_by("pk"):
        process.perform(PARTNERSHIP, LAPSE, case, actor=ACTOR, at=at)
        count += 1
    return count
