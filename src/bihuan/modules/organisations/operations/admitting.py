"""Letting people in: whose account becomes which administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import ADMINISTRATORS, ROLES
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import policies
from bihuan.modules.organisations.models import Person
from bihuan.modules.organisations.operations.administering import PeopleRefused
from bihuan.modules.organisations.operations.staffing import NewPost, write_person, write_post

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.models import Account


def appoint_administrator(
    account: Account, role: str, *, body: str, since: date, actor: Actor, at: datetime
) -> int:
    """Make the holder of an account one of the three administrators; return the post.

    :raises PeopleRefused: the roles exclude each other, or the account is the actor's own.
    :raises NotAllowed: the actor may not appoint administrators.
    """
    policies.require_administrators(actor)
    if role not in ADMINISTRATORS:
        raise PeopleRefused("请选择三类管理员之一。")
    if actor.account_id == account.pk:
        raise PeopleRefused("不能任命自己为管理员。请由另一名安全管理员办理。")
    with transaction.atomic():
        ledger.lock()
        person = Person.objects.filter(account_id=account.pk).first()
        if person is None:
            person = write_person(
                account.display,
                body=body,
                account_id=account.pk,
                demo=account.is_demo,
                actor=actor,
                at=at,
            )
        new = NewPost(body, ROLES[role], (role,))
        return write_post(person, new, since=since, actor=actor, at=at).pk
