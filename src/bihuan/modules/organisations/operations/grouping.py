"""Keeping the named sets (承担重要职责的部门 and others): who, from when, on which paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from bihuan.kernel import events as bus
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import events, policies
from bihuan.modules.organisations.models import Body, GroupMembership
from bihuan.modules.organisations.operations.reorganising import MapRefused
from bihuan.modules.organisations.operations.stamping import touch
from bihuan.modules.organisations.rules import packs

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


def join_group(
    group: str, body: str, *, since: date, basis: str, actor: Actor, at: datetime
) -> None:
    """Put a body into a kept group from a day on; it leaves the other kept groups that day.

    :raises MapRefused: the group is derived or unknown, the body is unknown or already in it.
    :raises NotAllowed: the actor is not the commission office in charge.
    """
    _require_kept(group)
    found = Body.objects.filter(code=body).first()
    if found is None:
        raise MapRefused(f"没有代码为“{body}”的机构。")
    policies.require_map(actor, found.region_id)
    if not basis.strip():
        raise MapRefused("请填写列入名单的依据。")
    with transaction.atomic():
        ledger.lock()
        others = GroupMembership.objects.filter(body=found, valid_to__isnull=True)
        for other in others.exclude(group=group):
            _leave(other, since, basis, actor=actor, at=at)
        try:
            with transaction.atomic():
                GroupMembership.objects.create(
                    group=group, body=found, valid_from=since, basis=basis
                )
        except IntegrityError as error:
            raise MapRefused("这个机构已经在名单里。") from error
        _record(found, "", group, since, basis, actor=actor, at=at)
        bus.publish(events.GroupChanged(group, body, since, None))
        touch()


def leave_group(
    group: str, body: str, *, until: date, basis: str, actor: Actor, at: datetime
) -> None:
    """Take a body out of a kept group from a day on; it stays a member for the time before.

    :raises MapRefused: the body is not in the group, or the day is before it joined.
    :raises NotAllowed: the actor is not the commission office in charge.
    """
    _require_kept(group)
    policies.require_map(actor, body.partition("-")[0])
    with transaction.atomic():
        ledger.lock()
        membership = (
            GroupMembership.objects.filter(group=group, body_id=body, valid_to__isnull=True)
            .select_related("body")
            .first()
        )
        if membership is None:
            raise MapRefused("这个机构不在名单里。")
        _leave(membership, until, basis, actor=actor, at=at)
        touch()


def _leave(
    membership: GroupMembership, until: date, basis: str, *, actor: Actor, at: datetime
) -> None:
    if until <= membership.valid_from:
        raise MapRefused(f"这个机构自{membership.valid_from:%Y-%m-%d}列入，移出日期应当在这之后。")
    membership.valid_to = until
    membership.save(update_fields=["valid_to"])
    _record(membership.body, membership.group, "", until, basis, actor=actor, at=at)
    bus.publish(
        events.GroupChanged(membership.group, membership.body_id, membership.valid_from, until)
    )


def _record(
    body: Body, before: str, after: str, on: date, basis: str, *, actor: Actor, at: datetime
) -> None:
    ledger.record(
        events.GROUPED.key,
        actor=actor,
        at=at,
        subject=body.subject,
        before=before,
        after=after,
        facts={"on": on.isoformat(), "basis": basis},
    )


def _require_kept(group: str) -> None:
    policy = packs.load_pack().groups.get(group)
    if policy is None or policy.since is None:
        raise MapRefused(f"“{group}”不是可以登记成员的名单。")
