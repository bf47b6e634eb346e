"""What the people of a docket do in a browser, for every story in which one is decided."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

from tests.demo_site import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.browser.walking import Walk

PASSWORD = "清溪-Dukou-木桥-42"
LET_IN = """
import sys
import django
django.setup()
from django.utils import timezone
from bihuan.kernel.access import api as access, system_actor
from bihuan.modules.organisations import demo, operations
at, maker = timezone.now(), system_actor("tests")
for body in sys.argv[2:]:
    for role in ("handler", "deputy"):
        held = demo.actor(body, role, on=timezone.localdate(at))
        account = access.create_account(
            login=f"{body}-{role}", display=held.name, password=sys.argv[1], actor=maker, at=at
        )
        operations.link_account(
            int(held.key.removeprefix("post:")), account_id=account.pk, actor=maker, at=at
        )
"""


def let_in(var: Path, *bodies: str) -> None:
    """Give departments without a persona people who can sign in."""
    settings = {"DJANGO_SETTINGS_MODULE": "bihuan.config.settings"}
    subprocess.run(  # noqa: S603  a script of ours
        [sys.executable, "-c", LET_IN, PASSWORD, *bodies],
        env=environment(var) | settings,
        cwd=ROOT,
        check=True,
    )


def as_account(walk: Walk, login: str, path: str) -> None:
    """Leave, come back with a password, and open a page."""
    walk.page.context.clear_cookies()
    walk.go("/login/")
    walk.page.locator("input[name=login]").fill(login)
    walk.page.locator("input[name=password]").fill(PASSWORD)
    walk.page.get_by_role("button", name="登录", exact=True).click()
    walk.page.wait_for_url("**/desk/")
    walk.go(path)


def positions(walk: Walk, names: Mapping[str, str]) -> dict[str, str]:
    """The number of each department's own case, from the links of the docket."""
    found = {}
    for body, name in names.items():
        link = walk.page.locator("table a", has_text=name).first.get_attribute("href") or ""
        found[body] = link.rstrip("/").rsplit("/", 1)[-1]
    return found


def answer(walk: Walk, number: str, stance: str, *, basis: str, share: str) -> None:
    """The department writes what it thinks; its head has yet to sign."""
    walk.press("起草部门意见")
    walk.page.locator(f"input[name=f-stance][value={stance}]").check()
    walk.page.locator("#id_reason").fill("按本部门职责，意见如上。")
    walk.page.locator("#id_basis").fill(basis)
    walk.page.locator("#id_share").fill(share)
    walk.press("起草部门意见")
    walk.says("待单位负责人签发", number)


def sign(walk: Walk) -> None:
    """The head of the department signs its answer."""
    walk.press("签发答复")
    walk.press("下一步：核对")
    walk.press("确认签发答复")
    walk.says("已答复")


def decide_and_publish(walk: Walk, number: str, *, decision_no: str) -> None:
    """The opinion goes up, comes back decided, and is published."""
    walk.as_persona("hwb-principal", f"/cases/{number}/")
    walk.press("报请审定")
    walk.press("报请审定")
    walk.as_persona("hwb-handler", f"/cases/{number}/")
    walk.press("登记审定结果")
    walk.page.locator("#id_decision_no").fill(decision_no)
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
    walk.says("已入清单", decision_no)
    walk.picture("done")
