"""No text of an export runs as a formula, and no number is changed by that."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.ui.csv_cells import harmless

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+a", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "\ufeff=1",
     "\uff1d1+1", "\uff0d1+1", "-1-2", "+86-138-0013-8000", "-1+cmd()", "--=1", "-\u0661"],
)  # fmt: skip
def test_what_would_run_is_led_by_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["-3", "+3", "-3.14", "-12.5%", "-1,234.50", "13800138000", "+8613800138000", "510000-water",
     "川办〔2023〕1号", "", "-", "--", "510101199001011234", "a=b", "'x"],
)  # fmt: skip
def test_numbers_telephones_and_codes_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_every_number_survives(number: Decimal) -> None:
    assert Decimal(harmless(f"{number:f}")) == number
    assert harmless(f"{number:+,f}") == f"{number:+,f}"


@given(st.sampled_from(SIGNS), st.text())
def test_a_text_loses_nothing(sign: str, rest: str) -> None:
    text = sign + rest
    assert harmless(text).removeprefix("'") == text
    if not set(rest) <= set("0123456789.,%-"):
        assert harmless(text).startswith("'")


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for row, sign in enumerate(SIGNS):
            sheet.write_string(row, 0, f"{sign}1+1")
    cells = openpyxl.load_workbook(out).worksheets[0]["A"]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", f"{s}1+1") for s in SIGNS]
