"""The browser fixture itself: it shows a page, and it notices what a person would not."""

import pytest
from playwright.sync_api import Page


@pytest.mark.django_db(transaction=True)
def test_a_stranger_at_the_workbench_is_asked_to_sign_in(page: Page, live_server: object) -> None:
    page.goto(f"{live_server}/desk/")
    assert "/login/" in page.url
    assert page.locator("input[type=password]").is_visible()


def test_a_page_cannot_reach_another_machine_unnoticed(page: Page, faults: list[str]) -> None:
    page.set_content("<p>空白</p>")
    loaded = page.evaluate("fetch('http://192.0.2.1/').then(() => true, () => false)")
    assert loaded is False
    assert faults[0] == "asked elsewhere: http://192.0.2.1/"
    faults.clear()


def test_an_error_in_a_script_is_noticed(page: Page, faults: list[str]) -> None:
    page.set_content("<script>throw new Error('坏了')</script>")
    assert faults == ["script: 坏了"]
    faults.clear()
