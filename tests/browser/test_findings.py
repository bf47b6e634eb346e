"""What the comparison of lists finds, as the office works on it: a duty nobody claims goes from
the finding to a row in a list; a matter is returned to its body; a finding is dismissed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from pypdfium2 import PdfDocument

from bihuan.modules.algebra.models import FindingKind
from tests.browser.docketing import (
    answer,
    as_account,
    decide_and_publish,
    let_in,
    positions,
    sign,
)
from tests.browser.walking import Walk
from tests.demo_site import bihuan

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

FORESTS, WATER = "510000-forestry", "510000-water"
NAMES = {FORESTS: "四川省林业和草原局", WATER: "四川省水利厅"}
DUTY = "防治荒漠化和石漠化"
NOTE = "请与对方核对这一项怎样配合，双方的清单写成一致。"
PAPERS = {"A4": (297, 210), "A3": (420, 297)}
POINT = 72 / 25.4
REASON = "两家管的环节不同，分工清楚，不是重复牵头。"


def open_finding(walk: Walk, kind: FindingKind, *, words: str = "") -> str:
    """Find one kind of finding in the table, and open the first."""
    walk.as_persona(
        "hwb-handler", f"/algebra/?kind={kind.value}&state=open&region=510000&q={words}"
    )
    walk.page.locator("main tbody a").first.click()
    walk.page.wait_for_load_state()
    walk.says(kind.label, "待处理")
    return walk.page.url.removeprefix(walk.address)


def open_the_docket(walk: Walk) -> tuple[str, str]:
    """One press: the duty, why it is nobody's, and whose it should be are filled in already."""
    walk.as_persona("hwb-handler", "/algebra/")
    walk.picture("findings")
    address = open_finding(walk, FindingKind.GAP, words=DUTY)
    walk.says(DUTY, "没有一份已报备的清单写明由谁承担")
    walk.picture("gap")
    walk.press("登记会商")
    walk.says("两个月的期限开始计算", "已登记待研判", DUTY, "清单比对发现", NAMES[FORESTS])
    number = walk.page.url.rstrip("/").rsplit("/", 1)[-1]
    walk.picture("docket")
    walk.press("查看这条发现")
    walk.says("已登记会商", number)
    assert walk.page.get_by_role("button", name="登记会商").count() == 0
    return address, number


def ask_both(walk: Walk, number: str) -> dict[str, str]:
    walk.go(f"/cases/{number}/")
    walk.press("选定候选部门")
    box = walk.page.get_by_label(NAMES[FORESTS], exact=True)
    assert box.is_checked()
    walk.page.get_by_label(NAMES[WATER], exact=True).check()
    walk.picture("candidates")
    walk.press("保存")
    walk.press("研判为影响明显")
    walk.page.locator("#id_judgement").fill("川西北、攀西多地都有，影响明显。")
    walk.press("研判为影响明显")
    walk.press("征求部门意见")
    walk.page.locator("#id_question").fill("请说明是否牵头、依据和可以承担的工作。")
    walk.press("征求部门意见")
    walk.says("已答复 0/2")
    return positions(walk, NAMES)


def both_answer(walk: Walk, numbers: dict[str, str]) -> None:
    """The forest department with logins of its own, the water department as its people."""
    case = f"/cases/{numbers[FORESTS]}/"
    basis = "《中华人民共和国防沙治沙法》第五条"
    as_account(walk, f"{FORESTS}-handler", case)
    walk.picture("asked")
    answer(walk, numbers[FORESTS], "lead", basis=basis, share="编制规划，组织治理和监测。")
    as_account(walk, f"{FORESTS}-deputy", case)
    sign(walk)
    case = f"/cases/{numbers[WATER]}/"
    walk.as_persona("shui-handler", case)
    answer(walk, numbers[WATER], "partner", basis="", share="配合小流域综合治理。")
    walk.as_persona("shui-deputy", case)
    sign(walk)
    walk.picture("answered")


def meet_and_draft(walk: Walk, number: str) -> None:
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.press("记录会商")
    walk.page.locator("#id_met_on").fill(date.today().isoformat())  # noqa: DTZ011  the site is on today
    walk.page.locator("#id_attended").fill("省林草局、水利厅")
    walk.page.locator("#id_minutes").fill("同意由省林草局牵头。")
    walk.press("记录会商")
    walk.press("形成牵头意见")
    assert walk.page.locator("#id_lead_body").input_value() == FORESTS
    walk.page.locator("#id_category").select_option("restoration")
    walk.press("形成牵头意见")


def in_the_list_of_its_lead(walk: Walk, number: str) -> None:
    """The lead finds the new row, and from the row the way back to the decision."""
    as_account(walk, f"{FORESTS}-handler", f"/cases/{number}/")
    walk.page.locator("main a[href^='/cases/QD-']").first.click()
    walk.page.wait_for_load_state()
    row = walk.page.locator("tr[id^=row-]", has_text=re.compile(DUTY))
    assert row.count() == 1
    walk.picture("row")
    row.locator(f"a[href='/cases/{number}/']").click()
    walk.page.wait_for_load_state()
    walk.says("已入清单")


def test_a_duty_nobody_claims_goes_from_the_finding_to_a_row_in_a_list(
    page: Page, own_address: str, demo_copy: Path
) -> None:
    let_in(demo_copy, FORESTS)
    walk = Walk(page, own_address, story="finding")
    address, number = open_the_docket(walk)
    both_answer(walk, ask_both(walk, number))
    meet_and_draft(walk, number)
    decide_and_publish(walk, number, decision_no="川办函〔2026〕78号")
    in_the_list_of_its_lead(walk, number)
    walk.as_persona("hwb-handler", address)
    walk.says("已明确牵头", "事项列入清单 QD-", number)
    walk.picture("settled")
    assert bihuan("algebra", "run", var=demo_copy).returncode == 0
    walk.go(address)
    walk.says("已明确牵头")


def returned(walk: Walk) -> None:
    """What is written reaches the body, among its own findings."""
    address = open_finding(walk, FindingKind.ONE_SIDED, words="水利厅")
    walk.press("退请修订")
    walk.says("修订意见是空的")
    walk.page.locator("#text").fill(NOTE)
    walk.picture("return")
    walk.press("退请修订")
    walk.says("已退请修订", NOTE)
    walk.picture("returned")
    walk.as_persona("shui-handler", "/algebra/")
    walk.page.locator(f"main a[href='{address}']").click()
    walk.page.wait_for_load_state()
    walk.says("已退请修订", NOTE)
    assert walk.page.locator("main form button[value=return]").count() == 0


def dismissed(walk: Walk, var: Path) -> None:
    """The reason is remembered when everything is compared anew."""
    address = open_finding(walk, FindingKind.OVERLAP, words="尾矿库")
    walk.picture("overlap")
    walk.page.locator("#text").fill(REASON)
    walk.press("不作问题处理")
    walk.says("不作问题处理", REASON)
    assert bihuan("algebra", "run", var=var).returncode == 0
    walk.go(address)
    walk.says("不作问题处理", REASON)
    walk.picture("dismissed")


def test_a_finding_is_returned_to_its_body_and_another_dismissed_for_good(
    page: Page, own_address: str, demo_copy: Path, faults: list[str]
) -> None:
    walk = Walk(page, own_address, story="finding-other-ways")
    returned(walk)
    dismissed(walk, demo_copy)
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()  # the browser reports that a note without words was refused


def sheets(walk: Walk, body: str) -> tuple[int, tuple[int, int]]:
    """How many sheets the matrix of a body takes on paper, and their size in millimetres."""
    walk.go(f"/algebra/matrix/?body={body}")
    with PdfDocument(walk.page.pdf(prefer_css_page_size=True)) as paper:
        width, height = paper[0].get_size()
        return len(paper), (round(width / POINT), round(height / POINT))


def test_the_matrix_of_every_body_prints_on_the_one_sheet_its_page_names(
    page: Page, demo_address: str
) -> None:
    walk = Walk(page, demo_address, story="matrix")
    walk.as_persona("hwb-handler", "/algebra/matrix/")
    bodies = walk.page.locator("#body option").evaluate_all("all => all.map(one => one.value)")
    assert len(bodies) >= len(PAPERS)
    seen = set()
    for body in bodies:
        count, size = sheets(walk, body)
        name = next(name for name, known in PAPERS.items() if known == size)
        walk.says(f"打印时排在一张 {name} 横向纸上")
        assert count == 1, body
        seen.add(name)
    assert seen == set(PAPERS)
    for body in ("510000-ecology", WATER):
        walk.go(f"/algebra/matrix/?body={body}")
        walk.picture(body)
