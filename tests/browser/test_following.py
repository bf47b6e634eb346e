"""A city follows the notice with two exceptions; the notice changes; the city confirms anew."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.browser.docketing import PASSWORD, as_account
from tests.browser.walking import Walk
from tests.demo_site import ROOT, bihuan, environment

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

OFFICE = "511100-office"
LET_IN = f"""
import django
django.setup()
from django.utils import timezone
from bihuan.kernel.access import api as access, system_actor
from bihuan.modules.organisations import demo, operations
at, maker = timezone.now(), system_actor("tests")
for role in ("office_head", "principal"):
    held = demo.actor({OFFICE!r}, role, on=timezone.localdate(at))
    account = access.create_account(
        login=f"leshan-{{role}}", display=held.name, password={PASSWORD!r}, actor=maker, at=at
    )
    operations.link_account(
        int(held.key.removeprefix("post:")), account_id=account.pk, actor=maker, at=at
    )
"""
OLD, NEW = "适时评估任务进度，评估附佐证。", "每季度评估任务进度，评估附佐证。"


def sign(walk: Walk, number: str, document: str) -> None:
    """Submit, check and sign one answer, each by another person."""
    case = f"/cases/{number}/"
    walk.as_persona("leshan-handler", case)
    walk.press("送审答复")
    walk.press("送审答复")
    as_account(walk, "leshan-office_head", case)
    walk.press("审核同意答复")
    as_account(walk, "leshan-principal", case)
    walk.press("签发决定")
    walk.page.locator("#id_decision_no").fill(document)
    walk.press("下一步：核对")
    walk.press("确认签发决定")
    walk.says("已生效待公布", document)


def except_two(walk: Walk) -> str:
    """Answer everything with two exceptions; return the number of the case."""
    walk.as_persona("leshan-handler", "/following/places/511100/")
    walk.page.locator("main a[href^='/cases/CZ-']").first.click()
    number = walk.page.url.rstrip("/").rsplit("/", 1)[-1]
    walk.press("逐条作答")
    walk.says("采用 77 条")
    for code in ("2.2.2", "2.2.7"):
        walk.page.locator(f"input[name=codes][value='{code}']").check()
    walk.press("写入勾选的条款")
    walk.says("都要写明理由")
    walk.page.locator("input[name=kind][value=not_applicable]").check()
    walk.page.locator("#id_reason").fill("本市没有这类事项。")
    walk.press("写入勾选的条款")
    walk.says("不适用 2 条")
    walk.picture("answers")
    return number


def test_a_city_follows_and_is_asked_again(
    page: Page, own_address: str, demo_copy: Path, tmp_path: Path, faults: list[str]
) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "bihuan.config.settings"}
    subprocess.run(  # noqa: S603  a script of ours
        [sys.executable, "-c", LET_IN], env=environment(demo_copy) | settings, cwd=ROOT, check=True
    )
    walk = Walk(page, own_address, story="following")
    number = except_two(walk)
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()  # the browser reports that the form was refused once
    sign(walk, number, "乐府函〔2026〕12号")
    walk.as_persona("hwb-handler", "/following/")
    walk.says("15/21", "乐山")
    walk.picture("coverage")
    walk.go("/following/places/511100/?answer=not_applicable")
    walk.says("本市没有这类事项。", "2.2.7")

    source = ROOT / "policies" / "sichuan"
    for name in ("notice-2023-1.toml", "actors.toml"):
        text = (source / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(OLD, NEW), encoding="utf-8")
    done = bihuan("policy", "load", str(tmp_path / "notice-2023-1.toml"), "--apply", var=demo_copy)
    assert done.returncode == 0, done.stderr
    walk.go("/following/changes/")
    walk.page.locator("main a[href^='/following/changes/']").first.click()
    walk.says("受影响 15 个地区", OLD, NEW, "没有改动任何地区的答复", "乐山市")
    walk.picture("change")
    href = walk.page.locator("tr", has_text="乐山市").locator("a[href^='/cases/']")
    number = (href.first.get_attribute("href") or "").rstrip("/").rsplit("/", 1)[-1]
    walk.go("/following/places/511100/?waiting=yes")
    walk.says("待重新确认（不适用）")
    sign(walk, number, "乐府函〔2026〕15号")
    walk.go("/following/places/511100/?answer=not_applicable")
    walk.says("2.2.7", number)
    assert "待重新确认（" not in walk.text
    walk.picture("confirmed")
