"""People, posts, stand-ins: who acts, for whom, and who may look them up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.access import Actor
from bihuan.kernel.access import api as access
from bihuan.modules.organisations import operations, queries
from bihuan.modules.organisations.models import Person, Post
from bihuan.modules.organisations.operations import NewPost, PeopleRefused
from bihuan.modules.organisations.policies import NotAllowed
from bihuan.modules.organisations.tests.conftest import (
    AT,
    DAY,
    SYSTEM,
    WATER_HANDLER,
    WATER_PRINCIPAL,
    acting,
    hire,
)

if TYPE_CHECKING:
    from bihuan.kernel.access.models import Account

pytestmark = pytest.mark.usefixtures("corner")


def account_of(post: int, login: str) -> Account:
    account = access.create_account(
        login=login, display=login, password="Long-enough-42", actor=SYSTEM, at=AT
    )
    Person.objects.filter(posts__pk=post).update(account=account)
    return account


def test_an_account_acts_in_its_post_and_in_no_other() -> None:
    mine = hire("王一", "510000-water", "四级调研员", "handler", unit="水资源处")
    other = hire("李二", "510000-water", "厅长", "principal")
    account = account_of(mine, "wang")
    actor = queries.actor_for(account, None, on=DAY)
    assert (actor.key, actor.body, actor.line) == (f"post:{mine}", "510000-water", "water")
    assert (actor.body_name, actor.post, actor.region) == ("水利厅", "水资源处四级调研员", "510000")
    assert actor.roles == {"handler"}
    assert actor.account_id == account.pk
    with pytest.raises(access.NoPost):
        queries.actor_for(account, other, on=DAY)
    with pytest.raises(access.NoPost):
        queries.actor_for(account, None, on=date(2023, 3, 19))


def test_a_post_that_ended_carries_nothing() -> None:
    post = hire("王一", "510000-water", "厅长", "principal")
    account = account_of(post, "wang")
    operations.end_post(post, on=date(2024, 1, 1), reason="退休", actor=SYSTEM, at=AT)
    assert queries.actor_for(account, None, on=date(2023, 12, 31)).has("principal")
    with pytest.raises(access.NoPost):
        queries.actor_for(account, None, on=date(2024, 1, 1))
    with pytest.raises(PeopleRefused, match="免职"):
        operations.end_post(post, on=date(2024, 2, 1), reason="", actor=SYSTEM, at=AT)


def test_a_stand_in_signs_for_the_absent_and_says_so() -> None:
    chief = hire("王一", "510000-water", "厅长", "principal", rank="正厅级")
    deputy = hire("李二", "510000-water", "副厅长", "deputy", rank="副厅级")
    account = account_of(deputy, "li")
    stand_in = operations.arrange_absence(
        chief,
        deputy,
        since=date(2024, 3, 1),
        until=date(2024, 3, 11),
        reason="外出学习",
        actor=WATER_PRINCIPAL,
        at=AT,
    )
    assert [p.id for p in queries.posts_of(account, on=date(2024, 2, 29))] == [deputy]
    offered = queries.posts_of(account, on=date(2024, 3, 5))
    assert [p.id for p in offered] == [deputy, stand_in]
    assert offered[1].label == "水利厅厅长（代王一（厅长））"
    actor = queries.actor_for(account, stand_in, on=date(2024, 3, 5))
    assert actor.name == "李二"
    assert actor.on_behalf_of == "王一（厅长）"
    assert actor.has("principal")
    assert queries.actor_for(account, None, on=date(2024, 3, 5)).on_behalf_of == ""
    operations.end_absence(stand_in, on=date(2024, 3, 8), actor=WATER_PRINCIPAL, at=AT)
    with pytest.raises(access.NoPost):
        queries.actor_for(account, stand_in, on=date(2024, 3, 8))


def test_arrangements_that_do_not_fit_are_refused() -> None:
    chief = hire("王一", "510000-water", "厅长", "principal")
    deputy = hire("李二", "510000-water", "副厅长", "deputy")
    stranger = hire("赵三", "510000-finance", "副厅长", "deputy")

    def arrange(post: int, by: int, *, actor: Actor = WATER_PRINCIPAL) -> int:
        return operations.arrange_absence(
            post,
            by,
            since=date(2024, 3, 1),
            until=date(2024, 3, 11),
            reason="出差",
            actor=actor,
            at=AT,
        )

    with pytest.raises(PeopleRefused, match="同一单位"):
        arrange(chief, stranger)
    with pytest.raises(PeopleRefused, match="本人"):
        arrange(chief, chief)
    with pytest.raises(NotAllowed):
        arrange(chief, deputy, actor=WATER_HANDLER)
    first = arrange(chief, deputy)
    with pytest.raises(PeopleRefused, match="已经安排"):
        arrange(chief, deputy)
    with pytest.raises(PeopleRefused, match="不能再委托"):
        arrange(first, chief)


def test_posts_are_refused_with_a_reason() -> None:
    person = operations.add_person("王一", body="510000-water", actor=WATER_HANDLER, at=AT)
    for new, word in (
        (NewPost("510000-none", "厅长", ("principal",)), "没有代码"),
        (NewPost("510000-water", " ", ("principal",)), "职务"),
        (NewPost("510000-water", "厅长", ("king",)), "king"),
    ):
        with pytest.raises(PeopleRefused, match=word):
            operations.give_post(person, new, since=DAY, actor=SYSTEM, at=AT)
    with pytest.raises(NotAllowed):
        operations.add_person("王二", body="510000-finance", actor=WATER_HANDLER, at=AT)


def test_who_may_look_up_whom() -> None:
    hire("省水利", "510000-water", "处长", "office_head")
    hire("省财政", "510000-finance", "处长", "office_head")
    hire("市水务", "511100-water", "局长", "principal")
    hire("县水务", "511102-water", "局长", "principal")
    hire("市财政", "511100-finance", "局长", "principal")

    def seen_by(body: str, line: str, region: str) -> set[str]:
        actor = acting(body, line, "handler", region=region)
        return {post.person.name for post in queries.roster(actor=actor, on=DAY)}

    assert seen_by("510000-water", "water", "510000") == {"省水利", "市水务", "县水务"}
    assert seen_by("511100-water", "water", "511100") == {"市水务", "县水务"}
    assert seen_by("511100-office", "office", "511100") == {"市水务", "县水务", "市财政"}
    assert len(seen_by("510000-office", "office", "510000")) == 5
    assert seen_by("510100-water", "water", "510100") == set()
    assert Post.objects.count() == 5
