"""Saying that something happened which gives rise to a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from bihuan.kernel.calendar import for_region
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives import policies
from bihuan.modules.directives.events import HAPPENED
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.operations import history, settling
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.membership import owners
from bihuan.modules.directives.rules.occurrences import event_end

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.queries.loaded import Loaded
    from bihuan.modules.directives.rules.membership import Member

LONGEST = 200


class CannotRegister(ValueError):
    """This cannot be registered; the message says why."""


def register_event(
    *, body: str, clause: str, title: str, happened_on: date, actor: Actor, at: datetime
) -> int:
    """Make the duty that an event gives rise to and return its key.

    :raises NotAllowed: for anybody but the body itself.
    :raises CannotRegister: with the reason.
    """
    policies.require_registration(actor, body=body)
    today = timezone.localtime(at).date()
    item, member = _place(body, clause, today)
    found = item.pack.clause(clause)
    if found is None or not found.deadline.on_demand:
        raise CannotRegister(f"条款 {clause} 不是由事项触发的，不用登记触发事项。")
    if not title.strip() or len(title) > LONGEST:
        raise CannotRegister(f"请用不超过{LONGEST}字写明发生了什么。")
    if happened_on > today:
        raise CannotRegister(f"发生日期 {happened_on} 还没有到。")
    with transaction.atomic():
        ledger.lock()
        clause_id = item.ids[clause]
        due_on = event_end(item.pack, found, for_region(member.region), happened_on)
        duty = history.new_duty(
            clause_id,
            member,
            _next_period(clause_id, body, happened_on),
            happened_on,
            due_on,
            event=title.strip(),
        )
        duty.save(force_insert=True)
        settling.recount([(duty.region, clause_id, duty.starts_on, duty.due_on)])
        settling.settle_duties([duty])
        ledger.record(
            HAPPENED.key,
            actor=actor,
            at=at,
            subject=duty.subject,
            facts={"clause": clause, "title": duty.event, "on": str(happened_on)},
        )
    return duty.pk


def _place(body: str, clause: str, on: date) -> tuple[Loaded, Member]:
    member = next((known for known in packs.members_on(on) if known.code == body), None)
    item = packs.for_place(member.region) if member else None
    found = item.pack.clause(clause) if item else None
    if member is None or item is None or found is None:
        raise CannotRegister(f"没有条款 {clause}，或者没有单位 {body}。")
    if member not in owners(item.pack, found, packs.members_on(on)):
        raise CannotRegister(f"条款 {clause} 不由本单位负责。")
    return item, member


def _next_period(clause_id: int, body: str, happened_on: date) -> str:
    """Return the next number of the year: 2026-E03."""
    prefix = f"{happened_on.year}-E"
    taken = Duty.objects.filter(clause_id=clause_id, body=body, period__startswith=prefix)
    return f"{prefix}{taken.count() + 1:02d}"
