"""Letting people in: whose account becomes which administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import ADMINISTRATORS, ROLES
from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import policies
from bihuan.modules.organisations.models import Body, Person, Post
from bihuan.modules.organisations.operations.administering import PeopleRefused
from bihuan.modules.organisations.operations.staffing import NewPost, write_person, write_post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.models import Account


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Whom an installation begins with."""

    role: str
    login: str
    name: str


def appoint_first(
    people: Sequence[FirstAdministrator], *, body: str, since: date, actor: Actor, at: datetime
) -> dict[str, str]:
    """Make the accounts an installation begins with; return each login's password, shown once.

    All or nothing. Each must choose a password of their own at the first sign-in.

    :raises PeopleRefused: there is an administrator already, the body is unknown, the names do not
        fit, or one person would hold two of the roles.
    :raises NotAllowed: the actor may not appoint administrators.
    """
    policies.require_administrators(actor)
    given: dict[str, str] = {}
    with transaction.atomic():
        ledger.lock()
        if Post.objects.exclude(administers="").exists():
            raise PeopleRefused("已经有管理员。请由安全管理员任命其他管理员。")
        if not Body.objects.filter(code=body).exists():
            raise PeopleRefused(f"没有代码为 {body} 的机构。")
        for one in people:
            password = access.make_password()
            try:
                account = access.create_account(
                    login=one.login,
                    display=one.name,
                    password=password,
                    must_change_password=True,
                    actor=actor,
                    at=at,
                )
            except access.BadAccount as error:
                raise PeopleRefused(str(error)) from None
            appoint_administrator(account, one.role, body=body, since=since, actor=actor, at=at)
            given[account.login] = password
    return given


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
