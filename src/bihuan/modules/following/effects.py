"""Consequences of the steps: who wrote it, what holds from now on, the frozen public copy."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bihuan.kernel import events
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import says
from bihuan.kernel.vault import api as vault
from bihuan.modules.directives.api import places
from bihuan.modules.following.events import FollowingDecided
from bihuan.modules.following.models import Answer, Following, Holding, Kind, Pending, Publication
from bihuan.modules.following.queries.holding import asked_in, held_in
from bihuan.modules.following.rules import verbs
from bihuan.modules.following.rules.relating import level_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process import Attempt


@says("记下作答人，由另一人审核")
def note_drafter(attempt: Attempt[Following]) -> None:
    """Keep who wrote the answers."""
    case, actor = attempt.case, attempt.actor
    case.drafter_key, case.drafter_account = actor.key, actor.account_id
    case.save(update_fields=["drafter_key", "drafter_account"])


@says("自当天起生效：原答复终止，应办事项按新答复计算，待重新确认的予以确认")
def put_in_force(attempt: Attempt[Following]) -> None:
    """Let the answers hold from today; what was held before ends, nothing is rewritten."""
    case, on = attempt.case, civil_day(attempt.at)
    region = case.case.region
    exceptions = {row.code: row for row in Answer.objects.filter(following=case)}
    codes = sorted(case.asked)
    Holding.objects.filter(
        region=region, notice=case.notice, code__in=codes, to_on__isnull=True
    ).update(to_on=on)
    rows = [_holding(case, code, exceptions.get(code), on) for code in codes]
    Holding.objects.bulk_create(rows, batch_size=200)
    Pending.objects.filter(region=region, code__in=codes, settled_on__isnull=True).update(
        settled_on=on
    )
    ledger.record(
        verbs.IN_FORCE.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=case.case.subject,
        facts={
            "decision_no": case.decision_no,
            "clauses": len(rows),
            "exceptions": {row.code: row.kind for row in rows if row.kind != Kind.ADOPTED},
        },
    )
    places.decide_locally(
        notice=case.notice,
        region=region,
        clauses=codes,
        decisions=[found for row in rows if (found := _decision(row)) is not None],
        number=case.number,
        actor=attempt.actor,
        at=attempt.at,
    )
    events.publish(
        FollowingDecided(
            region=region, notice=case.notice, number=case.number, clauses=tuple(codes), on=on
        )
    )


def _holding(case: Following, code: str, answer: Answer | None, on: date) -> Holding:
    return Holding(
        region=case.case.region,
        notice=case.notice,
        code=code,
        kind=answer.kind if answer else Kind.ADOPTED,
        own_text=answer.own_text if answer else "",
        days=answer.days if answer else 0,
        reason=answer.reason if answer else "",
        base=case.base,
        number=case.number,
        print=case.asked[code],
        from_on=on,
    )


def _decision(row: Holding) -> places.LocalDecision | None:
    """Return what an answer changes in duties, None where it changes nothing there."""
    if row.kind == Kind.NOT_APPLICABLE:
        return places.LocalDecision(row.code, "not_applicable", row.reason)
    if row.kind == Kind.ADAPTED and row.days:
        return places.LocalDecision(row.code, "deadline", row.reason, row.days)
    return None


@says("固定本地全部有效答复的公开副本，以指纹锁定")
def freeze(attempt: Attempt[Following]) -> None:
    """Copy everything that holds in the place into the table the portal reads."""
    case, on = attempt.case, civil_day(attempt.at)
    copy = _public_copy(case, on)
    vault.let_out([copy])
    copy.sm3 = fingerprint(copy)
    copy.save(force_insert=True)
    ledger.record(
        verbs.PUBLISHED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=case.case.subject,
        facts={"decision_no": copy.decision_no, "clauses": len(copy.rows)},
        evidence=(copy.sm3,),
    )


def _public_copy(case: Following, on: date) -> Publication:
    region = case.case.region
    held = held_in(region, notice=case.notice, on=on)
    asked = asked_in(region)
    rows = [
        {
            "code": code,
            "name": asked[code].face.name,
            "wording": asked[code].face.wording,
            "relation": asked[code].relation.label,
            "kind": row.kind,
            "answer": row.get_kind_display(),
            "own_text": row.own_text,
            "days": row.days,
            "reason": row.reason,
            "since": row.from_on.isoformat(),
        }
        for code in asked
        if (row := held.get(code)) is not None
    ]
    counts = [sum(row["kind"] == kind for row in rows) for kind in Kind.values]
    return Publication(
        number=case.number,
        region=region,
        region_name=organisations.region(region).name,
        level=level_of(region),
        notice=case.notice,
        notice_number=case.notice_number,
        decider=case.decider,
        decision_no=case.decision_no,
        signed_on=civil_day(case.case.moved_at),
        published_on=on,
        rows=rows,
        adopted=counts[0],
        adapted=counts[1],
        not_applicable=counts[2],
        link=case.public_link,
    )


def fingerprint(copy: Publication) -> str:
    """The SM3 digest of everything the public copy says."""
    skipped = {"id", "sm3"}
    values = {
        field.attname: getattr(copy, field.attname)
        for field in copy._meta.concrete_fields  # noqa: SLF001 - Django's documented way
        if field.attname not in skipped
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.new("sm3", text.encode()).hexdigest()
