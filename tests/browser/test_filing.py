"""The main job, as its people do it in a browser: one matter list from the workbook to the public.

The water department's evidence of 2023 is withdrawn first, so that its cells are red when the story
begins. Everything after that is pressed, typed and uploaded.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.browser.walking import Walk
from tests.demo_site import bihuan

if TYPE_CHECKING:
    from playwright.sync_api import Page

BODY = "510000-water"
CLAUSES = ("2.1.3", "2.1.4", "2.1.5")
OWN_PORTAL = "https://water.510000.example/shengtaihuanjing/qingdan"
ROWS = (
    ("SL-01", "推进河湖长制落实，组织一河一策编制", "水", "四川省生态环境厅"),
    ("SL-02", "保障江河湖库生态流量并在线监管", "水", "四川省生态环境厅"),
    ("SL-03", "实施饮用水水源工程管护", "饮用水源", "四川省住房和城乡建设厅"),
    ("SL-04", "规范河道采砂管理并联合执法", "生态保护修复", "四川省公安厅、四川省交通运输厅"),
)


def filled(template: bytes, **wrong: tuple[int, str, str]) -> bytes:
    """Fill the template as a clerk does; `wrong` names a row, a column and what stands there."""
    book = openpyxl.load_workbook(BytesIO(template))
    sheet = book["事项清单"]
    titles = {str(cell.value).rstrip("*"): n for n, cell in enumerate(sheet[1], start=1)}
    for number, (code, name, category, partners) in enumerate(ROWS, start=2):
        values = {
            "事项编码": code,
            "事项名称": name,
            "类别": category,
            "本单位角色": "牵头",
            "配合单位": partners,
            "法律法规依据": "《中华人民共和国长江保护法》第三十一条",
            "事项层级": "省级",
            "主要措施": "核定目标；在线监管；按季通报",
            "完成时限": "长期",
            "责任领导": "演示厅领导",
            "牵头处室": "水资源处",
            "是否公开": "是",
            "公众咨询电话": "028-12345（演示）",
        }
        for title, value in values.items():
            sheet.cell(number, titles[title], value)
    for row, title, value in wrong.values():
        sheet.cell(row, titles[title]).value = value or None
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def download(walk: Walk, label: str) -> bytes:
    with walk.page.expect_download() as waiting:
        walk.named(label).click()
    return Path(waiting.value.path()).read_bytes()


def upload(walk: Walk, data: bytes) -> None:
    walk.page.get_by_label("填好的工作簿").set_input_files(
        {"name": "清单.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    walk.press("上传并预览")


def cell(walk: Walk, clause: str) -> tuple[str, str]:
    """What the matrix says of a clause for the department, and the sentence behind it."""
    walk.go("/matrix/")
    found = walk.page.locator(f"a[href^='/matrix/{clause}/{BODY}/']").first
    shown = found.get_attribute("class") or ""
    found.click()
    return shown, walk.page.locator(".work-why").first.inner_text()


def withdraw_old_evidence(walk: Walk) -> None:
    for _ in range(2):  # the list of 2023 and its new version
        walk.as_persona("hwb-principal", f"/matrix/2.1.3/{BODY}/")
        walk.page.get_by_role("link", name="撤回这份佐证").first.click()
        walk.fill("撤回原因", "旧的清单已不适用，须重新编制（演示）。")
        walk.press("撤回佐证")
        walk.says("已撤回", "旧的清单已不适用，须重新编制（演示）。")


def import_rows(walk: Walk, number: str, faults: list[str]) -> None:
    walk.as_persona("shui-handler", f"/cases/{number}/")
    walk.picture("draft")
    walk.press("导入 Excel")
    template = download(walk, "下载空白模板")
    walk.picture("import")
    wrong = {
        "category": (2, "类别", "水体"),
        "partner": (3, "配合单位", "四川省不存在厅"),
        "completion": (4, "完成时限", "年底前"),
        "office": (5, "牵头处室", ""),
    }
    upload(walk, filled(template, **wrong))
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()  # the browser reports that a refused upload was refused
    walk.says("发现 4 处错误，全部没有导入")
    listed = walk.page.locator("table").first.locator("tbody tr")
    seen = {
        (row.locator("td").nth(2).inner_text()[-1], row.locator("td").nth(3).inner_text())
        for row in listed.all()
    }
    assert seen == {(str(row), title) for row, title, _ in wrong.values()}
    assert all(row.locator("td").nth(1).inner_text() == "事项清单" for row in listed.all())
    walk.picture("import-errors")
    upload(walk, filled(template))
    walk.says("检查通过：共 4 项，没有发现错误。", "现在还没有写入任何内容。")
    walk.picture("import-preview")
    walk.press("确认导入")
    assert walk.page.locator("tr[id^=row-]").count() == len(ROWS)
    for code, name, _category, _partners in ROWS:
        walk.says(code, name)


def certify(walk: Walk, number: str, persona: str, label: str) -> None:
    walk.as_persona(persona, f"/cases/{number}/")
    walk.press(label)
    walk.press("下一步：核对")
    walk.press(f"确认{label}")


def change_a_row(walk: Walk, code: str, measures: str) -> None:
    walk.page.locator("tr[id^=row-]", has_text=code).get_by_role("link", name="修改").click()
    walk.fill("主要措施", measures)
    walk.press("保存事项")


def file_by_keyboard(walk: Walk, number: str) -> None:
    """Tab, type, Enter: no mouse, and every stop is seen."""
    walk.as_persona("shui-handler", f"/cases/{number}/")
    planned = (date.today() + timedelta(days=10)).isoformat()  # noqa: DTZ011  the site is on today
    tab_to(walk, "报送备案")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url("**/file/")
    tab_to(walk, "", selector="#id_publication_url")
    walk.page.keyboard.type(OWN_PORTAL)
    tab_to(walk, "", selector="#id_planned_publish_on")
    year, month, day = planned.split("-")
    walk.page.keyboard.type(month + day + year)  # the order of this Chromium's own language
    assert walk.page.locator("#id_planned_publish_on").input_value() == planned
    walk.picture("file-form")
    tab_to(walk, "下一步：核对")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_selector("[name=confirmed]")
    walk.says(OWN_PORTAL, planned)
    walk.picture("file-confirm")
    tab_to(walk, "确认报送备案")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url(f"**/cases/{number}/")


def tab_to(walk: Walk, label: str, *, selector: str = "") -> None:
    for _ in range(150):
        walk.page.keyboard.press("Tab")
        found = walk.page.evaluate(
            "([label, selector]) => { const n = document.activeElement;"
            " if (n === document.body) return null;"
            " const s = getComputedStyle(n), b = n.getBoundingClientRect();"
            " const hit = selector ? n.matches(selector) : n.textContent.trim() === label"
            "   && n.closest('main');"
            " const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2"
            "   && b.top >= 0 && b.bottom <= innerHeight + 1;"
            " return [!!hit, seen, n.outerHTML.slice(0, 100)] }",
            [label, selector],
        )
        if found is None:
            continue
        hit, seen, html = found
        assert seen, f"the focus is not seen on {html}"
        if hit:
            return
    pytest.fail(f"no key leads to “{label or selector}” on {walk.page.url}")


def test_a_list_goes_from_the_workbook_to_the_public(
    page: Page, own_address: str, demo_copy: Path, faults: list[str]
) -> None:
    walk = Walk(page, own_address, story="filing")
    withdraw_old_evidence(walk)
    for clause in CLAUSES:
        shown, sentence = cell(walk, clause)
        assert "late" in shown, (clause, shown, sentence)
    walk.picture("cell-red")

    walk.as_persona("shui-handler", "/matters/")
    walk.picture("lists")
    walk.page.get_by_role("link", name=re.compile("水利厅.*第1版")).first.click()
    number = walk.page.url.rstrip("/").rsplit("/", 1)[-1]
    import_rows(walk, number, faults)
    walk.press("送处室审核")
    walk.as_persona("shui-head", f"/cases/{number}/")
    walk.picture("review")
    walk.press("审核通过，送核签")
    two_leaders_certify(walk, number)

    file_by_keyboard(walk, number)
    walk.says("已报备待审核")
    return_with_a_note(walk, number)
    correct(walk, number)
    certify(walk, number, "shui-deputy", "分管领导核签")
    certify(walk, number, "shui-principal", "主要负责人核签")
    file_by_keyboard(walk, number)
    accept_and_publish(walk, number)

    for clause in CLAUSES:
        shown, sentence = cell(walk, clause)
        assert "done" in shown, (clause, shown, sentence)
        assert "清单" in sentence
        walk.says(number)
    walk.picture("cell-green")
    the_public_finds_it(walk)
    verdict = bihuan("ledger", "verify", var=demo_copy)
    assert verdict.returncode == 0, verdict.stderr


def two_leaders_certify(walk: Walk, number: str) -> None:
    """A change after the first seal makes it stale, and the refusal says what was changed."""
    certify(walk, number, "shui-deputy", "分管领导核签")
    walk.picture("certified-once")
    walk.as_persona("shui-handler", f"/cases/{number}/")
    change_a_row(walk, "SL-02", "核定目标；在线监管；按月通报")
    walk.as_persona("shui-principal", f"/cases/{number}/")
    walk.says("核签已失效", "SL-02", "按月通报", "请重新送签")
    assert walk.named("主要负责人核签").count() == 0
    walk.picture("seal-stale")
    walk.as_persona("shui-handler", f"/cases/{number}/")
    walk.press("改动后重新送分管领导")
    certify(walk, number, "shui-deputy", "分管领导核签")
    the_first_certifier_is_not_the_second(walk, number)
    certify(walk, number, "shui-principal", "主要负责人核签")
    walk.says("已核签待报备")


def accept_and_publish(walk: Walk, number: str) -> None:
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.press("予以备案")
    walk.press("下一步：核对")
    walk.press("确认予以备案")
    assert re.search(r"省环委办备〔\d{4}〕\d+号", walk.text), walk.text
    walk.picture("accepted")
    walk.as_persona("shui-handler", f"/cases/{number}/")
    walk.press("公开")
    walk.page.locator("#id_publication_url").fill(OWN_PORTAL)
    walk.press("下一步：核对")
    walk.press("确认公开")
    walk.says("已公开")
    walk.picture("published")


def the_first_certifier_is_not_the_second(walk: Walk, number: str) -> None:
    """The deputy stands in for the absent principal; four eyes are still two people's."""
    walk.as_persona("shui-deputy", "/post/")
    walk.picture("posts")
    walk.page.locator("main").get_by_role("button", name=re.compile("代")).first.click()
    walk.page.wait_for_url("**/desk/")
    walk.go(f"/cases/{number}/")
    walk.says("主要负责人核签须由另一人完成")
    assert walk.named("主要负责人核签").count() == 0
    walk.picture("same-person")


def return_with_a_note(walk: Walk, number: str) -> None:
    walk.as_persona("hwb-handler", "/matters/filings/")
    walk.picture("filings")
    walk.go(f"/cases/{number}/")
    walk.says("还没有在任何一行写审核意见")
    row = walk.page.locator("tr[id^=row-]", has_text="SL-03")
    row.get_by_role("link", name="写意见").click()
    walk.fill("审核意见", "管护主体没有写明，请补充与市县的分工。")
    walk.press("保存意见")
    walk.press("退回补正")
    walk.page.locator("#id_return_reason").fill("一项事项的分工没有写清，请按行内意见补正。")
    walk.picture("return-form")
    walk.press("退回补正")
    walk.says("退回补正")
    walk.picture("returned")


def correct(walk: Walk, number: str) -> None:
    walk.as_persona("shui-handler", f"/cases/{number}/")
    walk.says("管护主体没有写明，请补充与市县的分工。", "还没有补正说明")
    walk.picture("to-correct")
    change_a_row(walk, "SL-03", "省级统筹；市县按属地管护；按季通报")
    walk.page.locator("main").get_by_role("link", name=re.compile("^答复")).first.click()
    walk.fill("补正说明", "已在主要措施中写明省级统筹、市县属地管护。")
    walk.picture("answer")
    walk.press("保存答复")
    walk.press("补正完成，重新送签")


def the_public_finds_it(walk: Walk) -> None:
    walk.page.context.clear_cookies()
    walk.go("/?q=一河一策")
    walk.says("推进河湖长制落实，组织一河一策编制")
    walk.picture("portal-found")
    walk.page.locator("main a[href^='/p/']").first.click()
    walk.says("四川省水利厅", "推进河湖长制落实，组织一河一策编制", "永久地址与文件指纹")
    walk.picture("portal-list")
