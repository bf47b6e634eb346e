"""Who wrote a letter: masked on its page, asked for by one, granted by another, opened, closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.walking import Walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME, PHONE = "林密禾", "13912345678"
REASON = "来信所说的县不清楚，要打电话向本人核实。"


def send(walk: Walk) -> None:
    """Somebody writes, without signing in."""
    walk.go("/corrections/")
    walk.page.locator("#id_page").fill("水利厅清单第3项")
    walk.page.locator("#id_text").fill("电话打不通。")
    walk.page.locator("#id_name").fill(NAME)
    walk.page.locator("#id_phone").fill(PHONE)
    walk.picture("letter")
    walk.press("提交")
    walk.says("已经收到")


def test_two_people_open_who_wrote(page: Page, own_address: str, faults: list[str]) -> None:
    walk = Walk(page, own_address, story="reveal")
    send(walk)
    walk.as_persona("hwb-handler", "/cases/?q=水利厅清单第3项")
    walk.page.locator("main a[href^='/cases/JC-']").first.click()
    letter = walk.page.url
    walk.says("林**", "139****5678", "来信人身份（已密封）")
    assert PHONE not in page.content()
    walk.picture("masked")
    walk.press("申请查看")
    walk.page.locator("#id_reason").fill("看看")
    walk.press("提交申请")
    walk.says("没有提交", "不少于10字", "请至少勾选一项", "请选择用途")
    walk.picture("refused")
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()  # the browser reports that the form was refused once
    walk.page.locator("input[name=kinds][value=phone]").check()
    walk.page.locator("input[name=purpose][value=verify]").check()
    walk.page.locator("#id_reason").fill(REASON)
    walk.press("提交申请")
    walk.says("待同意查看", REASON)
    request = re.sub(r"^.*?//[^/]+", "", page.url)
    assert "打开查看" not in walk.text
    walk.as_persona("hwb-head", request)
    walk.picture("asked")
    walk.press("同意查看")
    walk.press("下一步：核对")
    walk.press("确认同意查看")
    walk.says("限时可看")
    assert "打开查看" not in walk.text, "who granted it does not read it"
    walk.as_persona("hwb-handler", request)
    walk.picture("granted")
    walk.press("打开查看")
    walk.says(PHONE, "已记入账本")
    assert NAME not in walk.text, "only what was asked for"
    walk.picture("opened")
    walk.press("返回申请")
    assert PHONE not in page.content()
    walk.press("结束查看")
    walk.says("查看已结束")
    page.goto(letter)
    walk.says("打开过的记录", "省环委办", "向本人核实情况")
    walk.picture("record")
    walk.press("申请销毁")
    walk.picture("destroy")
