"""No view meets a control character, whatever way it came."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from bihuan.config.cleaning import TextCleaned, clean


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("清单\x00一", "清单一"),
        ("a\x1b[31mb\x07", "a[31mb"),
        ("第一行\x0b第二行", "第一行\n第二行"),
        ("一\r\n二\t三\r", "一\n二\t三\n"),
        ("\x85\x9f", ""),
        ("\ud800", ""),
        ("𠮷\u3000字", "𠮷\u3000字"),
    ],
)
def test_what_no_keyboard_types_is_taken_out(typed: str, read: str) -> None:
    assert clean(typed) == read


def test_the_address_and_the_body_are_both_cleaned() -> None:
    request = RequestFactory().post("/?q=a%00b", {"x": ["1\x00", "2"], "y\x07": "z"})
    TextCleaned(lambda _: HttpResponse()).process_view(request)
    assert request.GET["q"] == "ab"
    assert request.POST.getlist("x") == ["1", "2"]
    assert request.POST["y"] == "z"


def test_what_is_clean_is_left_alone() -> None:
    request = RequestFactory().post("/?q=ab", {"x": "一\n二"})
    before = request.POST
    TextCleaned(lambda _: HttpResponse()).process_view(request)
    assert request.POST is before
