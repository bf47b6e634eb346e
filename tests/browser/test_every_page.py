"""Every page of the product, as nobody, as a clerk, as the office: readable by everybody.

Pages are named by the census of addresses, so a new address is looked at or fails.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from bihuan.kernel.access import api as access
from bihuan.kernel.ui import handbook
from tests.browser.walking import DESK, PHONE, ROOT, WANTED, Walk
from tests.demo_site import DATABASE
from tests.journeys.census import ADMINISTRATOR, ANYBODY, CENSUS, OFFICE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PEOPLE = {"anonymous": "", "handler": "shui-handler", "office": "hwb-handler"}
THIRD = 3
"""Of a hundred pages a person, each judged by axe, one in three is read on a push, all at night."""
NARROW = (640, 390)
"""1280 at 200 % zoom, and a phone."""
# Back from a provider of single sign-on there is a page only where there is a provider.
NOT_PAGES = {"", "ui:preferences", "matters:pick", "access:outside-back", "healthz", "metrics"}
ONE = {
    "draft": "SELECT number FROM process_case WHERE body = '510000-water' AND state = 'draft'"
    " AND process = 'matter-list'",
    "filed": "SELECT number FROM process_case WHERE body = '510000-transport' AND state = 'filed'",
    "public": "SELECT address FROM matters_publication ORDER BY id LIMIT 1",
    "row": "SELECT r.id FROM matters_matterrow r JOIN process_case c ON c.id = r.matter_list_id"
    " WHERE c.number = :draft ORDER BY r.position LIMIT 1",
    "filed_row": "SELECT r.id FROM matters_matterrow r JOIN process_case c"
    " ON c.id = r.matter_list_id WHERE c.number = :filed ORDER BY r.position LIMIT 1",
    "duty": "SELECT duty_id FROM directives_evidence e JOIN directives_duty d ON d.id = e.duty_id"
    " WHERE d.body = '510000-water' AND e.ended_on IS NULL ORDER BY e.id LIMIT 1",
    "evidence": "SELECT number FROM directives_evidence WHERE duty_id = :duty LIMIT 1",
    "post": "SELECT id FROM organisations_post WHERE body_id = '510000-water' ORDER BY id LIMIT 1",
    "section": "SELECT code FROM quality_section ORDER BY id LIMIT 1",
    "section_month": "SELECT m.month FROM quality_sectionmonth m JOIN quality_section s"
    " ON s.id = m.section_id WHERE s.code = :section ORDER BY m.month LIMIT 1",
    "day": "SELECT day FROM quality_dayvalue WHERE place = '510100' ORDER BY day LIMIT 1",
    "county_month": "SELECT month FROM quality_placemonth WHERE place = '510104' LIMIT 1",
    "sheet": "SELECT digest FROM quality_frozensheet ORDER BY id LIMIT 1",
    "quality_month": "SELECT address FROM quality_monthpublication ORDER BY id LIMIT 1",
    "entry": "SELECT max(seq) FROM process_passage p JOIN process_case c ON c.id = p.case_id"
    " WHERE c.number = :draft",
    "paper": "SELECT number FROM process_case WHERE process = 'sending' AND state = 'draft'"
    " AND body = '510000-water'",
    "came": "SELECT number FROM process_case WHERE process = 'receiving' AND state = 'registered'"
    " ORDER BY id LIMIT 1",
    "docket": "SELECT number FROM process_case WHERE process = 'lead-docket'"
    " AND state = 'positions'",
    "registered": "SELECT number FROM process_case WHERE process = 'lead-docket'"
    " AND state = 'registered'",
    "decision": "SELECT number FROM process_case WHERE process = 'lead-docket'"
    " AND state = 'listed' ORDER BY id LIMIT 1",
    "followed": "SELECT number FROM following_publication ORDER BY id LIMIT 1",
    "sealed": "SELECT number FROM process_case WHERE process = 'correction' AND state = 'received'",
    "matter": "SELECT identity FROM matters_publishedmatter ORDER BY id LIMIT 1",
    "finding": "SELECT id FROM algebra_finding ORDER BY id LIMIT 1",
    "owed": "SELECT d.id FROM directives_duty d JOIN directives_clause c ON c.id = d.clause_id"
    " WHERE body = '510000-water' AND c.code = '2.2.3' ORDER BY d.id DESC LIMIT 1",
}
PAGE = (
    "(() => { const one = s => document.querySelectorAll(s).length;"
    " return {title: document.title, h1: one('h1'), main: one('main'),"
    " head: one('header'), foot: one('footer'), skip: one('.bh-skip'),"
    " lang: document.documentElement.lang} })()"
)


@pytest.fixture(scope="session")
def things(demo_build: Path) -> dict[str, Any]:
    """One of each, read from the book of the demonstration."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(f"file:{demo_build / DATABASE}?mode=ro", uri=True)) as book:
        for name, query in ONE.items():
            (found[name],) = book.execute(query, found).fetchone() or (None,)
    return found


def pages(who: str, things: dict[str, Any]) -> dict[str, str]:
    """The address of every page this person reads, by the name of its pattern."""
    number = things["filed" if who == "office" else "draft"]
    row = things["filed_row" if who == "office" else "row"]
    keys = {
        "ui:case": (number,),
        "ui:step": (number, "accept" if who == "office" else "withdraw"),
        "ui:help-chapter": tuple(each.key for each in handbook.chapters()[:1]),
        "organisations:import": ("people",),
        "organisations:body": ("510000-water",),
        "organisations:change": ("510000-water",),
        "organisations:post": (things["post"],),
        "directives:cell": ("2.1.3", "510000-water"),
        "directives:clause": ("2.1.3",),
        "directives:happened": ("2.2.8",),
        "directives:duty": (things["owed"],),
        "directives:withdraw": (things["duty"], things["evidence"]),
        "matters:header": (number,),
        "matters:withdraw-public": (number,),
        "matters:rows": (number,),
        "matters:row-new": (number,),
        "matters:row": (number, row),
        "matters:note": (number, row),
        "matters:import": (number,),
        "matters:instrument": ("water-pollution",),
        "matters:body-history": ("510000-water",),
        "matters:changes": (number,),
        "matters:bulk": (number if who == "handler" else None,),
        "ui:ledger-entry": (things["entry"] if who == "handler" else None,),
        "documents:draft": ("letter",),
        "documents:edit": (things["paper"] if who == "handler" else None,),
        "documents:template": ("letter",),
        "documents:receipt": (None,),  # the journey of papers reads it
        "documents:circulate": (None,),
        "leads:compare": (things["docket"] if who == "office" else None,),
        "leads:candidates": (things["registered"],),
        "algebra:finding": (things["finding"] if who == "office" else None,),
        "vault:see": (things["sealed"],),
        "vault:destroy": (things["sealed"],),
        "following:place": ("510100",),
        "following:clause": ("2.2.7",),
        "following:change": (None,),  # the journey of following reads it
        "following:answers": (None,),
        "portal:followed-one": (things["followed"],),
        "portal:matter": (things["matter"],),
        "portal:decision": (things["decision"],),
        "quality:city": ("510100",),
        "quality:section": (things["section"],),
        "quality:sheet": ("510100",),
        "quality:frozen-sheet": (things["sheet"],),
        "quality:origin-day": ("510100", things["day"]),
        "quality:origin-month": ("510104", things["county_month"]),
        "quality:origin-section": (things["section"], things["section_month"]),
        "portal:environment-month": (things["quality_month"],),
        "portal:body": ("510000-water",),
        "portal:publication": (things["public"],),
    }
    own = {"matters:header", "matters:row-new", "matters:row", "matters:import", "matters:new"}
    own |= {"matters:withdraw-public"}
    unseen = {
        "anonymous": {name for name, line in CENSUS.items() if line.who != ANYBODY},
        "handler": {name for name, line in CENSUS.items() if line.who == OFFICE},
        "office": own,
    }[who]
    if not keys["ui:help-chapter"]:
        unseen |= {"ui:help-chapter"}  # there is no handbook to read
    # The three administrators have pages of their own: faces/administration/tests.
    unseen |= {name for name, line in CENSUS.items() if line.who == ADMINISTRATOR}
    unseen |= {"matters:note-answer"}  # nobody here owns a returned list; the filing story reads it
    return {
        each.name: reverse(each.name, args=keys.get(each.name, ()))
        for each in access.addresses()
        if CENSUS[each.name].calls == "get"
        and each.name not in unseen | NOT_PAGES
        and None not in keys.get(each.name, ())
    }


def serious(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then(r => r.violations.map(v => [v.impact, v.id,"
        " v.nodes.map(n => n.html.slice(0, 120)).slice(0, 2).join(' | ')]))",
        RULES,
    )
    return [f"{key}: {where}" for impact, key, where in found if impact in ("serious", "critical")]


def faults_of(page: Page) -> list[str]:
    """What keeps somebody from reading this page."""
    found = serious(page)
    seen = page.evaluate(PAGE)
    if not re.fullmatch(r"\S.* - 闭环|.* - 生态环境保护责任公开", seen["title"]):
        found.append(f"title: {seen['title']}")
    found += [
        f"{key}: {seen[key]}" for key in ("h1", "main", "head", "foot", "skip") if seen[key] != 1
    ]
    if seen["lang"] != "zh-CN":
        found.append(f"lang: {seen['lang']}")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{wide} px wide at {width}")
    page.set_viewport_size(DESK)
    return found


def of_today(found: dict[str, str], share: int) -> dict[str, str]:
    """One page in so many, other ones every day: after as many days each was read."""
    turn = date.today().toordinal() % share  # noqa: DTZ011  any day will do
    return dict(list(found.items())[turn::share])


@pytest.mark.parametrize(
    ("who", "share"),
    [
        ("anonymous", 1),
        ("handler", THIRD),
        ("office", THIRD),
        pytest.param("handler", 1, marks=pytest.mark.assurance),
        pytest.param("office", 1, marks=pytest.mark.assurance),
    ],
)
def test_every_page_can_be_read_by_everybody(
    page: Page, demo_address: str, things: dict[str, Any], who: str, share: int
) -> None:
    walk = Walk(page, demo_address, story=f"pages-{who}")
    if PEOPLE[who]:
        walk.as_persona(PEOPLE[who])
    wrong = list[str]()
    for name, url in of_today(pages(who, things), share).items():
        walk.go(url)
        walk.keep(f"{name.replace(':', '-')}-1280")
        found = faults_of(page)
        if WANTED:
            page.set_viewport_size(PHONE)
            page.reload()  # a phone folds what a desk shows
            walk.keep(f"{name.replace(':', '-')}-390")
            page.set_viewport_size(DESK)
        wrong += [f"{url} {each}" for each in found]
    assert wrong == [], "\n".join(wrong)


def test_the_portal_reads_and_searches_without_a_script(
    chromium: Browser, demo_address: str, things: dict[str, Any]
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(demo_address)
        page.locator("input[name=q]").fill("河湖长制")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"q="))
        page.locator("main a[href^='/p/']").first.click()
        assert page.locator("table tbody tr").count() > 2
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载 CSV").click()
        data = waiting.value.path().read_bytes()
        assert data.startswith("\ufeff".encode()) or "事项".encode() in data
        page.goto(f"{demo_address}/verify/")
        page.locator("input[type=file]").set_input_files(
            {"name": "清单.csv", "mimeType": "text/csv", "buffer": data}
        )
        page.locator("main form button[type=submit]").first.click()
        assert "一致" in page.locator("main").inner_text()
        page.goto(f"{demo_address}/p/{things['public']}")
        assert page.locator("h1").count() == 1
    finally:
        context.close()
