"""A supervision letter, as its people send it: drafted, checked, signed on a phone, numbered,
signed for by two recipients, answered by one.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.browser.walking import DESK, PHONE, Walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

RARE = "𬭼河"  # a character beyond the first plane, as place names have them


def choose(walk: Walk, label: str) -> None:
    walk.page.get_by_label(label, exact=True).check()


def draft(walk: Walk) -> str:
    """The clerk fills in the form, watches the preview, and is refused a mark of secrecy."""
    walk.as_persona("hwb-handler", "/papers/")
    walk.picture("register")
    walk.press("拟稿")
    walk.picture("kinds")
    walk.press("督办函")
    today = date.today()  # noqa: DTZ011 - what the browser shows
    walk.fill("督办事项", f"{RARE}流域入河排污口整改")
    walk.fill("督办编号", "DB-2026-031")
    choose(walk, "黄色")
    walk.fill("缘由和依据", "根据《四川省生态环境保护责任清单》和年度重点任务安排，")
    walk.fill("督办的问题", "经现场核查，两处入河排污口雨污混接，整改进度滞后。")
    walk.fill("办理要求", "查清混接原因，明确责任人\n完成雨污分流改造")
    walk.fill("方案报送时限", (today + timedelta(days=7)).isoformat())
    walk.fill("办结时限", (today + timedelta(days=30)).isoformat())
    walk.fill("联系人及电话", "演示联系人，028-00000000")
    walk.fill("主送", "四川省水利厅、乐山市环委办")
    choose(walk, "加急")
    choose(walk, "要求主送单位书面答复")
    walk.fill("答复期限", (today + timedelta(days=30)).isoformat())
    return refused_secret_then_saved(walk)


def refused_secret_then_saved(walk: Walk) -> str:
    with walk.page.expect_response(re.compile("/papers/preview/")) as answered:
        walk.page.get_by_label(re.compile("^督办的问题")).press_sequentially("请。")
    assert answered.value.status == 200
    walk.page.locator("#bh-preview:not(.htmx-request) img").first.wait_for()
    walk.picture("draft")
    walk.fill("缘由和依据", "机密★1年，根据年度重点任务安排，")
    walk.press("保存为拟稿")
    walk.says("非涉密系统", "机要交换")
    walk.fill("缘由和依据", "根据《四川省生态环境保护责任清单》和年度重点任务安排，")
    walk.press("预览")  # the way without script
    assert walk.page.locator("#bh-preview img").count() >= 1
    walk.press("保存为拟稿")
    walk.says("已拟稿", RARE)
    number = walk.page.url.rstrip("/").rsplit("/", 1)[-1]
    walk.press("送部门审核")
    return number


def check(walk: Walk, number: str) -> None:
    """The head of the unit and the reviewer of the office pass it on."""
    walk.as_persona("hwb-head", f"/cases/{number}/")
    walk.press("审核通过，送办公室核稿")
    walk.as_persona("hwb-reviewer", f"/cases/{number}/")
    walk.picture("office-review")
    walk.press("核稿通过，送签发")


def sign(walk: Walk, number: str) -> None:
    """The leader signs on a phone: one tap opens the paper, the second signs it."""
    walk.as_persona("hwb-principal")
    walk.page.set_viewport_size(PHONE)
    walk.page.locator(f"main a[href='/cases/{number}/']").first.click()
    walk.page.wait_for_load_state()
    walk.page.screenshot(path=walk.folder / "phone-signing.png")
    walk.page.locator(".bh-signbar button").click()
    walk.page.wait_for_load_state()
    walk.page.set_viewport_size(DESK)
    walk.says("“签发”已办理", "已签发待编号")


def take_number(walk: Walk) -> None:
    walk.press("登记编号")
    walk.press("下一步：核对")
    walk.press("确认登记编号")


def dispatch(walk: Walk) -> None:
    walk.press("用印、分发")
    walk.press("下一步：核对")
    walk.press("确认用印、分发")


def number_and_send(walk: Walk, number: str) -> str:
    walk.as_persona("hwb-reviewer", f"/cases/{number}/")
    take_number(walk)
    found = re.search(r"川环委办\S+〔\d{4}〕\d+号", walk.text)
    assert found is not None, walk.text
    dispatch(walk)
    walk.says("签收情况", "2 个未签收")
    walk.picture("dispatched")
    return found.group()


def receive(walk: Walk, persona: str, doc_no: str) -> str:
    """A recipient finds the paper by its number and signs for it."""
    walk.as_persona(persona, "/papers/received/")
    walk.go(f"/search/?q={doc_no}")
    walk.page.locator("main a", has_text=doc_no).first.click()
    walk.page.wait_for_load_state()
    walk.press("签收")
    walk.says("收〔")
    walk.picture(f"received-{persona}")
    return walk.page.url.rstrip("/").rsplit("/", 1)[-1]


def answer(walk: Walk, came: str) -> None:
    """The water department answers by a letter of its own."""
    walk.as_persona("shui-handler", f"/cases/{came}/")
    walk.press("拟答复文")
    walk.picture("answer-draft")
    walk.press("保存为拟稿")
    number = walk.page.url.rstrip("/").rsplit("/", 1)[-1]
    walk.press("送部门审核")
    walk.as_persona("shui-head", f"/cases/{number}/")
    walk.press("审核通过，送办公室核稿")
    walk.as_persona("shui-reviewer", f"/cases/{number}/")
    walk.press("核稿通过，送签发")
    walk.as_persona("shui-deputy", f"/cases/{number}/")
    walk.page.locator(".bh-signbar button").click()
    walk.page.wait_for_load_state()
    walk.as_persona("shui-reviewer", f"/cases/{number}/")
    take_number(walk)
    dispatch(walk)


def comment(walk: Walk, came: str) -> None:
    """The leader of the recipient writes on the paper with one press."""
    walk.as_persona("shui-deputy", f"/cases/{came}/")
    walk.press("请抓紧办理。")
    walk.says("批示已记录")
    walk.picture("comment")


def story(walk: Walk) -> None:
    number = draft(walk)
    check(walk, number)
    sign(walk, number)
    doc_no = number_and_send(walk, number)
    came = receive(walk, "shui-handler", doc_no)
    comment(walk, came)
    receive(walk, "leshan-handler", doc_no)
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.says("已全部签收")
    answer(walk, came)
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.says("已答复", "川水函〔")
    walk.picture("answered")
    walk.go(f"/papers/?q={RARE}")
    walk.says(doc_no, RARE)


def test_a_letter_goes_from_the_draft_to_the_answer(
    page: Page, own_address: str, faults: list[str]
) -> None:
    story(Walk(page, own_address, story="paper"))
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()  # the browser reports that the refused draft was refused
