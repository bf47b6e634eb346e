"""Counting stops where nobody pages any more, and the page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

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


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("address", "key"), [("ui:cases", "closed"), ("documents:sent", "numbered")]
)
def test_whether_there_is_a_value_is_a_condition_with_two_sides(address: str, key: str) -> None:
    client: Client = pages.signed_in(pages.CLERK)
    counts = [_lines(client, address, query) for query in ("", f"?{key}=True", f"?{key}=False")]
    assert counts[0] == counts[1] + counts[2]
    assert min(counts) > 0


def _lines(client: Client, address: str, query: str) -> int:
    answer = client.post(f"{reverse(address)}{query}", {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return text.count("\r\n") - 1
