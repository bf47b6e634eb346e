"""Measures of official papers, each with where it stands. Lengths in millimetres, as text.

`BASIS` is the standard; what it leaves open is our house style and says so. The Typst layout has
the same figures at its head; the tests read both from the finished PDF.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

BASIS: Final = "GB/T 9704-2012《党政机关公文格式》"
LAYOUT: Final = 1  # the folder of the layout, remembered by each paper

TOP_MM: Final = Decimal(37)  # 天头
BINDING_MM: Final = Decimal(28)  # 订口
WIDTH_MM: Final = Decimal(156)  # 版心
HEIGHT_MM: Final = Decimal(225)
LINES: Final = 22
CHARACTERS: Final = 28
POINT_MM: Final = Decimal("25.4") / Decimal(72)
BODY_PT: Final = Decimal("15.75")  # 三号
TITLE_CHARACTERS: Final = 19  # of 二号 on one line of 156 mm, one left free
STANDARD_PITCH_PT: Final = Decimal("29.62")  # 22 lines fill the text area
WORD_PITCH_PT: Final = Decimal("28.95")  # the document grid of office software: 225 mm / 22

# House style, tried in this order where a seal would stand alone: the standard asks for an adjusted
# line pitch then, and names no figure. None is the standard's own.
PITCHES: Final[tuple[str | None, ...]] = (
    None, "28.3", "30.9", "27.1", "32.5", "26", "34", "25", "36",
)  # fmt: skip
# 主送 longer than this would push the text off page 1 and moves to 版记 (the standard's rule).
LONGEST_RECIPIENTS: Final = 6 * CHARACTERS
# House limits of what one paper takes, so that nobody's paste stops the office.
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 40_000
LONGEST_PAPER: Final = 60_000
MOST_ROWS: Final = 2_000
