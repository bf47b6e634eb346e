"""A matter nobody leads, as its people carry it in a browser: from the form to a row in a list.

Three departments answer, the office meets and drafts, the decision is recorded and published, and
the lead finds the row in its list.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

from tests.browser.walking import Walk
from tests.demo_site import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

PASSWORD = "清溪-Dukou-木桥-42"
TITLE = "河道采砂弃料堆放场扬尘和渗滤的牵头监管"
WATER, FARMS, ROADS = "510000-water", "510000-agriculture", "510000-transport"
NAMES = {WATER: "四川省水利厅", FARMS: "四川省农业农村厅", ROADS: "四川省交通运输厅"}
LET_IN = f"""
import django
django.setup()
from django.utils import timezone
from bihuan.kernel.access import api as access, system_actor
from bihuan.modules.organisations import demo, operations
at, maker = timezone.now(), system_actor("tests")
for body in {(FARMS, ROADS)!r}:
    for role in ("handler", "deputy"):
        held = demo.actor(body, role, on=timezone.localdate(at))
        account = access.create_account(
            login=f"{{body}}-{{role}}", display=held.name, password={PASSWORD!r}, actor=maker, at=at
        )
        operations.link_account(
            int(held.key.removeprefix("post:")), account_id=account.pk, actor=maker, at=at
        )
"""


def let_in(var: Path) -> None:
    """Give two more departments people who can sign in."""
    settings = {"DJANGO_SETTINGS_MODULE": "bihuan.config.settings"}
    subprocess.run(  # noqa: S603  a script of ours
        [sys.executable, "-c", LET_IN], env=environment(var) | settings, cwd=ROOT, check=True
    )


def as_account(walk: Walk, login: str, path: str) -> None:
    walk.page.context.clear_cookies()
    walk.go("/login/")
    walk.page.locator("input[name=login]").fill(login)
    walk.page.locator("input[name=password]").fill(PASSWORD)
    walk.page.get_by_role("button", name="登录", exact=True).click()
    walk.page.wait_for_url("**/desk/")
    walk.go(path)


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


def positions(walk: Walk) -> dict[str, str]:
    """The number of each department's own case, from the links of the docket."""
    found = {}
    for body, name in NAMES.items():
        link = walk.page.locator("table a", has_text=name).first.get_attribute("href") or ""
        found[body] = link.rstrip("/").rsplit("/", 1)[-1]
    return found


def answer(walk: Walk, number: str, stance: str, *, basis: str, share: str) -> None:
    walk.press("起草部门意见")
    walk.page.locator(f"input[name=f-stance][value={stance}]").check()
    walk.page.locator("#id_reason").fill("按本部门职责，意见如上。")
    walk.page.locator("#id_basis").fill(basis)
    walk.page.locator("#id_share").fill(share)
    walk.press("起草部门意见")
    walk.says("待单位负责人签发", number)


def sign(walk: Walk) -> None:
    walk.press("签发答复")
    walk.press("下一步：核对")
    walk.press("确认签发答复")
    walk.says("已答复")


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


def decide_and_publish(walk: Walk, number: str) -> None:
    walk.as_persona("hwb-principal", f"/cases/{number}/")
    walk.press("报请审定")
    walk.press("报请审定")
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.press("登记审定结果")
    walk.page.locator("#id_decision_no").fill("川办函〔2026〕77号")
    walk.page.locator("#id_decided_on").fill(date.today().isoformat())  # noqa: DTZ011  the site is on today
    walk.page.locator("input[name=files-decision]").set_input_files(
        {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    walk.press("下一步：核对")
    walk.press("确认登记审定结果")
    walk.says("已审定待公开")
    walk.press("向社会公开")
    walk.press("下一步：核对")
    walk.press("确认向社会公开")
    walk.says("已入清单", "川办函〔2026〕77号")
    walk.picture("done")


def test_a_matter_nobody_leads_ends_in_the_list_of_its_lead(
    page: Page, own_address: str, demo_copy: Path, faults: list[str]
) -> None:
    let_in(demo_copy)
    walk = Walk(page, own_address, story="docket")
    number = register(walk)
    ask(walk)
    three_departments_answer(walk, positions(walk))
    meet_and_draft(walk, number)
    decide_and_publish(walk, number)

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
