"""B6: personal numbers are found however they are written; what only looks like one is let pass."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.vault.personal import CHECKS, WEIGHTS, personal_in

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

PLANTED, CLEAN = 1_000, 4_000
MOST_FALSE = 0.02
FULL = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789X"}
BEFORE = ("联系", "请拨打", "（经办人）", "证件：", "账户", "", "见附件2，", "2026年3月1日，")
AFTER = ("。", "，请尽快办理", "）", " 转 3 号桌", "", "；共2页")


def identity(chance: random.Random) -> str:
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
    body = f"{chance.choice(('5101', '5134', '1101', '4403'))}{chance.randrange(1, 99):02d}"
    body += f"{born:%Y%m%d}{chance.randrange(1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


def card(chance: random.Random) -> str:
    body = chance.choice(("622202", "621700", "436742")) + f"{chance.randrange(10**9):09d}"
    for last in "0123456789":  # the check digit by trying, not by the formula under test
        doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate((body + last)[::-1])]
        if sum(value // 10 + value % 10 for value in doubled) % 10 == 0:
            return body + last
    raise AssertionError


def mobile(chance: random.Random) -> str:
    return f"1{chance.choice('3456789')}{chance.randrange(10**9):09d}"


def plate(chance: random.Random) -> str:
    return f"{chance.choice('川渝京藏')}{chance.choice('ABCEF')}{chance.randrange(10**5):05d}"


def grouped(number: str, chance: random.Random) -> str:
    """Write a number as people do: whole, in groups, with a prefix, in full width."""
    gap = chance.choice(("", "", " ", "-"))
    if len(number) == 11:
        number = gap.join((number[:3], number[3:7], number[7:]))
        number = chance.choice(("", "", "+86", "86-")) + number
    elif len(number) == 18:
        number = gap.join((number[:6], number[6:10], number[10:14], number[14:]))
    elif number.isdigit():
        number = gap.join(number[place : place + 4] for place in range(0, len(number), 4))
    return number.translate(FULL) if chance.random() < 0.2 else number


def harmless(chance: random.Random) -> str:
    """Write what stands in public papers: many digits, none of them anybody's."""
    some = chance.randrange
    return chance.choice(
        (
            f"川环委〔2026〕{some(300)}号，{some(10**6):,} 元，第 {some(100)} 页",
            f"办公电话 028-{some(10**8):08d}，传真 028 {some(10**8):08d}",
            f"值班电话：0838-{some(10**7):07d}；12345 热线；12369",
            f"统一社会信用代码 91510{some(1000):03d}MA{some(10**8):08d}X",
            f"指纹 {chance.getrandbits(256):064x}",
            f"{some(2000, 2027)}-{some(1, 13):02d}-{some(1, 28):02d} {some(24):02d}:{some(60):02d}",
            f"坐标 {some(97, 108)}.{some(10**6):06d}，{some(26, 34)}.{some(10**6):06d}",
            f"区划代码 510{some(1000):03d}，断面 DM{some(10**6):06d}，QD-2026-{some(10**4):04d}",
            f"PM2.5 平均浓度 {some(200)} 微克/立方米，同比下降 {some(1000) / 10:.1f} %",
            f"川环函〔2026〕{some(999)}号、川A级 {some(90)} 家，K{some(100)}+{some(1000):03d}",
            f"项目代码 2603-510{some(1000):03d}-04-01-{some(10**6):06d}",
            f"总投资 {some(10**11)} 元，其中中央资金 {some(10**10)} 元",
        )
    )


@pytest.mark.goal("B6")
def test_every_planted_number_is_found_and_masked(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    made = {"居民身份证号码": identity, "银行卡号": card, "手机号码": mobile, "机动车号牌": plate}
    for number in range(PLANTED):
        label, make = list(made.items())[number % len(made)]
        plain = make(chance)
        text = chance.choice(BEFORE) + grouped(plain, chance) + chance.choice(AFTER)
        found = personal_in(text)
        assert [each.label for each in found] == [label], text
        assert plain not in found[0].shown, "what is refused is not repeated"
    figure(f"0 of {PLANTED:,} planted numbers missed")


@pytest.mark.goal("B6")
def test_what_only_looks_like_one_is_let_pass(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    stopped = [text for text in (harmless(chance) for _ in range(CLEAN)) if personal_in(text)]
    assert len(stopped) <= CLEAN * MOST_FALSE, stopped[:5]
    figure(f"{len(stopped)} of {CLEAN:,} clean texts stopped")


def test_two_people_in_a_line_are_both_found() -> None:
    found = personal_in("甲 13912345678、乙" + "138 8765 4321".translate(FULL))
    assert [each.start for each in found] == [2, 15]
    assert [each.shown for each in found] == ["139****5678", "138****4321"]


@pytest.mark.parametrize("text", ["", "没有数字", "13800000000", "510104198902301234", "0" * 16])
def test_an_example_and_an_impossible_day_are_nobodys(text: str) -> None:
    assert personal_in(text) == ()


def test_a_number_of_the_old_kind_is_found() -> None:
    assert [each.label for each in personal_in("证号510104890230123")] == []  # no such day
    assert [each.label for each in personal_in("证号510104890228123。")] == ["居民身份证号码"]
