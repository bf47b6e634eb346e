"""Single sign-on in a real browser: refused with a number, linked by the keeper, let in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.access import api as access
from tests.browser.walking import Walk
from tests.identity_provider import CLIENT, SECRET, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from bihuan.kernel.access.models import Account

PASSWORD = "清溪-Dukou-木桥-42"


def acting(account: Account, post_id: int | None) -> Actor:
    del post_id
    keeper = account.login == "keeper"
    return Actor(
        key=f"post:{account.pk}",
        name=account.display,
        post="系统管理员" if keeper else "经办人",
        body="510000-office",
        body_name="省环委办",
        region="510000",
        line="office",
        roles=frozenset({"system_admin" if keeper else "handler"}),
        account_id=account.pk,
    )


@pytest.fixture
def people(transactional_db: None, settings: Settings) -> Iterator[None]:
    del transactional_db
    with access.resolving(acting), running() as issuer:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = issuer, CLIENT
        settings.OIDC_CLIENT_SECRET, settings.OIDC_NAME = SECRET, "统一身份认证"
        for login, display in (("keeper", "尹归舟"), ("wang", "王敏")):
            access.create_account(
                login=login,
                display=display,
                password=PASSWORD,
                actor=system_actor("tests"),
                at=timezone.now(),
                is_demo=login == "keeper",
            )
        yield


def come(walk: Walk) -> None:
    walk.page.context.clear_cookies()
    walk.go("/login/?next=/account/")
    walk.press("统一身份认证登录")
    walk.page.get_by_label("工号").fill("510-7")
    walk.page.get_by_role("button", name="同意").click()


@pytest.mark.usefixtures("people")
def test_somebody_is_linked_by_the_keeper_and_comes_in(
    page: Page, live_server: LiveServer, faults: list[str]
) -> None:
    walk = Walk(page, live_server.url, story="single-sign-on")
    walk.go("/login/")
    walk.picture("login")
    come(walk)
    page.locator("#refusal").wait_for()
    walk.says("您在“统一身份认证”中的编号是“510-7”，还没有与本系统的账号关联")
    walk.picture("refused")
    faults.clear()  # the browser notes that it was refused
    walk.go("/login/?next=/administration/accounts/")
    page.get_by_label("登录名").fill("keeper")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="wang").first.click()
    page.get_by_label("在“统一身份认证”中的编号").fill("510-7")
    page.get_by_label("理由").fill("凭工作证核实本人")
    walk.picture("administration")
    walk.press("关联单点登录身份")
    walk.says("编号 510-7，系统管理员关联")
    come(walk)
    page.wait_for_url("**/account/")
    walk.says("已关联“统一身份认证”", "单点登录（统一身份认证）", "由系统管理员关联")
    walk.picture("account")
