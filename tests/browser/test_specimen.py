"""The specimen page in a browser: accessibility, keyboard, small screens, large type, print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.ui.tests.acting import acting
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OWN_CSS = sorted(ROOT.glob("src/bihuan/**/static/**/*.css"))
OWN_JS = sorted(ROOT.glob("src/bihuan/**/static/**/*.js"))
TOO_NEW = ("color-mix(", "oklch(", "light-dark(", ":has(", "@layer", "@container")
WIDTHS = (1280, 640, 390, 320)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def specimen(page: Page, live_server: Any) -> Iterator[Page]:
    with acting(actor("510000-water", "handler")):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server}/ui/")
        yield page


def serious(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa',"
        "'best-practice']}).then(r => r.violations.map(v => [v.impact, v.id,"
        " v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(' | ')]))"
    )
    return [f"{key}: {where}" for impact, key, where in found if impact in ("serious", "critical")]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(specimen: Page, width: int) -> None:
    specimen.set_viewport_size({"width": width, "height": 900})
    assert serious(specimen) == []


@pytest.mark.parametrize("choice", ["size=large", "contrast=high"])
def test_axe_finds_nothing_serious_in_large_type_and_high_contrast(
    specimen: Page, live_server: Any, choice: str
) -> None:
    specimen.goto(f"{live_server}/ui/preferences/?{choice}&next=/ui/")
    assert specimen.url == f"{live_server}/ui/"
    assert serious(specimen) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_needs_sideways_scrolling(specimen: Page, width: int) -> None:
    specimen.set_viewport_size({"width": width, "height": 900})
    assert specimen.evaluate("document.documentElement.scrollWidth") <= width


def test_large_type_is_large_and_in_one_column(specimen: Page, live_server: Any) -> None:
    specimen.goto(f"{live_server}/ui/preferences/?size=large&next=/ui/")
    size = specimen.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 18
    assert specimen.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_keyboard_finds_rows_search_and_help(specimen: Page) -> None:
    specimen.locator("h1").click()
    specimen.keyboard.press("j")
    specimen.keyboard.press("j")
    chosen = specimen.locator(".bh-row-on")
    assert chosen.count() == 1
    specimen.keyboard.press("/")
    assert specimen.evaluate("document.activeElement.id") == "bh-q"
    specimen.keyboard.type("j/")
    assert specimen.locator("#bh-q").input_value() == "j/"
    specimen.locator("h1").click()
    specimen.keyboard.press("?")
    assert specimen.locator("#bh-keys").is_visible()
    specimen.keyboard.press("Escape")
    assert not specimen.locator("#bh-keys").is_visible()


def test_shortcuts_can_be_switched_off(specimen: Page, live_server: Any) -> None:
    specimen.goto(f"{live_server}/ui/preferences/?keys=off&next=/ui/")
    specimen.keyboard.press("j")
    assert specimen.locator(".bh-row-on").count() == 0


def test_focus_is_always_seen_and_never_under_a_bar(specimen: Page) -> None:
    skip = specimen.locator(".bh-skip")
    skip.focus()
    assert (skip.bounding_box() or {"y": -1})["y"] >= 0
    for _ in range(60):
        specimen.keyboard.press("Tab")
        seen = specimen.evaluate(
            "(() => { const n = document.activeElement, s = getComputedStyle(n),"
            " b = n.getBoundingClientRect(); const top = document.elementFromPoint("
            " b.left + b.width / 2, b.top + Math.min(b.height, 20) / 2);"
            " return [n.outerHTML.slice(0, 90), n === document.body || s.outlineStyle !== 'none',"
            " n === document.body || !top || n.contains(top) || top.contains(n)"
            " || n.type === 'file' || n.tagName === 'INPUT'] })()"
        )
        assert seen[1], f"no ring: {seen[0]}"
        assert seen[2], f"covered: {seen[0]}"


def test_targets_are_large_enough(specimen: Page) -> None:
    small = specimen.evaluate(
        "[...document.querySelectorAll('button, .btn, summary, select,"
        " input:not([type=hidden]):not([type=checkbox]):not([type=radio])')]"
        ".filter(n => n.offsetParent && n.getBoundingClientRect().height < 24)"
        ".map(n => n.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_the_error_summary_takes_the_focus(specimen: Page) -> None:
    assert specimen.evaluate("document.activeElement.matches('[data-errors]')")


def test_the_print_has_no_navigation_and_repeats_its_head(specimen: Page, live_server: Any) -> None:
    specimen.goto(f"{live_server}/ui/?print=1")
    specimen.emulate_media(media="print")
    assert specimen.locator(".bh-nav").count() == 0
    assert specimen.locator(".bh-print-foot").is_visible()
    assert not specimen.locator("[data-print]").is_visible()
    assert specimen.evaluate("getComputedStyle(document.querySelector('thead')).display") == (
        "table-header-group"
    )


def test_the_style_sheet_speaks_to_old_browsers() -> None:
    assert OWN_CSS
    for file in OWN_CSS:
        text = file.read_text(encoding="utf-8")
        assert [word for word in TOO_NEW if word in text] == [], file.name


def test_the_scripts_stay_within_es2020() -> None:
    assert OWN_JS
    newer = re.compile(r"\?\?=|\|\|=|&&=|\.replaceAll\(|\.at\(|static\s*\{|#\w+\s*[=(;]")
    for file in OWN_JS:
        assert newer.search(file.read_text(encoding="utf-8")) is None, file.name
