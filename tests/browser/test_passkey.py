"""Second factors in a real browser: the key that Chromium emulates, and an app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyotp
import pytest
from django.utils import timezone

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.access import api as access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from bihuan.kernel.access.models import Account

PASSWORD = "清溪-Dukou-木桥-42"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def acting(account: Account, post_id: int | None) -> Actor:
    del post_id
    return Actor(
        key="post:1",
        name=account.display,
        post="系统管理员",
        body="510000-office",
        body_name="省环委办",
        region="510000",
        line="office",
        roles=frozenset({"system_admin"}),
        account_id=account.pk,
    )


@pytest.fixture
def administrator(transactional_db: None) -> Iterator[Account]:
    del transactional_db
    with access.resolving(acting):
        yield access.create_account(
            login="keeper",
            display="尹归舟",
            password=PASSWORD,
            actor=system_actor("tests"),
            at=timezone.now(),
        )


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/login/?next=/account/")
    page.get_by_label("登录名").fill("keeper")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()


def leave(page: Page) -> None:
    page.locator("header details summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_load_state()


@pytest.mark.usefixtures("administrator")
def test_an_administrator_enrols_a_passkey_and_signs_in_with_it(
    page: Page, live_server: LiveServer
) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(page, live_server.url)
    assert "管理员岗位必须使用第二因素" in page.inner_text("main")
    page.get_by_role("link", name="登记通行密钥").click()
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("离开本页后不再显示").wait_for()
    page.get_by_role("link", name="已经保存").click()
    assert "办公电脑" in page.inner_text("main")
    leave(page)
    sign_in(page, live_server.url)
    assert "第二因素验证" in page.inner_text("h1")
    page.get_by_role("button", name="使用通行密钥").click()
    page.get_by_text("密码、通行密钥").wait_for()
    assert page.url == f"{live_server.url}/account/"


@pytest.mark.usefixtures("administrator")
def test_an_app_is_enrolled_from_its_page(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server.url)
    page.get_by_role("link", name="启用动态口令").click()
    picture = page.get_by_role("img", name="动态口令的二维码")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    secret = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("应用显示的 6 位数字").fill(pyotp.TOTP(secret).now())
    page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_role("button", name="启用", exact=True).click()
    page.get_by_role("link", name="已经保存").click()
    leave(page)
    sign_in(page, live_server.url)
    assert "第二因素验证" in page.inner_text("h1")
    assert page.get_by_role("button", name="使用通行密钥").count() == 0
