"""The page of a post: stand-ins, the end of a post, accounts linked, by whoever may."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.modules.organisations.models import Absence, Post
from bihuan.modules.organisations.tests.conftest import SYSTEM, hire
from bihuan.modules.organisations.tests.test_web import sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("corner")
WATER = "510000-water"


def day(offset: int) -> str:
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def posts() -> tuple[int, int, int]:
    return (
        hire("王一", WATER, "厅长", "principal"),
        hire("李二", WATER, "副厅长", "deputy"),
        hire("张三", WATER, "经办人", "handler"),
    )


def stand_in(deputy: int, **changed: str) -> dict[str, str]:
    data = {"deputy": str(deputy), "since": day(-1), "until": day(9), "reason": "出差"}
    return {f"stand-in-{key}": value for key, value in {**data, **changed}.items()}


def test_a_leader_arranges_and_ends_a_stand_in(client: Client) -> None:
    chief, deputy, _ = posts()
    sign_in(client, deputy, "li")
    url = f"/organisations/posts/{chief}/"
    assert "安排代行职责" in client.get(url).content.decode()
    refused = client.post(f"{url}stand-in/", stand_in(deputy, until=day(-5)))
    assert (refused.status_code, "结束日期应当在开始日期之后" in refused.content.decode()) == (
        422,
        True,
    )
    assert (
        "请填写事由" in client.post(f"{url}stand-in/", stand_in(deputy, reason="")).content.decode()
    )
    done = client.post(f"{url}stand-in/", stand_in(deputy), follow=True).content.decode()
    assert "代行职责已安排" in done
    assert "由李二代行" in done
    assert "台账第" in done
    switch = client.get("/post/").content.decode()
    assert "代王一（厅长）" in switch
    twice = client.post(f"{url}stand-in/", stand_in(deputy)).content.decode()
    assert "已经安排了代行" in twice
    acting = Absence.objects.get().acting_id
    ended = client.post(f"{url}back/", {"back-acting": str(acting), "back-on": day(1)}, follow=True)
    assert "代行已结束" in ended.content.decode()


def test_a_clerk_keeps_people_but_arranges_no_stand_in(client: Client) -> None:
    chief, deputy, clerk = posts()
    sign_in(client, clerk, "zhang")
    url = f"/organisations/posts/{chief}/"
    page = client.get(url).content.decode()
    assert "安排代行职责" not in page
    assert "免职" in page
    assert client.post(f"{url}stand-in/", stand_in(deputy)).status_code == 404
    data = {"end-on": day(0), "end-reason": "退休"}
    assert "免职已登记" in client.post(f"{url}end/", data, follow=True).content.decode()
    assert Post.objects.get(pk=chief).valid_to == timezone.localdate()
    assert client.get(url).status_code == 404


def test_an_account_is_linked_by_name_and_not_ones_own(client: Client) -> None:
    chief, _, clerk = posts()
    sign_in(client, clerk, "zhang")
    url = f"/organisations/posts/{chief}/"
    for login, sentence in (("nobody", "没有这个登录名"), ("zhang", "自己的账号")):
        answer = client.post(f"{url}link/", {"link-login": login})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    access.create_account(
        login="wang", display="王一", password=None, actor=SYSTEM, at=timezone.now()
    )
    done = client.post(f"{url}link/", {"link-login": "wang"}, follow=True).content.decode()
    assert "账号已绑定" in done


def test_a_stranger_finds_no_post(client: Client) -> None:
    chief, deputy, _ = posts()
    sign_in(client, hire("赵四", "511100-housing", "经办人", "handler"), "zhao")
    url = f"/organisations/posts/{chief}/"
    assert client.get(url).status_code == 404
    assert client.post(f"{url}stand-in/", stand_in(deputy)).status_code == 404
    assert client.get("/organisations/posts/999999/").status_code == 404


def test_a_leader_looks_through_the_eyes_of_a_clerk_and_not_the_other_way_round(
    client: Client,
) -> None:
    chief, deputy, clerk = posts()
    other = hire("孙五", "510000-housing", "经办人", "handler")
    sign_in(client, deputy, "li")
    assert "以他的视角查看" in client.get(f"/organisations/posts/{clerk}/").content.decode()
    assert "以他的视角查看" not in client.get(f"/organisations/posts/{chief}/").content.decode()
    for post in (chief, deputy, other):
        assert client.post(f"/post/look/{post}/").status_code == 404
    assert client.post(f"/post/look/{clerk}/").status_code == 302
    page = client.get("/organisations/people/").content.decode()
    assert "正在以张三的视角查看" in page
    assert (
        client.post(f"/organisations/posts/{chief}/stand-in/", stand_in(deputy)).status_code == 403
    )
    assert not Absence.objects.exists()
    client.post("/post/look/end/")
    assert "视角查看，只能看" not in client.get("/organisations/people/").content.decode()
