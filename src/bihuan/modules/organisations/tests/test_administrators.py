"""The three administrators: apart in every way a post is given, and in the database itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bihuan.kernel.access import ADMINISTRATORS
from bihuan.kernel.access import api as access
from bihuan.modules.organisations import operations, policies, queries
from bihuan.modules.organisations.models import Person, Post
from bihuan.modules.organisations.operations import NewPost, PeopleRefused
from bihuan.modules.organisations.tests.conftest import (
    AT,
    DAY,
    OFFICE,
    SYSTEM,
    WATER_HANDLER,
    acting,
    hire,
)

if TYPE_CHECKING:
    from django.test import Client

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.models import Account

pytestmark = pytest.mark.usefixtures("corner")
BODY = "510000-office"
KEEPER = acting(BODY, "office", "security_admin", key="post:900")
THREE = sorted(ADMINISTRATORS)
LATER = DAY + timedelta(days=100)


def account(login: str) -> Account:
    return access.create_account(login=login, display=login, password=None, actor=SYSTEM, at=AT)


def person_of(post: int) -> int:
    return Post.objects.get(pk=post).person_id


def give(person: int, *roles: str, actor: Actor = KEEPER) -> int:
    return operations.give_post(person, NewPost(BODY, "岗位", roles), since=DAY, actor=actor, at=AT)


@pytest.mark.goal("I4")
@pytest.mark.parametrize(("first", "second"), list(permutations(THREE, 2)))
def test_nobody_is_two_administrators(first: str, second: str) -> None:
    person = person_of(hire("赵一", BODY, "甲", first))
    with pytest.raises(PeopleRefused, match="不能由同一人担任"):
        give(person, second)
    with pytest.raises(PeopleRefused, match="单独设岗"):
        give(person_of(hire("钱二", BODY, "乙", "handler")), first, second)


@pytest.mark.goal("I4")
@pytest.mark.parametrize("role", THREE)
def test_an_administrator_does_no_business_and_the_other_way_round(role: str) -> None:
    with pytest.raises(PeopleRefused, match="不能同时担任业务岗位"):
        give(person_of(hire("赵一", BODY, "甲", role)), "handler")
    with pytest.raises(PeopleRefused, match="专人担任"):
        give(person_of(hire("钱二", BODY, "乙", "handler")), role)
    with pytest.raises(PeopleRefused, match="单独设岗"):
        hire("孙三", BODY, "丙", role, "handler")


@pytest.mark.goal("I4")
@pytest.mark.parametrize("role", THREE)
def test_only_the_security_administrator_appoints_and_never_themselves(role: str) -> None:
    mine = account("keeper")
    for other in (OFFICE, WATER_HANDLER, *(acting(BODY, "office", r) for r in THREE)):
        if other.has("security_admin"):
            continue
        with pytest.raises(policies.NotAllowed):
            operations.appoint_administrator(mine, role, body=BODY, since=DAY, actor=other, at=AT)
        with pytest.raises(policies.NotAllowed):
            give(operations.add_person("赵", body=BODY, actor=SYSTEM, at=AT), role, actor=other)
    own = replace(KEEPER, account_id=mine.pk)
    with pytest.raises(PeopleRefused, match="自己"):
        operations.appoint_administrator(mine, role, body=BODY, since=DAY, actor=own, at=AT)
    person = operations.add_person("我", body=BODY, account_id=mine.pk, actor=SYSTEM, at=AT)
    with pytest.raises(PeopleRefused, match="自己"):
        give(person, role, actor=own)
    post = hire("赵一", BODY, "甲", role)
    with pytest.raises(PeopleRefused, match="自己的账号"):
        operations.link_account(post, account_id=mine.pk, actor=own, at=AT)
    with pytest.raises(policies.NotAllowed):
        operations.link_account(post, account_id=mine.pk, actor=OFFICE, at=AT)


@pytest.mark.parametrize("role", THREE)
def test_an_appointed_account_acts_as_that_administrator_alone(role: str) -> None:
    made = account("new")
    operations.appoint_administrator(made, role, body=BODY, since=DAY, actor=KEEPER, at=AT)
    actor = queries.actor_for(made, None, on=DAY)
    assert actor.roles == {role}
    with pytest.raises(PeopleRefused):
        operations.appoint_administrator(made, role, body=BODY, since=DAY, actor=KEEPER, at=AT)


@pytest.mark.goal("I4")
@pytest.mark.parametrize("role", THREE)
def test_the_last_holder_stays_and_no_delegation_reaches_the_role(role: str) -> None:
    first = hire("赵一", BODY, "甲", role)
    clerk = hire("钱二", BODY, "乙", "handler")
    with pytest.raises(PeopleRefused, match="最后一名"):
        operations.end_post(first, on=LATER, reason="调动", actor=KEEPER, at=AT)
    for absent, deputy in ((first, clerk), (clerk, first)):
        with pytest.raises(PeopleRefused, match="代行"):
            operations.arrange_absence(
                absent, deputy, since=DAY, until=LATER, reason="出差", actor=SYSTEM, at=AT
            )
    hire("孙三", BODY, "丙", role)
    with pytest.raises(policies.NotAllowed):
        operations.end_post(first, on=LATER, reason="调动", actor=OFFICE, at=AT)
    own = replace(KEEPER, key=f"post:{first}")
    with pytest.raises(PeopleRefused, match="自己"):
        operations.end_post(first, on=LATER, reason="调动", actor=own, at=AT)
    operations.end_post(first, on=LATER, reason="调动", actor=KEEPER, at=AT)
    assert give(person_of(clerk), "reviewer", actor=SYSTEM)


@pytest.mark.goal("I4")
@pytest.mark.parametrize(
    ("administers", "roles"),
    [
        ("", ["system_admin"]),
        ("", ["handler", "audit_admin"]),
        ("system_admin", ["handler"]),
        ("system_admin", ["system_admin", "security_admin"]),
        ("system_admin", ["security_admin"]),
        ("root", ["handler"]),
    ],
)
def test_the_database_refuses_what_slips_past_the_operations(
    administers: str, roles: list[str]
) -> None:
    post = hire("赵一", BODY, "甲", "handler")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post).update(administers=administers, roles=roles)


def test_the_database_refuses_a_second_administrators_post_and_a_stand_in() -> None:
    first = Post.objects.get(pk=hire("赵一", BODY, "甲", "audit_admin"))
    other = hire("钱二", BODY, "乙", "handler")
    row = {
        "body_id": BODY,
        "title": "乙",
        "administers": "system_admin",
        "roles": ["system_admin"],
        "valid_from": DAY,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=first.person, **row)
    person = Person.objects.create(name="孙三")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=person, on_behalf_of_id=other, **row)


# --- In the browser ------------------------------------------------------------


def test_the_pages_appoint_and_dismiss_and_refuse_with_sentences(client: Client) -> None:
    today = timezone.localdate()
    hire("赵一", BODY, "甲", "audit_admin", since=today - timedelta(days=9))
    keeper = hire("钱二", BODY, "乙", "security_admin", since=today - timedelta(days=9))
    person = Post.objects.get(pk=keeper).person
    mine = access.create_account(
        login="keeper",
        display="钱二",
        password="River-crossing-42",
        actor=SYSTEM,
        at=timezone.now(),
        is_demo=True,
    )
    Person.objects.filter(pk=person.pk).update(account=mine)
    client.post("/login/", {"login": "keeper", "password": "River-crossing-42"})
    url = "/organisations/administrators/"
    account("han")
    for login, role, sentence in (
        ("keeper", "audit_admin", "不能任命自己"),
        ("nobody", "audit_admin", "没有这个登录名"),
    ):
        answer = client.post(url, {"login": login, "role": role})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    done = client.post(url, {"login": "han", "role": "audit_admin"}, follow=True)
    assert "已任命" in done.content.decode()
    first = Post.objects.get(person__name="赵一")
    for post, reason, sentence in (
        (keeper, "调动", "不能免去自己"),
        (first.pk, "", "请写明免职的理由"),
        (first.pk, "调动", "管理职责已免去"),
    ):
        answer = client.post(f"{url}{post}/dismiss/", {"reason": reason}, follow=True)
        assert sentence in answer.content.decode()
    assert client.post(f"{url}999999/dismiss/", {"reason": "x"}).status_code == 404
