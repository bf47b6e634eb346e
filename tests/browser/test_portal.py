"""The portal as a citizen reads it: without a script, in large type, on a phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_every_page import serious
from tests.browser.walking import DESK, PHONE, PICTURES, keep

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("/?q=烧秸秆", "/data/", "/data/fields/", "/feeds/", "/map/", "/corrections/", "/lists/")
BODY = "/lists/510000-water/"


def test_every_page_is_read_without_a_script(chromium: Browser, own_address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    try:
        for path in (*PAGES, BODY):
            answer = page.goto(own_address + path)
            assert answer is not None
            assert answer.status == 200, path
            assert page.locator("main").inner_text().strip(), path
        page.goto(own_address + BODY)
        page.locator("main table a").first.click()
        assert "/p/" in page.url, "a version of the body opens by its link"
        page.goto(f"{own_address}/corrections/")
        page.get_by_label("哪一页").fill("水利厅清单第3项")
        page.get_by_label("哪里不对、应该是什么").fill("电话是空号。")
        page.get_by_role("button", name="提交", exact=True).click()
        assert "已经收到" in page.locator("main").inner_text()
        code = page.locator("main strong.portal-code").inner_text()
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查看答复").click()
        assert "正在核实" in page.locator("main").inner_text()
    finally:
        context.close()


def large(page: Page) -> float:
    size: Any = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    return float(size)


@pytest.mark.parametrize("path", [*PAGES, BODY])
def test_large_type_is_larger_and_nothing_is_lost(page: Page, demo_address: str, path: str) -> None:
    page.set_viewport_size(DESK)
    page.goto(demo_address + path)
    before = large(page)
    page.get_by_role("link", name="大字版").first.click()
    page.wait_for_load_state()
    page.goto(demo_address + path)
    assert large(page) > before
    assert serious(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    keep(page, PICTURES / "portal-large" / f"{path.strip('/?').replace('/', '-')}.png")


@pytest.mark.parametrize("path", [BODY, "/data/"])
def test_paper_shows_the_content_and_no_menu(page: Page, demo_address: str, path: str) -> None:
    page.goto(demo_address + path)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("main table").first.is_visible()
    assert not page.locator("header nav").first.is_visible()
