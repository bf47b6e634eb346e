"""The three administrators: apart from each other and from business, person by person.

They are appointed by the security administrator, never by themselves, and the last one stays. The
database holds the same line: a post with one of the three roles has no other role and is nobody's
stand-in, and a person has at most one such post that has not ended (``models.Post``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import ADMINISTRATORS, ROLES
from bihuan.modules.organisations import policies
from bihuan.modules.organisations.models import Post

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.organisations.models import Person


class PeopleRefused(ValueError):
    """The change of people or posts is not possible; the message says why."""


def administered(person: Person, roles: Collection[str], *, since: date, actor: Actor) -> str:
    """Return which administrator these roles make of a person, "" for none.

    :raises PeopleRefused: the roles exclude each other, or what the person is already.
    :raises NotAllowed: the actor may not appoint administrators.
    """
    named = set(roles) & ADMINISTRATORS
    held = list(Post.objects.filter(_from(since), person=person))
    if not named:
        if any(post.administers for post in held):
            raise PeopleRefused(f"{person.name}是管理员，不能同时担任业务岗位。请先免去管理职责。")
        return ""
    policies.require_administrators(actor)
    if actor.account_id is not None and actor.account_id == person.account_id:
        raise PeopleRefused("不能任命自己为管理员。请由另一名安全管理员办理。")
    if len(set(roles)) > 1:
        raise PeopleRefused("管理职责应当单独设岗，不能与其他职责合在一个岗位。")
    role = named.pop()
    others = {post.administers for post in held} - {role}
    if others - {""}:
        listed = "、".join(ROLES[other] for other in sorted(others - {""}))
        raise PeopleRefused(f"{person.name}已经是{listed}。三类管理员不能由同一人担任。")
    if held:
        raise PeopleRefused(f"{person.name}已有岗位。管理员应当专人担任，不能兼任其他岗位。")
    return role


def require_may_end(held: Post, *, on: date, actor: Actor) -> None:
    """Refuse to take an administrator's post away from the last one, or by whoever may not.

    :raises PeopleRefused: nobody else would be left.
    :raises NotAllowed: the actor may not dismiss administrators.
    """
    if not held.administers:
        return
    policies.require_administrators(actor)
    if actor.key == f"post:{held.pk}":
        raise PeopleRefused("不能免去自己的管理职责。请由另一名安全管理员办理。")
    left = Post.objects.filter(_from(on), administers=held.administers, valid_from__lte=on)
    if not left.exclude(pk=held.pk).exists():
        raise PeopleRefused(f"这是最后一名{ROLES[held.administers]}。请先任命接任的人，再免去。")


def _from(day: date) -> Q:
    """Posts that are held on a day or later."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)
