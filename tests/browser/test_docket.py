"""A matter nobody leads, as its people carry it in a browser: from the form to a row in a list.

Three departments answer, the office meets and drafts, the decision is recorded and published, and
the lead finds the row in its list.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from tests.browser.docketing import (
    answer,
    as_account,
    decide_and_publish,
    let_in,
    positions,
    sign,
)
from tests.browser.walking import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

TITLE = "河道采砂弃料堆放场扬尘和渗滤的牵头监管"
WATER, FARMS, ROADS = "510000-water", "510000-agriculture", "510000-transport"
NAMES = {WATER: "四川省水利厅", FARMS: "四川省农业农村厅", ROADS: "四川省交通运输厅"}


def register(walk: Walk) -> str:
    walk.as_persona("hwb-handler", "/leads/")
    walk.picture("dockets")
    walk.press("登记会商事项")
    walk.press("登记")
    walk.says("请填写“事项”。")
    walk.fill("事项", TITLE)
    walk.fill("事项内容", "采砂弃料堆在河滩，起风扬尘、下雨渗滤，几个部门各管一段。")
    walk.fill("对生态环境的影响", "沿江三个市都有，群众投诉集中。")
    walk.page.locator("#id_source").select_option("office")
    walk.page.locator("#id_why_unowned").select_option("overlap")
    for name in NAMES.values():
        walk.page.get_by_label(name, exact=True).check()
    walk.picture("new")
    walk.press("登记")
    walk.says("已登记待研判", "两个月")
    return walk.page.url.rstrip("/").rsplit("/", 1)[-1]


def ask(walk: Walk) -> None:
    walk.press("研判为影响明显")
    walk.page.locator("#id_judgement").fill("影响范围大，反复投诉。")
    walk.press("研判为影响明显")
    walk.press("征求部门意见")
    walk.page.locator("#id_question").fill("请说明是否牵头、依据和可以承担的工作。")
    walk.press("征求部门意见")
    walk.says("已答复 0/3")


def three_departments_answer(walk: Walk, numbers: dict[str, str]) -> None:
    case = f"/cases/{numbers[WATER]}/"
    walk.as_persona("shui-handler", case)
    basis = "《长江河道采砂管理条例》第三条"
    answer(walk, numbers[WATER], "lead", basis=basis, share="清运弃料，划定堆放场。")
    walk.picture("position")
    walk.as_persona("shui-deputy", case)
    sign(walk)
    for body, stance, basis, share in (
        (ROADS, "partner", "", "监测扬尘和渗滤。"),
        (FARMS, "decline", "本单位“三定”规定没有这项职责", ""),
    ):
        case = f"/cases/{numbers[body]}/"
        as_account(walk, f"{body}-handler", case)
        if stance == "decline":
            refused_without_basis(walk)
            walk.go(case)
        answer(walk, numbers[body], stance, basis=basis, share=share)
        as_account(walk, f"{body}-deputy", case)
        sign(walk)


def refused_without_basis(walk: Walk) -> None:
    walk.press("起草部门意见")
    walk.page.locator("input[name=f-stance][value=decline]").check()
    walk.page.locator("#id_reason").fill("不在本部门职责之内。")
    walk.press("起草部门意见")
    walk.says("选择“不承担”的，必须写明依据")


def meet_and_draft(walk: Walk, number: str) -> None:
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.press("并排比较（可打印）")
    walk.says("同意牵头", "配合", "不承担", "《长江河道采砂管理条例》第三条")
    walk.picture("compare")
    walk.go(f"/cases/{number}/")
    walk.press("记录会商")
    walk.page.locator("#id_met_on").fill(date.today().isoformat())  # noqa: DTZ011  the site is on today
    walk.page.locator("#id_attended").fill("水利厅、交通运输厅、农业农村厅")
    walk.page.locator("#id_minutes").fill("各方同意由水利厅牵头。")
    walk.press("记录会商")
    walk.says("由四川省水利厅牵头，四川省交通运输厅配合")
    walk.press("形成牵头意见")
    assert walk.page.locator("#id_lead_body").input_value() == WATER
    text = walk.page.locator("#id_opinion_text")
    text.fill(text.input_value() + "\n附：各部门书面意见。")
    walk.page.locator("#id_category").select_option("water")
    walk.picture("opinion-form")
    walk.press("形成牵头意见")
    walk.says("附：各部门书面意见。")
    walk.picture("opinion")


def test_a_matter_nobody_leads_ends_in_the_list_of_its_lead(
    page: Page, own_address: str, demo_copy: Path, faults: list[str]
) -> None:
    let_in(demo_copy, FARMS, ROADS)
    walk = Walk(page, own_address, story="docket")
    number = register(walk)
    ask(walk)
    three_departments_answer(walk, positions(walk, NAMES))
    meet_and_draft(walk, number)
    decide_and_publish(walk, number, decision_no="川办函〔2026〕77号")

    walk.page.context.clear_cookies()
    walk.go("/decisions/")
    walk.page.get_by_role("link", name=TITLE).click()
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()  # the browser reports that two forms were refused
    walk.says("四川省水利厅", "川办函〔2026〕77号", "按期明确")
    walk.picture("portal")
    walk.as_persona("shui-handler", f"/cases/{number}/")
    walk.page.locator("main a[href^='/cases/QD-']").first.click()
    row = walk.page.locator("tr[id^=row-]", has_text=re.compile(TITLE))
    assert row.count() == 1
    walk.picture("row")


def test_a_lead_there_is_already_is_found_by_the_words_of_the_matter(
    page: Page, own_address: str
) -> None:
    walk = Walk(page, own_address, story="already-led")
    walk.as_persona("hwb-handler", "/leads/?q=退役光伏")
    walk.page.get_by_role("link", name="退役光伏组件回收处置").click()
    walk.press("已有牵头部门，不予会商")
    box = walk.page.locator("#id_led_row")
    box.fill("烧秸秆")
    walk.page.locator(".bh-picks button", has_text="四川省农业农村厅").first.click()
    assert box.input_value().startswith("NY-")
    assert walk.page.locator("#id_led_body").input_value() == "510000-agriculture"
    walk.picture("chosen")
    walk.page.locator("#id_opinion").fill("省农业农村厅的公开清单里已经写明。")
    walk.press("已有牵头部门，不予会商")
    walk.says("现有牵头部门", "四川省农业农村厅", "NY-")
