"""Walking the site as somebody: sign in with one click, press what is written, keep a picture.

Drawing whole pages takes longer than walking them, so pictures are kept on request: `PICTURES=1`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "var" / "pictures"
WANTED = bool(os.environ.get("PICTURES"))
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Walk:
    """One person at a time before one site."""

    def __init__(self, page: Page, address: str, *, story: str) -> None:
        self.page = page
        self.address = address
        self.folder = PICTURES / story
        self._count = 0
        page.set_viewport_size(DESK)

    def as_persona(self, key: str, path: str = "/desk/") -> None:
        """Leave, come back as another, and open a page."""
        self.page.context.clear_cookies()
        self.go("/login/")
        self.page.locator(f"form[action='/login/as/{key}/'] button").click()
        self.page.wait_for_url("**/desk/")
        if path != "/desk/":
            self.go(path)

    def go(self, path: str, *, status: int = 200) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"

    def press(self, label: str, *, within: str = "main") -> None:
        """Press the first thing of this name that can be pressed."""
        self.named(label, within=within).click()
        self.page.wait_for_load_state()

    def named(self, label: str, *, within: str = "main") -> Locator:
        place = self.page.locator(within)
        button = place.get_by_role("button", name=label, exact=True)
        return button.or_(place.get_by_role("link", name=label, exact=True)).first

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(f"^{re.escape(label)}(（必填）)?$")).first.fill(text)

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def says(self, *sentences: str) -> None:
        for sentence in sentences:
            assert sentence in self.text, f"“{sentence}” is not on {self.page.url}:\n{self.text}"

    def picture(self, name: str) -> None:
        """See the page at the width of a desk and of a phone; neither scrolls sideways."""
        self._count += 1
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            self.keep(f"{self._count:02d}-{name}-{size['width']}")
            assert wide <= size["width"], f"{self.page.url} scrolls sideways at {size['width']}"
        self.page.set_viewport_size(DESK)

    def keep(self, name: str) -> None:
        """Keep the page as it is, for eyes, where pictures are asked for."""
        keep(self.page, self.folder / f"{name}.png")


def keep(page: Page, place: Path) -> None:
    """Draw a whole page into a file, where pictures are asked for."""
    if WANTED:
        place.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=place, full_page=True)
