"""发文字号: how a number is written, and what a word may look like."""

from __future__ import annotations

import re

WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,20}")


def doc_no(word: str, year: int, serial: int) -> str:
    """Return 川环委办函〔2026〕12号: year in full, no padding, no 第."""
    return f"{word}〔{year}〕{serial}号"


def in_no(year: int, serial: int) -> str:
    """Return the number under which a recipient registers a paper: 收〔2026〕12号."""
    return f"收〔{year}〕{serial}号"


def word_fault(word: str) -> str:
    """Say why a word cannot be used; "" when it can."""
    if not WORD.fullmatch(word):
        return "发文代字只用汉字，最多20字，例如“川环委办函”；年份和序号由系统编。"
    if word.endswith(("号", "第")) or "字第" in word:
        return "发文代字后面不加“字”“第”“号”，例如“川环委办函”。"
    return ""
