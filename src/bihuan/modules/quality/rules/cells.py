"""Cells of files as values, or as the sentence that says what is wrong with them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

NOTHING = frozenset({"", "-", "--", "—", "——", "*", "/", "NA", "N/A", "无"})
"""What means "no reading" in the files of feeds and bulletins."""
NOT_NUMBERS = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "#n/a", "#value!", "#div/0!"})
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:月|[-/.]0?1(?:[ T]00:00(?::00)?)?)?")
YES = frozenset({"1", "是", "true", "yes", "y", "√"})
NO = frozenset({"", "0", "否", "false", "no", "n", "×"})
LONGEST = 30
"""Characters of a wrong cell that are shown."""


class WrongCell(ValueError):
    """A cell that cannot be used: the rule it breaks, why, and what to do."""

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy = rule, message, remedy


def shown(text: str) -> str:
    """Return a cell as a sentence quotes it."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def refuse_formula(text: str) -> None:
    """Refuse a cell that is a formula.

    :raises WrongCell: it is one.
    """
    if text.startswith(("=", "+=", "@")):
        raise WrongCell(
            "formula", f"这一格是公式“{shown(text)}”，不是数值。", "请复制后选择性粘贴为数值。"
        )


def number(text: str, *, most: Decimal, unit: str, least: Decimal | None = None) -> Decimal | None:
    """Read a reading; None where there is none.

    :raises WrongCell: it is no number, negative, or larger than anything of that unit can be.
    """
    text = text.strip()
    if text in NOTHING:
        return None
    refuse_formula(text)
    if text.casefold() in NOT_NUMBERS:
        raise WrongCell("nan", f"写的是“{text}”，不是数值。", "没有数据的请留空。")
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise WrongCell(
            "number", f"“{shown(text)}”不是数值。", f"请填写以{unit}计的数字，没有数据的请留空。"
        ) from None
    if value < 0:
        raise WrongCell("negative", f"数值 {shown(text)} 为负。", "缺测请留空，不要用负数代替。")
    if value > most:
        raise WrongCell(
            "unit",
            f"数值 {shown(text)} 超过以{unit}计可能出现的最大值 {most}。",
            f"请核对单位是否为{unit}，以及是否与相邻栏目互换。",
        )
    if least is not None and value < least:
        raise WrongCell(
            "unit", f"数值 {shown(text)} 小于最小值 {least}。", f"请核对单位是否为{unit}。"
        )
    return value


def whole(text: str, *, least: int, most: int, what: str) -> int:
    """Read a whole number between two bounds.

    :raises WrongCell: it is none, or outside.
    """
    text = text.strip()
    refuse_formula(text)
    try:
        value = Decimal(text)
        if value != value.to_integral_value():
            raise ArithmeticError  # noqa: TRY301  the same answer as for no number
    except ArithmeticError:
        raise WrongCell("number", f"“{shown(text)}”不是整数。", f"请填写{what}。") from None
    if not least <= value <= most:
        raise WrongCell("range", f"{shown(text)} 不在{least}到{most}之间。", f"请核对{what}。")
    return int(value)


def day(text: str) -> date:
    """Read a day.

    :raises WrongCell: it is none.
    """
    return _date(text, DAY, "日期", "2024-06-30")


def month(text: str) -> date:
    """Read a month as its first day.

    :raises WrongCell: it is none.
    """
    return _date(text, MONTH, "月份", "2024-06")


def _date(text: str, form: re.Pattern[str], what: str, example: str) -> date:
    text = text.strip()
    refuse_formula(text)
    found = form.fullmatch(text)
    try:
        if found is None:
            raise ValueError  # noqa: TRY301  the same answer as for 31 June
        parts = [int(part) for part in found.groups()]
        return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)  # noqa: PLR2004
    except ValueError:
        raise WrongCell(
            "date",
            f"“{shown(text)}”不是{what}。" if text else f"{what}是空的。",
            f"请写成 {example} 的样式，并核对是否与相邻栏目互换。",
        ) from None


def flag(text: str) -> bool:
    """Read yes or no; an empty cell is no.

    :raises WrongCell: it is neither.
    """
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise WrongCell("flag", f"“{shown(text)}”不是“是”或者“否”。", "请填写 是 或 否。")


def words(text: str, *, most: int, what: str, required: bool = True) -> str:
    """Read a text.

    :raises WrongCell: it is missing, or too long.
    """
    text = text.strip()
    refuse_formula(text)
    if required and not text:
        raise WrongCell("empty", f"{what}是空的。", f"请填写{what}。")
    if len(text) > most:
        raise WrongCell("long", f"{what}超过{most}个字。", "请缩短。")
    return text
