"""Small values of a pack: marks, days of the year, kinds of parameters, chosen readings."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bihuan.modules.directives.rules.pack import CADENCES, Mark, MonthDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.directives.rules.pack import Switch
    from bihuan.modules.directives.rules.reading import Table

RECORD = "duty-record"
"""The process that serves every clause without a mechanism of its own."""

MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_MARKS = tuple(mark.value for mark in Mark)


def value_kind(value: str) -> str:
    """Say what sort of value a parameter holds."""
    if value in CADENCES:
        return "频次"
    return "一年中的一天" if MONTH_DAY.fullmatch(value) else "期限长度"


def mark_of(table: Table, default: str = "") -> Mark:
    """Return where a statement comes from."""
    return Mark(table.choice("mark", _MARKS, default))


def is_chosen(table: Table, switches: Mapping[str, Switch]) -> bool:
    """Say whether a variant belongs to the reading that is chosen."""
    switch = switches.get(table.text("switch"))
    if switch is None:
        table.wrong("switch", f"没有名为“{table.values.get('switch')}”的读法。")
        return False
    value = table.text("is")
    if value not in switch.choices:
        table.wrong("is", f"读法 {switch.key} 没有“{value}”这一种。")
    return switch.chosen == value


def month_day(text: str) -> MonthDay:
    """Read "01-31".

    :raises ValueError: with a sentence.
    """
    match = MONTH_DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError  # noqa: TRY301 - one sentence for both faults
        date(2000, int(match[1]), int(match[2]))
    except ValueError:
        message = f"“{text}”不是一年中的一天，应写成 01-31 的样子。"
        raise ValueError(message) from None
    return MonthDay(int(match[1]), int(match[2]))
