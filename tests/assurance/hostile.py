"""Hostile input for forms: types, lengths, Unicode, duplicates, huge numbers, NUL, repetition."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from tests.assurance.forms import Form

VALUES: tuple[str, ...] = (
    "",
    " ",
    "\u3000",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "a\x07b\x08",
    "\u200b\u200d\ufeff",
    "\u202e反",
    "\ud800",
    "é" * 50,
    "a\r\n\r\nSet-Cookie: x=1",
    "長" * 21_000,
    "a" * 301,
    "\U0001f4a9" * 200,
    "0",
    "-1",
    "²",
    "١٢٣",
    "\uff11\uff12",
    "1e309",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "1_000",
    "9" * 5000,
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
    str(2**64),
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-13-01T25:61",
    "2026-11-30T23:59:60",
    "on",
    "true",
    "None",
    "null",
    "[]",
    "{}",
    '{"a": [1,',
    "'; DROP TABLE process_case; --",
    "%s%n%x",
    "{{7*7}}{% debug %}",
    "{0.__class__}",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "http://2852039166/",
    "file:///etc/passwd",
    "//evil.example/",
    "../../../../etc/passwd",
    "=HYPERLINK(1)",
    "510000-water",
    "000000-nobody",
    "510000-water,510000-water",
    "、、、；；",
    "《》第条",
)


def case(form: Form, chance: Random) -> str:
    """Return one hostile body for a form, as it travels: the willing one with up to four wrongs."""
    pairs: list[tuple[str, str]] = list(form.filled.items())
    names = [each.name for each in form.fields] or ["x"]
    for _ in range(chance.randint(1, 4)):
        name, value = chance.choice(names), chance.choice(VALUES)
        wrong = chance.randrange(6)
        if wrong == 0:
            pairs = [pair for pair in pairs if pair[0] != name]
        elif wrong == 1:
            pairs += [(name, value), (name, chance.choice(VALUES))]
        elif wrong == 2:
            pairs += [(f"{name}{chance.choice(('[]', '__in', '.x', ' ', chr(0)))}", value)]
        else:
            pairs = [(key, value if key == name else old) for key, old in pairs]
            if name not in dict(pairs):
                pairs.append((name, value))
    chance.shuffle(pairs)
    return urlencode(pairs, errors="surrogatepass")


def controls(values: Iterable[tuple[str, Any]]) -> list[str]:
    """Return what holds a control character that no text needs."""
    return [
        f"{table}: {value!r}"[:120]
        for table, value in values
        if isinstance(value, str)
        and any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in value)
    ]
