"""People and posts: who acts under an account, and who may look up whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, DateField, Q

from bihuan.kernel.access import Actor
from bihuan.kernel.access.api import NoPost, PostChoice, Prepared
from bihuan.modules.organisations import policies
from bihuan.modules.organisations.models import Absence, Post
from bihuan.modules.organisations.queries import atlas as map_
from bihuan.modules.organisations.queries import maps

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access.api import Slot
    from bihuan.kernel.access.models import Account


def held_on(day: date | Slot) -> Q:
    """Return the condition that a post is held on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


# Every page asks whose post it is.
_held = Prepared(
    lambda account, on: maps.with_stamp(
        Post.objects.filter(held_on(on), person__account_id=account).select_related(
            "person", "body", "on_behalf_of__person"
        )
    ).order_by("valid_from", "pk"),
    account=BigIntegerField,
    on=DateField,
)


def _posts_of_account(account_id: int, on: date) -> list[Post]:
    """Posts in the order they are offered: own posts first, stand-ins after them."""
    found = _held(account=account_id, on=on)
    for post in found[:1]:
        maps.note_stamp(post)
    return sorted(found, key=lambda post: post.on_behalf_of_id is not None)


def posts_of(account: Account, *, on: date) -> tuple[PostChoice, ...]:
    """Return the posts an account may act in on a day."""
    found = _posts_of_account(account.pk, on)
    called = map_.names([post.body_id for post in found], on, short=True)
    return tuple(PostChoice(post.pk, _choice_label(post, called[post.body_id])) for post in found)


def _choice_label(post: Post, body_name: str) -> str:
    behalf = f"（代{_behalf(post)}）" if post.on_behalf_of_id else ""
    return f"{body_name}{post.unit}{post.title}{behalf}"


def actor_for(account: Account, post_id: int | None, *, on: date) -> Actor:
    """Return who acts when an account works in one of its posts, or in its first.

    :raises NoPost: the account holds no post on that day, or not this one.
    """
    found = _posts_of_account(account.pk, on)
    if post_id is not None:
        found = [post for post in found if post.pk == post_id]
    if not found:
        raise NoPost("这个账号目前没有任职，或者不再担任所选的岗位。请联系本单位经办人登记岗位。")
    return actor_of_post(found[0], on=on)


def actor_of_post(post: Post, *, on: date) -> Actor:
    """Return the actor a post makes of its holder."""
    body = map_.body(post.body_id, on=on)
    return Actor(
        key=f"post:{post.pk}",
        name=post.person.name,
        post=f"{post.unit}{post.title}",
        body=body.code,
        body_name=body.short,
        region=body.region,
        line=body.line,
        roles=frozenset(post.roles),
        compartments=frozenset(post.compartments),
        account_id=post.person.account_id,
        on_behalf_of=_behalf(post),
    )


def _behalf(post: Post) -> str:
    """Name whom a stand-in signs for: "王某（副厅长）"."""
    if post.on_behalf_of is None:
        return ""
    return f"{post.on_behalf_of.person.name}（{post.on_behalf_of.title}）"


@dataclass(frozen=True, slots=True)
class PostView:
    """One post with its body, who stands in for it, and the colleagues who could."""

    post: Post
    body_name: str
    stand_ins: tuple[Absence, ...]
    past: tuple[Absence, ...]
    colleagues: tuple[Post, ...]


def post_view(key: int, *, actor: Actor, on: date) -> PostView | None:
    """Return a post the actor may look up; ``None`` where there is none for them."""
    post = roster(actor=actor, on=on).filter(pk=key).first()
    if post is None:
        return None
    absences = list(
        Absence.objects.filter(post=post)
        .select_related("acting__person")
        .order_by("-valid_from", "-pk")
    )
    colleagues = (
        Post.objects.filter(held_on(on), body_id=post.body_id, on_behalf_of=None, administers="")
        .exclude(person_id=post.person_id)
        .select_related("person")
        .order_by("pk")
    )
    return PostView(
        post=post,
        body_name=map_.names([post.body_id], on, short=True)[post.body_id],
        stand_ins=tuple(each for each in absences if each.valid_to > on),
        past=tuple(each for each in absences if each.valid_to <= on),
        colleagues=tuple(colleagues),
    )


ABOVE = {"principal": 3, "deputy": 2, "office_head": 1}
"""How high a role stands in its body; every other stands below these."""


def below(actor: Actor, post_id: int, *, on: date) -> Actor:
    """Return who holds a post below the actor's, in the same body.

    :raises NoPost: there is no such post there, or it does not stand below.
    """
    found = (
        Post.objects.filter(held_on(on), pk=post_id, body_id=actor.body, administers="")
        .filter(on_behalf_of=None)
        .select_related("person", "body", "on_behalf_of__person")
        .first()
    )
    if found is None or not is_below(found, actor):
        raise NoPost("这个岗位不在您之下。")
    return actor_of_post(found, on=on)


def is_below(post: Post, actor: Actor) -> bool:
    """Say whether a post of the actor's own body stands below theirs."""
    own = max((ABOVE.get(role, 0) for role in actor.roles), default=0)
    other = max((ABOVE.get(role, 0) for role in post.roles), default=0)
    return bool(actor.body) and post.body_id == actor.body and other < own


def administrators(*, on: date) -> list[Post]:
    """Return the posts of the three administrators."""
    found = Post.objects.filter(held_on(on)).exclude(administers="")
    return list(found.select_related("person__account", "body").order_by("administers", "pk"))


def people_to_choose(body: str, on: date) -> list[Post]:
    """Return the posts of a body a form may offer on a day: no stand-ins, leaders first."""
    posts = Post.objects.filter(held_on(on), body_id=body, on_behalf_of=None)
    return sorted(
        posts.select_related("person"), key=lambda post: ("deputy" not in post.roles, post.pk)
    )


def roster(*, actor: Actor, on: date, body: str = "") -> QuerySet[Post]:
    """Return the posts held on a day that the actor may look up."""
    found = Post.objects.filter(held_on(on)).filter(policies.posts_visible_to(actor))
    if body:
        found = found.filter(body_id=body)
    return found.select_related("person", "body", "on_behalf_of__person").order_by(
        "body__region_id", "body__position", "body_id", "pk"
    )
