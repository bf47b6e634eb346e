"""The permission register of everything that is not an address: who may set it going.

Addresses stand in `tests/journeys/census.py`, with `answers.py` beside it; steps of cases in their
processes; rights that are neither in `kernel/access/permissions.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.architecture.sources import HOUSE

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATOR = "whoever may run programs on the server"
CLOCK = "the worker, as a named system actor"
SAME = "whoever's act it follows, in the same transaction"

COMMANDS = dict.fromkeys(
    (
        "demo",
        "scale",
        "setup",
        "serve",
        "work",
        "tick",
        "backup",
        "restore",
        "drill",
        "policy",
        "status",
        "due",
        "ledger",
        "process",
        "quality",
        "paper",
        "who",
        "import-matters",
        "import-duties",
        "lists",
        "algebra",
    ),
    OPERATOR,
)
MANAGEMENT = dict.fromkeys(("migrate", "tick"), OPERATOR)
JOBS = dict.fromkeys(
    (
        "access.sweep",
        "access.unused",
        "algebra.compare",
        "algebra.refresh",
        "deadlines.tick",
        "jobs.sweep",
        "ledger.anchor",
        "ledger.checkpoint",
        "ledger.verify",
        "matters.lists",
        "matters.search",
        "process.files",
        "ui.presses",
    ),
    CLOCK,
)
RECEIVERS = {
    "ActBegins": ("ledger",),
    "SignedIn": ("ledger",),
    "SignInFailed": ("ledger",),
    "SignedOut": ("ledger",),
    "SessionEnded": ("ledger",),
    "SourceUnlocked": ("ledger",),
    "PostSwitched": ("ledger",),
    "LookedAs": ("ledger",),
    "AccountChanged": ("ledger",),
    "DemoMarked": ("ledger",),
    "DueMoved": ("process",),
    "ClockAlert": ("vault",),
    "CaseOpened": ("directives", "leads"),
    "StepPerformed": ("directives", "matters", "leads", "following", "algebra"),
    "MeasureMoved": ("directives",),
    "ListFiled": ("matters", "algebra"),
    "FilingChecked": ("matters",),
    "ListPublished": ("matters",),
    "PublicationWithdrawn": ("matters",),
    "NoticeChanged": ("following",),
    "MatterTaken": ("algebra",),
    "DocketLeft": ("algebra",),
    "ReadingsChanged": ("quality",),
}
"""Who listens to what; every one acts as `SAME`."""
ELSEWHERE = {
    "access:outside": "src/bihuan/kernel/access/tests/test_single_sign_on.py",
    "access:outside-back": "src/bihuan/kernel/access/tests/test_single_sign_on.py",
    "access:outside-unlink": "src/bihuan/kernel/access/tests/test_single_sign_on.py",
    "access:passkey-remove": "src/bihuan/kernel/access/tests/test_factors.py",
    "matters:remind": "src/bihuan/modules/matters/tests/test_filings.py",
    "following:change": "src/bihuan/modules/following/tests/test_changing.py",
}
"""Addresses that need what the demonstration has not, and the tests that go there."""
NAMED = re.compile(r"""["']([\w/.-]+\.(?:html|txt|xml|svg))(?:#[\w-]+)?["']""")


BY_THE_FRAMEWORK = frozenset({f"{code}.html" for code in (400, 403, 404, 500)} | {"403_csrf.html"})
"""Answers the framework looks for by these names."""


def templates() -> dict[str, str]:
    """Return every page of the house by the name it is asked for; papers are no pages."""
    found = {}
    for path in sorted(HOUSE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg"}:
            place = path.as_posix()
            found[place.rsplit("/templates/", 1)[1]] = path.read_text(encoding="utf-8")
    return found


def reachable() -> set[str]:
    """Return the templates that code names, and those that these take."""
    every = templates()
    waiting = (set(_named_in_code()) | BY_THE_FRAMEWORK) & set(every)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= (set(NAMED.findall(every[name])) & set(every)) - seen
    return seen


def _named_in_code() -> Iterator[str]:
    for path in HOUSE.rglob("*.py"):
        if "tests" not in path.parts:
            yield from NAMED.findall(path.read_text(encoding="utf-8"))
