"""What the steps of a matter list bring about beside moving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from bihuan.kernel import events
from bihuan.kernel.calendar import Span, civil_day, due, for_region
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import LostRace, Refused, says
from bihuan.kernel.vault import api as vault
from bihuan.modules.matters.events import FilingChecked, ListFiled, ListPublished
from bihuan.modules.matters.models import (
    ContentSnapshot,
    MatterList,
    Publication,
    PublishedMatter,
    ReceiptSeries,
    Seal,
)
from bihuan.modules.matters.queries.filings import punctuality
from bihuan.modules.matters.rules import guards, verbs
from bihuan.modules.matters.rules.content import canonical, digest, sha256_of, sm3_of
from bihuan.modules.matters.rules.dates import days_late, due_basis, publication_due
from bihuan.modules.matters.rules.publishing import csv_bytes, public_matter
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.process import Attempt

BATCH = 2000


@says("记下分管领导对现有内容的核签")
def seal_as_deputy(attempt: Attempt[MatterList]) -> None:
    """Set the first seal on the content as it is now."""
    _seal(attempt, guards.FIRST)


@says("记下主要负责人对现有内容的核签")
def seal_as_principal(attempt: Attempt[MatterList]) -> None:
    """Set the second seal on the content as it is now."""
    _seal(attempt, guards.SECOND)


@says("报备次数加一，记下首次报备日期")
def note_filing(attempt: Attempt[MatterList]) -> None:
    """Count the filing and keep the day of the first one."""
    matter_list = attempt.case
    _still_sealed(attempt)
    filed_on = civil_day(attempt.at)
    matter_list.filing_round += 1
    matter_list.filed_on = matter_list.filed_on or filed_on
    matter_list.save(update_fields=["filing_round", "filed_on"])
    ledger.record(
        verbs.FILED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=matter_list.case.subject,
        facts={"round": matter_list.filing_round, "office": matter_list.office_body},
        evidence=(matter_list.content_digest,),
    )
    events.publish(
        ListFiled(
            case_id=matter_list.case_id,
            number=matter_list.number,
            body=matter_list.body,
            office_body=matter_list.office_body,
            filed_on=filed_on,
            round=matter_list.filing_round,
            at=attempt.at,
        )
    )


@says("按环委办和年度连续编发备案号，不跳号")
def issue_receipt(attempt: Attempt[MatterList]) -> None:
    """Give the next receipt number of this office and year; no number is ever skipped."""
    matter_list, on = attempt.case, civil_day(attempt.at)
    series, _new = ReceiptSeries.objects.get_or_create(
        office_body=matter_list.office_body, year=on.year
    )
    ReceiptSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    office = organisations.name_on(matter_list.office_body, on, short=True)
    matter_list.receipt_no = f"{office}备〔{on.year}〕{series.last}号"
    matter_list.accepted_on = on
    matter_list.save(update_fields=["receipt_no", "accepted_on"])
    ledger.record(
        verbs.RECEIPT.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=matter_list.case.subject,
        facts={"receipt_no": matter_list.receipt_no},
        evidence=(matter_list.content_digest,),
    )
    _announce_check(attempt, accepted=True)


@says("向报备单位开放本次报备的审核意见")
def release_notes(attempt: Attempt[MatterList]) -> None:
    """Let the owner see the notes of this filing."""
    matter_list = attempt.case
    matter_list.notes.filter(
        filing_round=matter_list.filing_round, released_at__isnull=True
    ).update(released_at=attempt.at)
    _announce_check(attempt, accepted=False)


@says("固定公开副本，并以指纹锁定公开文件")
def freeze_public_copy(attempt: Attempt[MatterList]) -> None:
    """Copy the public words into tables of their own and fix the file by its fingerprints."""
    matter_list = attempt.case
    _still_sealed(attempt)
    rows = list(matter_list.rows.order_by("position", "pk"))
    shown = [row for row in rows if row.publishable]
    on = civil_day(attempt.at)
    codes = sorted({code for row in shown for code in row.co_bodies})
    names = organisations.names(codes, on)
    matters = [
        public_matter(row, position=number, categories=policy().categories, names=names)
        for number, row in enumerate(shown, start=1)
    ]
    publication = _publication(matter_list, on=on, withheld=len(rows) - len(shown))
    vault.let_out([publication])
    vault.let_out(matters)
    content = csv_bytes(publication, matters)
    publication.csv_file = content
    publication.sm3, publication.sha256 = sm3_of(content), sha256_of(content)
    _retire_earlier(publication.body)
    publication.save(force_insert=True)
    for matter in matters:
        matter.publication = publication
    PublishedMatter.objects.bulk_create(matters, batch_size=BATCH)
    ledger.record(
        verbs.PUBLISHED.key,
        actor=attempt.actor,
        at=attempt.at,
        subject=matter_list.case.subject,
        facts={"address": publication.address, "late_days": publication.late_days},
        evidence=(publication.sm3, publication.sha256),
    )
    events.publish(
        ListPublished(
            case_id=matter_list.case_id,
            number=matter_list.number,
            body=matter_list.body,
            address=publication.address,
            published_on=on,
            due_on=publication.due_on,
            late_days=publication.late_days,
            at=attempt.at,
        )
    )


def _seal(attempt: Attempt[MatterList], role: str) -> None:
    matter_list, actor = attempt.case, attempt.actor
    text = canonical(guards.content_now(matter_list))
    seen = digest(text)
    if seen != matter_list.content_digest:
        raise LostRace("核签时清单内容正在被改动，这次核签没有生效。请刷新页面后再核签。")
    snapshot, _new = ContentSnapshot.objects.get_or_create(
        digest=seen, defaults={"canonical": text}
    )
    Seal.objects.create(
        matter_list=matter_list,
        snapshot=snapshot,
        role=role,
        actor_key=actor.key,
        account_id=actor.account_id,
        actor_name=actor.name,
        actor_post=actor.post,
        on_behalf_of=actor.on_behalf_of,
        at=attempt.at,
    )
    ledger.record(
        verbs.SEALED.key,
        actor=actor,
        at=attempt.at,
        subject=matter_list.case.subject,
        facts={"role": role},
        evidence=(seen,),
    )


def _still_sealed(attempt: Attempt[MatterList]) -> None:
    # The guard ran before the case row was taken; an edit may have slipped in between.
    refusal = guards.both_seals_are_fresh(attempt)
    if refusal is not None:
        raise Refused((refusal,))


def _announce_check(attempt: Attempt[MatterList], *, accepted: bool) -> None:
    matter_list = attempt.case
    events.publish(
        FilingChecked(
            case_id=matter_list.case_id,
            number=matter_list.number,
            body=matter_list.body,
            office_body=matter_list.office_body,
            accepted=accepted,
            receipt_no=matter_list.receipt_no,
            checked_on=civil_day(attempt.at),
        )
    )


def _publication(matter_list: MatterList, *, on: date, withheld: int) -> Publication:
    formed_at = guards.formed_at(matter_list)
    formed_on = civil_day(formed_at) if formed_at else on
    limit = publication_due(matter_list)
    region = matter_list.case.region
    due_on = due(formed_on, limit, for_region(region)).on if isinstance(limit, Span) else limit
    filed_on, filing_due_on = punctuality(matter_list) or (None, None)
    address = f"{matter_list.body}-{matter_list.year}-{matter_list.list_version}"
    return Publication(
        address=address,
        case_number=matter_list.number,
        body=matter_list.body,
        body_name=organisations.name_on(matter_list.body, on),
        region=region,
        region_name=organisations.region(region).name,
        title=matter_list.title,
        year=matter_list.year,
        list_version=matter_list.list_version,
        issuing_office=matter_list.drafting_office,
        basis_documents=matter_list.basis_documents,
        source_url=matter_list.publication_url,
        receipt_no=matter_list.receipt_no,
        filed_on=filed_on,
        filing_due_on=filing_due_on,
        accepted_on=matter_list.accepted_on or on,
        formed_on=formed_on,
        published_on=on,
        due_on=due_on,
        due_basis=due_basis(matter_list),
        late_days=days_late(on, due_on),
        withheld=withheld,
        csv_name=f"{address}.csv",
    )


def _retire_earlier(body: str) -> None:
    earlier = Publication.objects.filter(body=body, current=True)
    PublishedMatter.objects.filter(publication__in=earlier).update(current=False)
    earlier.update(current=False)
