"""Requests nobody meant: every address with keys, questions and bodies that make no sense."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.urls import NoReverseMatch, reverse

from bihuan.kernel.access import api as access
from tests.journeys.census import CENSUS

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from bihuan.kernel.access.api import Address

METHODS = ("get",) * 5 + ("post",) * 3 + ("head", "put", "delete", "options", "patch")
DECLARED = {200, 204, 302, 303, 304, 400, 403, 404, 405, 409, 413, 422, 429}
"""What the product answers on purpose; 503 is for overload and a broken database alone."""
ASKED = (
    *("q", "page", "per", "sort", "col", "on", "tab", "place", "from", "to", "day", "verb", "next"),
    *("year", "month", "kind", "body", "state", "clause", "all", "export", "why", "view", "text"),
    *("active", "unused", "region", "line", "edition", "row", "rows", "reason", "source", "code"),
)
MARK = "<xss'\"&>"
"""What no page may send back as it came."""
WORDS = (
    "", " ", "0", "-1", "1", "2", "99999999999999999999", "9223372036854775808", "1e308", "NaN",
    "0x10", "٣", "\uff11", "²", "true", "null", "None", "[]", "{}", "a" * 5_000, "环" * 300, "\x00",
    "\r\nX: y", "\u202e", "\ufeff", "\U0001f600", "../../../etc/passwd", "%00", "%ff", "'", '"',
    "' OR '1'='1", "1; DROP TABLE access_account;--", "{{ 7*7 }}", "${7*7}", MARK, "-due",
    "--due", "due__in", "body__login", "2026-02-30", "2026-12-31", "0001-01-01", "9999-12-31",
    "10000-01-01", "2026-13", "510000", "510000-water", "2.1.3", "csv", "xlsx", "pdf", "&a=b",
)  # fmt: skip
SAID = re.compile(
    r"Traceback|django\.|DoesNotExist|Error at /|Exception|SELECT .+ FROM|sqlite3|psycopg|"
    r"site-packages|/src/bihuan|\.py\b|DJANGO_|BIHUAN_|SECRET_KEY|<class '|object at 0x|"
    r"OperationalError|IntegrityError|_[a-z]+_id_seq|argon2|session_key"
)
"""What no error answer may tell: classes, SQL, paths, settings."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request."""

    method: str
    url: str
    body: Mapping[str, Any]


def addresses() -> list[Address]:
    """Every address but the one that ends the session of whoever asks."""
    return [each for each in access.addresses() if each.name != "access:logout"]


def case(dice: random.Random, every: list[Address], things: Mapping[str, Any]) -> Case:
    """Make one request: a real address, some real keys, some that make no sense."""
    method = dice.choice(METHODS)
    asked = [(dice.choice(ASKED), dice.choice(WORDS)) for _ in range(dice.choice((0, 1, 1, 2, 4)))]
    if dice.random() < 0.1 and asked:
        asked *= 2  # the same parameter twice
    path = _path(dice, dice.choice(every).name, things)
    words = dice.choice(WORDS) if dice.random() < 0.05 else ""
    query = f"?{urlencode(asked)}{quote(words, safe='%&=')}" if asked or words else ""
    body = {} if method != "post" else {
        dice.choice((*ASKED, "revision", "opinion", "csrfmiddlewaretoken", "documents", "fields")):
            dice.choice(WORDS) for _ in range(dice.randint(0, 5))
    }  # fmt: skip
    return Case(method, f"{path}{query}", body)


def _path(dice: random.Random, name: str, things: Mapping[str, Any]) -> str:
    keys = {}
    for word in CENSUS[name].keys.split():
        thing, _, key = word.partition(":")
        keys[key or thing] = things[thing] if dice.random() < 0.7 else dice.choice(WORDS)
    try:
        return reverse(name, kwargs=keys)
    except NoReverseMatch:
        bare = reverse(name, kwargs={key: things[word.partition(":")[0]] for word in
                                     CENSUS[name].keys.split() for key in
                                     [word.partition(":")[2] or word]})  # fmt: skip
        parts = bare.strip("/").split("/")
        parts[dice.randrange(len(parts))] = quote(dice.choice(WORDS), safe="") or "x"
        return "/" + "/".join(parts) + "/"
