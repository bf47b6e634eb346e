"""Texts in a CSV file: what a spreadsheet would run as a formula is led by an apostrophe.

A number keeps its sign and stays bare, or every loss would become a text: only what is not a plain
number, or a dash for nothing, is led. Spreadsheets set to Chinese take the full-width signs for
the narrow ones.
"""

from __future__ import annotations

import re

# Some programs drop white space before the sign.
_RUNS = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_PLAIN = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[+-]?\d+(?:\.\d+)?%?|-{1,4}", re.ASCII)


def harmless(text: str) -> str:
    """Return the text as it may stand in a CSV file that a spreadsheet opens."""
    return f"'{text}" if _RUNS.match(text) and not _PLAIN.fullmatch(text) else text
