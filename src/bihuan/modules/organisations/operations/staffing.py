"""People and posts: who holds what, from when to when, and who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import ROLES
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import events, policies
from bihuan.modules.organisations.models import Absence, Body, Person, Post
from bihuan.modules.organisations.operations import administering, appointing
from bihuan.modules.organisations.operations.administering import PeopleRefused

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be given."""

    body: str
    title: str
    roles: tuple[str, ...]
    unit: str = ""
    rank: str = ""
    phone: str = ""
    public_name: bool = False
    compartments: tuple[str, ...] = ()


def add_person(
    name: str,
    *,
    body: str,
    account_id: int | None = None,
    demo: bool = False,
    actor: Actor,
    at: datetime,
) -> int:
    """Register a person for a body; return the key.

    :raises PeopleRefused: the name is empty.
    :raises NotAllowed: the actor does not keep the people of this body.
    """
    policies.require_people(actor, body)
    with transaction.atomic():
        ledger.lock()
        return write_person(
            name, body=body, account_id=account_id, demo=demo, actor=actor, at=at
        ).pk


def give_post(person: int, new: NewPost, *, since: date, actor: Actor, at: datetime) -> int:
    """Give a person a post from a day on; return its key.

    :raises PeopleRefused: the body has ended, a role is unknown, or the post is held already.
    :raises NotAllowed: the actor does not keep the people of this body.
    """
    policies.require_people(actor, new.body)
    with transaction.atomic():
        ledger.lock()
        holder = Person.objects.filter(pk=person).first()
        if holder is None:
            raise PeopleRefused("没有这个人员。")
        return write_post(holder, new, since=since, actor=actor, at=at).pk


def link_account(post: int, *, account_id: int, actor: Actor, at: datetime) -> None:
    """Let an account act for the person who holds this post.

    :raises PeopleRefused: there is no such post, or the person or the account is linked already.
    :raises NotAllowed: the actor does not keep the people of this body.
    """
    held = Post.objects.select_related("person").filter(pk=post).first()
    if held is None:
        raise PeopleRefused("没有这个岗位。")
    policies.require_people(actor, held.body_id)
    if held.administers:
        policies.require_administrators(actor)
    if actor.account_id is not None and actor.account_id == account_id:
        raise PeopleRefused("不能为自己的账号绑定岗位。请由另一名有权限的同志办理。")
    taken = Person.objects.filter(account_id=account_id).exists()
    if taken or held.person.account_id is not None:
        raise PeopleRefused("这个账号或者人员已经绑定。请先核对人员。")
    with transaction.atomic():
        ledger.lock()
        held.person.account_id = account_id
        held.person.save(update_fields=["account"])
        ledger.record(
            events.ACCOUNT_LINKED.key,
            actor=actor,
            at=at,
            subject=f"account:{account_id}",
            after=_clip(held.person.name),
            facts={"person": held.person_id},
        )


def end_post(post: int, *, on: date, reason: str, actor: Actor, at: datetime) -> None:
    """End a post on a day; stand-ins for it end with it.

    :raises PeopleRefused: there is no such post, it has ended, or began later.
    :raises NotAllowed: the actor does not keep the people of this body.
    """
    held = Post.objects.select_related("person").filter(pk=post).first()
    if held is None:
        raise PeopleRefused("没有这个岗位。")
    policies.require_people(actor, held.body_id)
    administering.require_may_end(held, on=on, actor=actor)
    if held.valid_to is not None and held.valid_to <= on:
        raise PeopleRefused(f"这个岗位已于{held.valid_to:%Y-%m-%d}免职。")
    if on <= held.valid_from:
        raise PeopleRefused(f"任职日期是{held.valid_from:%Y-%m-%d}，免职日期应当在这之后。")
    with transaction.atomic():
        ledger.lock()
        for stand_in in held.stand_ins.filter(valid_from__lt=on, valid_to__gt=on):
            stand_in.valid_to = on
            stand_in.save(update_fields=["valid_to"])
        held.valid_to = on
        held.save(update_fields=["valid_to"])
        ledger.record(
            events.POST_ENDED.key,
            actor=actor,
            at=at,
            subject=f"body:{held.body_id}",
            before=_clip(f"{held.person.name} {held.unit}{held.title}"),
            facts={"on": on.isoformat(), "reason": reason, "post": held.pk},
        )
        why = f"负责领导不再担任{held.title}"
        appointing.lapse_pairs(leader=held.pk, on=on, reason=why, at=at)


def arrange_absence(
    post: int,
    deputy: int,
    *,
    since: date,
    until: date,
    reason: str,
    basis: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """Let a colleague sign for an absent holder for a time; return the acting post.

    What is signed in the acting post says for whom. The deputy keeps their own post beside it.

    :raises PeopleRefused: dates, bodies or posts do not fit, or somebody stands in already.
    :raises NotAllowed: the actor may not arrange this in the body.
    """
    absent = Post.objects.select_related("person").filter(pk=post).first()
    standing = Post.objects.select_related("person").filter(pk=deputy).first()
    if absent is None or standing is None:
        raise PeopleRefused("没有这个岗位。")
    policies.require_absence(actor, absent.body_id)
    _require_fitting(absent, standing, since, until)
    with transaction.atomic():
        ledger.lock()
        overlapping = Absence.objects.filter(post=absent, valid_from__lt=until, valid_to__gt=since)
        if overlapping.exists():
            raise PeopleRefused("这段时间已经安排了代行职责的人员。请先结束原来的安排。")
        acting = Post.objects.create(
            person=standing.person,
            body_id=absent.body_id,
            title=absent.title,
            unit=absent.unit,
            rank=standing.rank,
            phone=standing.phone,
            roles=absent.roles,
            compartments=absent.compartments,
            valid_from=since,
            valid_to=until,
            on_behalf_of=absent,
        )
        seq = _record_stand_in(acting, absent, reason, actor=actor, at=at)
        Absence.objects.create(
            post=absent,
            acting=acting,
            valid_from=since,
            valid_to=until,
            reason=reason,
            basis=basis,
            seq=seq,
        )
    return acting.pk


def _record_stand_in(acting: Post, absent: Post, reason: str, *, actor: Actor, at: datetime) -> int:
    entry = ledger.record(
        events.ABSENCE_ARRANGED.key,
        actor=actor,
        at=at,
        subject=f"body:{absent.body_id}",
        before=_clip(absent.person.name),
        after=_clip(acting.person.name),
        facts={
            "since": acting.valid_from.isoformat(),
            "until": acting.valid_to.isoformat() if acting.valid_to else "",
            "reason": reason,
            "post": absent.pk,
            "acting": acting.pk,
        },
    )
    return entry.seq


def end_absence(acting: int, *, on: date, actor: Actor, at: datetime) -> None:
    """End a stand-in early: the holder is back.

    :raises PeopleRefused: there is no such arrangement, or it ends by then anyway.
    :raises NotAllowed: the actor may not arrange this in the body.
    """
    absence = (
        Absence.objects.select_related("acting__person", "post__person")
        .filter(acting_id=acting)
        .first()
    )
    if absence is None:
        raise PeopleRefused("没有这项代行职责的安排。")
    policies.require_absence(actor, absence.post.body_id)
    if not absence.valid_from < on < absence.valid_to:
        raise PeopleRefused("结束日期应当在安排的期间之内。")
    with transaction.atomic():
        ledger.lock()
        absence.valid_to = on
        absence.save(update_fields=["valid_to"])
        absence.acting.valid_to = on
        absence.acting.save(update_fields=["valid_to"])
        ledger.record(
            events.ABSENCE_ENDED.key,
            actor=actor,
            at=at,
            subject=f"body:{absence.post.body_id}",
            before=_clip(absence.acting.person.name),
            after=_clip(absence.post.person.name),
            facts={"on": on.isoformat(), "acting": acting},
        )


def write_person(
    name: str,
    *,
    body: str,
    account_id: int | None,
    demo: bool,
    actor: Actor,
    at: datetime,
) -> Person:
    """Write a person; inside a transaction, without asking who may."""
    if not name.strip():
        raise PeopleRefused("请填写姓名。")
    person = Person.objects.create(name=name.strip(), account_id=account_id, is_demo=demo)
    ledger.record(
        events.PERSON_ADDED.key,
        actor=actor,
        at=at,
        subject=f"body:{body}",
        after=_clip(person.name),
        facts={"person": person.pk},
    )
    return person


def write_post(person: Person, new: NewPost, *, since: date, actor: Actor, at: datetime) -> Post:
    """Write a post; inside a transaction, without asking who may."""
    body = Body.objects.filter(code=new.body).first()
    if body is None or (body.valid_to is not None and body.valid_to <= since):
        raise PeopleRefused(f"没有代码为“{new.body}”的机构，或者机构已经撤销。")
    if not new.title.strip():
        raise PeopleRefused("请填写职务。")
    _require_roles(new.roles)
    administers = administering.administered(person, new.roles, since=since, actor=actor)
    same = Post.objects.filter(
        person=person, body=body, title=new.title, unit=new.unit, valid_to__isnull=True
    )
    if same.exists():
        raise PeopleRefused(f"{person.name}已经担任“{new.unit}{new.title}”。")
    post = Post.objects.create(
        person=person,
        body=body,
        title=new.title.strip(),
        unit=new.unit.strip(),
        rank=new.rank.strip(),
        phone=new.phone.strip(),
        roles=sorted(set(new.roles)),
        administers=administers,
        compartments=sorted(set(new.compartments)),
        public_name=new.public_name,
        valid_from=since,
    )
    ledger.record(
        events.POST_GIVEN.key,
        actor=actor,
        at=at,
        subject=body.subject,
        after=_clip(f"{person.name} {post.unit}{post.title}"),
        facts={"post": post.pk, "roles": list(post.roles), "since": since.isoformat()},
    )
    return post


def _require_roles(roles: Collection[str]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise PeopleRefused(f"没有名为“{'、'.join(unknown)}”的职责。")


def _require_fitting(absent: Post, standing: Post, since: date, until: date) -> None:
    if absent.administers or standing.administers:
        raise PeopleRefused("管理员的职责不能由他人代行，管理员也不能代行业务职责。请另行任命。")
    if absent.on_behalf_of_id or standing.on_behalf_of_id:
        raise PeopleRefused("代行的岗位不能再委托他人代行。")
    if absent.body_id != standing.body_id:
        raise PeopleRefused("代行职责的人员应当在同一单位任职。")
    if absent.person_id == standing.person_id:
        raise PeopleRefused("不能由本人代行自己的职责。")
    if since >= until:
        raise PeopleRefused("结束日期应当在开始日期之后。")
    if not absent.held_on(since) or not standing.held_on(since):
        raise PeopleRefused("开始之日，双方都应当在任。")


def _clip(text: str) -> str:
    return text.strip()[:60]
