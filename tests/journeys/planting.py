"""Secrets planted in a copy of the demonstration, and the people who may or may not find them.

Every sensitive field of the water department's draft, of its unfinished record and of the office's
unsent note holds a token of its own; who may see which is said here, and nowhere in the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.access import system_actor
from bihuan.kernel.jobs import housekeeping
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import Inputs, Refused, Upload
from bihuan.kernel.process import api as process
from bihuan.kernel.ui import handbook
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.models import Duty, Evidence
from bihuan.modules.directives.process import DUTY_RECORD, SUBMIT
from bihuan.modules.documents.models import (
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
)
from bihuan.modules.matters.models import (
    ListState,
    MatterList,
    Partnership,
    PartnershipState,
    Publication,
    PublishedMatter,
)
from bihuan.modules.matters.operations import change_row, save_header, write_note
from bihuan.modules.organisations import demo, operations
from tests.journeys.planting_algebra import plant_algebra
from tests.journeys.planting_following import plant_following
from tests.journeys.planting_leads import plant_leads
from tests.journeys.planting_quality import plant_quality
from tests.journeys.planting_vault import plant_vault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.models import DutyRecord

WATER, FINANCE, COMMERCE = "510000-water", "510000-finance", "510000-commerce"
PASSWORD = "清溪-Dukou-木桥-42"
PERSONAS = {"owner": "shui-handler", "office": "hwb-handler", "lower": "leshan-handler"}
"""The right body, the office above it, and a stranger below."""
GUESTS = {"beside": FINANCE, "returned": COMMERCE}
"""A stranger beside, and the owner of the returned list; they have passwords."""
ROW = ("description", "supervised_object", "measures", "target", "output", "leader")
ROW_MORE = ("lead_office", "contact", "public_contact", "sanding_clause", "duty_list_clause")
HEADER = ("basis_documents", "drafting_office", "comb_note")


@dataclass(frozen=True, slots=True)
class Planted:
    """What addresses can name, and the tokens."""

    things: Mapping[str, Any]
    draft: frozenset[str]
    """Tokens of the draft and the record: the owner and the offices above it, nobody else."""
    note: str
    """A note that was not sent: the office's own."""

    @property
    def all(self) -> frozenset[str]:
        return self.draft | {self.note}


def token(number: int) -> str:
    """A word that no text holds by chance, in letters no cleaning changes."""
    return f"TOKEN{number:03d}QXZJV"


def plant() -> Planted:
    """Write the tokens through operations, and find one of everything an address can name."""
    at = timezone.now()
    today = timezone.localdate(at)
    owner = demo.actor(WATER, "handler", on=today)
    office = demo.actor("510000-office", "handler", on=today)
    lists = MatterList.objects.select_related("case")
    draft = lists.get(case__body=WATER, case__state=ListState.DRAFT)
    names = (*ROW, *ROW_MORE, *HEADER)
    words = {name: token(number) for number, name in enumerate(names)}
    row = draft.rows.order_by("position")[0]
    change_row(
        matter_list=draft,
        row_id=row.pk,
        values={name: f"{words[name]}（演示）" for name in (*ROW, *ROW_MORE)} | {"name": token(90)},
        revision=row.revision,
        actor=owner,
        at=at,
    )
    draft = lists.get(pk=draft.pk)
    save_header(
        matter_list=draft,
        values={name: words[name] for name in HEADER},
        revision=draft.content_revision,
        actor=owner,
        at=at,
    )
    filed = lists.get(case__body="510000-transport", case__state=ListState.FILED)
    noted = filed.rows.order_by("position")[0]
    note = write_note(matter_list=filed, row_id=noted.pk, text=token(91), actor=office, at=at)
    returned = lists.get(case__body=COMMERCE, case__state=ListState.RETURNED)
    waiting = Partnership.objects.filter(case__body=WATER, case__state=PartnershipState.ASKED)
    asked = waiting.latest("case__opened_at")
    housekeeping.checkpoint(at)
    evidence = Evidence.objects.filter(duty__body=WATER, ended_on__isnull=True).order_by("pk")[0]
    things = (
        {
            "number": draft.number,
            "row": row.pk,
            "step": "submit",
            "filed": filed.number,
            "filed_row": noted.pk,
            "note": note.pk,
            "asked": asked.number,
            "asked_matter": asked.matters.order_by("pk")[0].pk,
            "instrument": "water-pollution",
            "returned": returned.number,
            "returned_note": returned.notes.order_by("pk")[0].pk,
            "duty": evidence.duty_id,
            "evidence": evidence.number,
            "body": WATER,
            "clause": "2.1.3",
            "event": "2.2.8",
            "chapter": next((each.key for each in handbook.chapters()), "none"),
            "kind": "people",
            "data_table": "matters",
            "data_kind": "csv",
            "feed_topic": "lists",
            "feed_region": "510000",
            "view": 1,
            "entry": ledger.entries(subject=f"case:{draft.number}")[0].seq,
            "own_session": 1,
            "account": owner.account_id,
            "account_act": "unlock",
            "administrator": 1,
            "held_post": int(owner.key.removeprefix("post:")),
            "post_act": "stand-in",
            "passkey": 1,
            "persona": "shui-handler",
            "address": Publication.objects.order_by("pk")[0].address,
            "identity": PublishedMatter.objects.order_by("pk")[0].identity,
        }
        | _record(at)
        | _papers()
    )
    things |= plant_leads()
    things |= plant_following()
    things |= plant_algebra()
    things |= plant_quality(at)
    things |= plant_vault()
    secrets = frozenset(words.values()) | {token(90), token(92), token(93)}
    return Planted(things, secrets, token(91))


def _papers() -> dict[str, Any]:
    """A draft, a sent and a received paper of the department."""
    sent = Sending.objects.select_related("case").filter(case__body=WATER)
    out = sent.filter(dispatched_on__isnull=False).order_by("pk")[0]
    came = Receiving.objects.select_related("case").filter(case__body=WATER).order_by("-pk")[0]
    return {
        "paper_kind": "letter",
        "draft_paper": sent.filter(case__state=SendingState.DRAFT).order_by("pk")[0].number,
        "page": 1,
        "sent_paper": out.number,
        "came": out.receivings.filter(case__state=ReceivingState.ARRIVED)[0].pk,
        "receipted": out.receivings.filter(paper_receipt_on__isnull=False)[0].pk,
        "annex": 1,
        "came_paper": came.number,
    }


def _owed(at: datetime) -> QuerySet[Duty]:
    """What the department owes in this period and has not begun."""
    today = timezone.localdate(at)
    owed = Duty.objects.filter(body=WATER, met_on__isnull=True, opened_on__isnull=True)
    return owed.filter(starts_on__lte=today, due_on__gte=today).order_by("pk")


def _opened(duty: Duty, owner: Actor, at: datetime) -> DutyRecord | None:
    try:
        return directives.open_record(duty.pk, actor=owner, at=at)
    except Refused:
        return None  # shown by another process, not by a record


def _record(at: datetime) -> dict[str, Any]:
    """An unfinished record of the department, with a paper."""
    owner = demo.actor(WATER, "handler", on=timezone.localdate(at))
    record = next(filter(None, (_opened(duty, owner, at) for duty in _owed(at))))
    paper = Upload(f"{token(93)}.pdf", "application/pdf", b"%PDF-1.4 " + token(92).encode())
    process.perform(
        DUTY_RECORD,
        SUBMIT,
        record,
        actor=owner,
        at=at,
        inputs=Inputs(
            fields={
                "summary": token(92),
                "happened_on": timezone.localdate(at).isoformat(),
                "link": "https://water.510000.example/jilu",
            },
            documents={"proof": [paper]},
        ),
    )
    record.refresh_from_db()
    attached = record.case.attachments.get()
    return {"paper": attached.pk, "paper_number": record.number}


def sign_in(persona: str) -> Client:
    """One click on the login page."""
    client = Client()
    assert client.post(f"/login/as/{persona}/").status_code == 302
    return client


def sign_in_with_password(body: str) -> Client:
    """An account made for the clerk of a body, and its password typed."""
    at, maker = timezone.now(), system_actor("tests")
    clerk = demo.actor(body, "handler", on=timezone.localdate(at))
    account = access.create_account(
        login=body, display=clerk.name, password=PASSWORD, actor=maker, at=at
    )
    post = int(clerk.key.removeprefix("post:"))
    operations.link_account(post, account_id=account.pk, actor=maker, at=at)
    client = Client()
    answer = client.post("/login/", {"login": body, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def people() -> dict[str, Client]:
    """Everybody who asks: nobody, the owner, the office, and two strangers."""
    found = {"anonymous": Client()}
    found |= {who: sign_in(persona) for who, persona in PERSONAS.items()}
    return found | {who: sign_in_with_password(body) for who, body in GUESTS.items()}
