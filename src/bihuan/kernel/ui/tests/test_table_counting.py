"""Counting stops where nobody pages any more, and the page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.ui import table_rows
from tests.bench import pages

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("most", "said"), [(3, "1万+"), (10_000, "合计 ")])
def test_a_long_table_says_that_there_are_more(
    monkeypatch: pytest.MonkeyPatch, most: int, said: str
) -> None:
    monkeypatch.setattr(table_rows, "MOST_COUNTED", most)
    client: Client = pages.signed_in(pages.OFFICE)
    page = client.get("/cases/").content.decode()
    assert said in page
    assert ("1万+" in page) == (most == 3)
    exported = client.post("/cases/", {"export": "csv"})
    lines = b"".join(exported.streaming_content).decode().count("\r\n")  # type: ignore[attr-defined]
    assert lines > 4
