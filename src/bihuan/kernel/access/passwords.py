"""Judging a password that somebody wants to have: pure but for the lists it looks into."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from bihuan.kernel.access.names import normalise_login

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bihuan.kernel.access.identity import Profile

SYSTEM_WORDS = ("闭环", "bihuan", "sichuan", "四川", "环委", "huanwei")
_DISGUISE = str.maketrans({"@": "a", "0": "o", "$": "s", "1": "l", "3": "e", "5": "s", "!": "i"})
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SIGNS = re.compile(r"[\W_]+")
_LEAST_LATIN, _LEAST_HAN = 4, 2
_MADE_LENGTH = 16


def faults(
    password: str, *, profile: Profile, names: Iterable[str] = (), earlier: bool = False
) -> tuple[str, ...]:
    """Return everything that is wrong with a password, as sentences; nothing when it is good.

    :param names: what it must not contain: login name, own name.
    :param earlier: whether it was used before; who keeps the earlier ones has compared them.
    """
    return tuple(_faults(password, profile, names, earlier=earlier))


def _faults(
    password: str, profile: Profile, names: Iterable[str], *, earlier: bool
) -> Iterator[str]:
    length = len(password)
    if length < profile.least:
        yield f"密码至少需要 {profile.least} 个字符，现在是 {length} 个。"
    if length > profile.most:
        yield f"密码最多 {profile.most} 个字符，现在是 {length} 个。"
    kinds = classes(password)
    if kinds < profile.classes:
        yield (
            f"大写字母、小写字母、数字、其他符号至少要有 {profile.classes} 类，"
            f"现在只有 {kinds} 类。"
        )
    if profile.personal and (word := _contained(password, (*names, *SYSTEM_WORDS))):
        yield f"密码不能包含登录名、姓名或者系统名称（“{word}”）。"
    if profile.common and is_common(password):
        yield "这个密码太常见，换几个字符也容易被猜到。请改用几个互不相干的词。"
    if profile.breached and is_breached(password):
        yield "这个密码曾经在其他网站泄露，已被收入攻击者的名单。请换一个。"
    if earlier and profile.history:
        yield f"最近 {profile.history} 次用过的密码不能再用。请换一个。"


def classes(password: str) -> int:
    """Count the classes: capital letters, small letters, digits, everything else."""
    return sum(
        (
            any(char in string.ascii_uppercase for char in password),
            any(char in string.ascii_lowercase for char in password),
            any(char in string.digits for char in password),
            any(char not in string.ascii_letters + string.digits for char in password),
        )
    )


def is_common(password: str) -> bool:
    """Whether a password is common as it stands or behind digits, symbols and disguised letters."""
    folded = password.casefold()
    bare = _EDGE.sub("", folded)
    shapes = {folded, bare, _EDGE.sub("", folded.translate(_DISGUISE)), bare.translate(_DISGUISE)}
    # trustno1#2026: one word that ends in a digit of its own, and around it nothing but figures.
    wordy = [part for part in _SIGNS.split(folded) if part and not part.isdigit()]
    if len(wordy) == 1:
        shapes |= {wordy[0], wordy[0].translate(_DISGUISE)}
    return bool((shapes - {""}) & _common())


@cache
def _common() -> frozenset[str]:
    listed: set[str] = CommonPasswordValidator().passwords
    return frozenset(listed)


def is_breached(password: str) -> bool:
    """Whether the installed list of leaked passwords has this one.

    The list is a file of lines ``SHA1:count``, sorted, as the public one is: found by halving, so
    that a file of many gigabytes costs some forty short reads and no memory.
    """
    if not settings.BREACHED_PASSWORDS:
        return False
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with Path(settings.BREACHED_PASSWORDS).open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            lines.seek(max(middle - 1, 0))
            if middle:
                lines.readline()  # the rest of the line the jump fell into
            line = lines.readline()
            if not line or line[:40].upper() > wanted:
                high = middle
            elif line[:40].upper() == wanted:
                return True
            else:
                low = lines.tell()
        return False


def make() -> str:
    """Make a password that fits every profile: for a reset, until its owner chooses one."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    signs = letters + letters.upper() + "23456789"
    while True:
        made = "".join(secrets.choice(signs) for _ in range(_MADE_LENGTH - 1)) + "-"
        made = made[:5] + "-" + made[5:-1]
        if classes(made) == 4:  # noqa: PLR2004 - all of them
            return made


def _contained(password: str, words: Iterable[str]) -> str:
    folded = normalise_login(password)
    for word in words:
        wanted = normalise_login(word)
        least = _LEAST_LATIN if wanted.isascii() else _LEAST_HAN
        if len(wanted) >= least and wanted in folded:
            return word
    return ""
