"""Finding personal numbers in texts that are about to become public; pure.

Numbers are found as they are written: in full width, in groups, with a country's prefix. What only
looks like one (a document number, a digest, an amount, a date) is let pass: an identity number has
its birth date and check digit (GB 11643-1999), a bank card its own check digit (ISO/IEC 7812-1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bihuan.kernel.vault.kinds import Kind
from bihuan.kernel.vault.masking import mask

if TYPE_CHECKING:
    from collections.abc import Callable

PROVINCES = frozenset(
    str(number)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for number in range(first, last + 1)
)
"""The first two digits of an identity number: GB/T 2260 and the three kinds of residence permit."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
"""GB 11643-1999: the check digit by the weighted sum modulo 11."""
OLDEST, NOT_YET = 1900, 2100
TEN = 10
BETWEEN = r"[ .\-\u2010\u2011\u2013\u2014\u00b7]"
GAP = f"{BETWEEN}?"
"""How people part the digits of a number."""
_HALF_WIDTH = {0x3000: " "} | {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
_ALONE = r"(?<![0-9A-Za-z])(?:%s)(?![0-9A-Za-z])"


@dataclass(frozen=True, slots=True)
class Found:
    """One personal number, already masked, and where it begins."""

    label: str
    shown: str
    start: int


def personal_in(text: str) -> tuple[Found, ...]:
    """Return every personal number of a text, in order; each stretch of text counts once."""
    plain = _plain(text)
    if not any(map(str.isdigit, plain)):
        return ()
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    for label, kind, pattern, holds in _SOUGHT:
        for hit in pattern.finditer(plain):
            start, end = hit.span()
            if any(start < there and here < end for here, there in taken):
                continue
            if not holds(_digits(hit.group())):
                continue
            taken.append((start, end))
            found.append(Found(label, mask(kind, _digits(hit.group())), start))
    return tuple(sorted(found, key=lambda each: each.start))


def _plain(text: str) -> str:
    """Return full width as half width, sign by sign, so that places stay what they were."""
    return text.translate(_HALF_WIDTH)


def _digits(written: str) -> str:
    return re.sub(BETWEEN, "", written).upper()


def _is_identity(number: str) -> bool:
    if number[:2] not in PROVINCES or not _is_birthday(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECKS[total % len(CHECKS)] == number[-1]


def _is_old_identity(number: str) -> bool:
    return number[:2] in PROVINCES and _is_birthday(f"19{number[6:12]}")


def _is_birthday(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        born = date(year, month, day)
    except ValueError:
        return False
    return OLDEST <= born.year < NOT_YET


def _is_card(number: str) -> bool:
    """ISO/IEC 7812-1: the digits from the right, every second one doubled, end in a full ten."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return len(set(number)) > 1 and sum(map(_across, doubled)) % TEN == 0


def _across(value: int) -> int:
    return value if value < TEN else value - TEN + 1


def _is_mobile(number: str) -> bool:
    return len(set(number[-8:])) > 1  # 13800000000 stands in examples and reaches nobody


def _is_plate(number: str) -> bool:
    return any(sign.isdigit() for sign in number)


def _spaced(*groups: str) -> str:
    return GAP.join(groups)


_CARD = _spaced(r"(?:62|4\d|5[1-5])\d{2}", r"\d{4}", r"\d{4}", r"\d{4}")
_SOUGHT: tuple[tuple[str, str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        "居民身份证号码",
        Kind.ID_NUMBER,
        re.compile(_ALONE % _spaced(r"\d{6}", r"(?:18|19|20)\d{2}", r"\d{4}", r"\d{3}[\dXx]")),
        _is_identity,
    ),
    (
        "银行卡号",
        Kind.BANK,
        re.compile(_ALONE % (_CARD + GAP + r"\d{0,3}")),
        _is_card,
    ),
    (
        "手机号码",
        Kind.PHONE,
        re.compile(_ALONE % (rf"(?:\+?86{GAP})?" + _spaced(r"1[3-9]\d", r"\d{4}", r"\d{4}"))),
        _is_mobile,
    ),
    (
        "居民身份证号码",
        Kind.ID_NUMBER,
        re.compile(_ALONE % r"\d{15}"),
        _is_old_identity,
    ),
    (
        "机动车号牌",
        Kind.OTHER,
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•]?"
            r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])"
        ),
        _is_plate,
    ),
)
