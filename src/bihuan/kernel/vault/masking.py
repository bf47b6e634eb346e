"""The masked form: enough to tell two people apart, too little to reach either."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bihuan.kernel.vault.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

STAR = "*"
MOBILE = 11
CARD = 12
PLACE = 6
"""Characters of an address that name province and city and no street."""


def mask(kind: str, text: str) -> str:
    """Return the form pages show: 林**, 138****1234, l***@163.com."""
    plain = " ".join(text.split())
    return _WAYS.get(kind, _shut)(plain) if plain else ""


def _shut(text: str) -> str:
    del text
    return STAR * 4


def _name(text: str) -> str:
    return text[0] + STAR * 2 if len(text) > 1 else STAR


def _email(text: str) -> str:
    name, at, host = text.rpartition("@")
    return f"{name[:1]}{STAR * 3}@{host}" if at else STAR * 4


def _address(text: str) -> str:
    return text[:PLACE] + STAR * 4 if len(text) > PLACE * 2 else STAR * 4


def _number(text: str, *, first: int, last: int, least: int) -> str:
    """Keep both ends of a number that is long enough; of a short one, the last two digits."""
    digits = "".join(each for each in text if each.isalnum())
    if len(digits) < least:
        return STAR * 4 + (digits[-2:] if len(digits) > PLACE else "")
    return digits[:first] + STAR * (len(digits) - first - last) + digits[-last:]


_WAYS: dict[str, Callable[[str], str]] = {
    Kind.NAME: _name,
    Kind.PHONE: partial(_number, first=3, last=4, least=MOBILE),
    Kind.EMAIL: _email,
    Kind.ID_NUMBER: partial(_number, first=3, last=2, least=MOBILE),
    Kind.BANK: partial(_number, first=0, last=4, least=CARD),
    Kind.ADDRESS: _address,
}
