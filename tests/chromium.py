"""A headless Chromium, one page per test, that fails the test on any fault the browser reports."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOPBACK = ("http://127.0.0.1", "http://localhost", "data:", "blob:", "about:")
SHOTS = Path(__file__).resolve().parents[1] / "var" / "shots"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that opens a page, so that no author has to remember."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium once."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("chromium is not installed; `make env` says how to get it")
    # Playwright drives its own event loop in this thread, which Django mistakes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained of so far; a test that provokes a complaint clears it."""
    return []


@pytest.fixture
def page(chromium: Browser, faults: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page; errors on the console and requests to elsewhere fail the test."""
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(10_000)
    page = context.new_page()

    def judge(route: Route) -> None:
        if route.request.url.startswith(LOOPBACK):
            route.continue_()
        else:
            faults.append(f"asked elsewhere: {route.request.url}")
            route.abort()

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text}")

    page.route("**/*", judge)
    page.on("console", heard)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    failed_before = request.session.testsfailed
    yield page
    if request.session.testsfailed > failed_before:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not faults, "\n".join(faults)
