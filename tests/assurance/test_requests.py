"""H1, H7, H9: whatever is asked, the answer is one of ours, and it tells nothing of the machine."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.access import api as access
from bihuan.kernel.access import throttle
from tests.assurance.requests import DECLARED, MARK, SAID, Case, addresses, case
from tests.assurance.sizes import size
from tests.journeys.planting import people, plant

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from django.test import Client

ROLES = ("anonymous", "owner", "office", "lower")


def ask(client: Client, what: Case) -> Any:
    """Send one request as a browser or a program would."""
    client.raise_request_exception = False
    return getattr(client, what.method)(what.url, what.body or None)


def text_of(answer: Any) -> str:
    streamed = getattr(answer, "streaming_content", None)
    data = b"".join(streamed) if streamed is not None else answer.content
    return str(data[:2_000_000].decode("utf-8", "replace"))


def judge(who: str, what: Case, answer: Any) -> str:
    """Say what is wrong with an answer."""
    at = f"{who} {what.method} {what.url[:200]} {dict(list(what.body.items())[:3])}"[:400]
    if answer.status_code >= 500:
        return f"{answer.status_code}: {at}: {getattr(answer, 'exc_info', None)}"
    if answer.status_code not in DECLARED:
        return f"undeclared {answer.status_code}: {at}"
    html = "text/html" in answer.get("Content-Type", "")
    text = text_of(answer) if html or answer.status_code >= 400 else ""
    if html and MARK in text:
        return f"sent back as it came: {at}"
    if answer.status_code >= 400 and (found := SAID.search(text)):
        return f"tells {found[0]!r} with {answer.status_code}: {at}"
    if any("\n" in value or "\r" in value for _, value in answer.items()):
        return f"a header was split: {at}"
    return ""


def run(cases: int, dice: random.Random) -> tuple[list[str], Counter[int]]:
    planted, every = plant(), addresses()
    clients = people()
    wrong, statuses = [], Counter[int]()
    for number in range(cases):
        who = ROLES[number % len(ROLES)]
        what = case(dice, every, planted.things)
        answer = ask(clients[who], what)
        statuses[answer.status_code] += 1
        if said := judge(who, what, answer):
            wrong.append(said)
        answer.close()
        if number % 50 == 0:  # tries of sign-in would soon be refused before they are looked at
            throttle.clear_source("127.0.0.1")
            for who in ("owner", "office", "lower"):
                if clients[who].get("/account/").status_code == 302:
                    clients |= {who: people_again(who)}
    return wrong, statuses


def people_again(who: str) -> Client:
    """Come in again: a request has ended the session, as it may."""
    from tests.journeys.planting import PERSONAS, sign_in  # noqa: PLC0415  beside its one use

    return sign_in(PERSONAS[who])


def said(statuses: Counter[int]) -> str:
    return ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))


@pytest.mark.goal("H1", "H7", "H9")
@pytest.mark.usefixtures("demo")
def test_no_request_breaks_anything(chance: random.Random, figure: Callable[[str], None]) -> None:
    cases = size("H1_PUSH", 300)
    wrong, statuses = run(cases, chance)
    assert wrong == [], "\n".join(wrong[:10])
    figure(f"{cases:,} requests of {len(ROLES)} roles on every push, 0 × 5xx ({said(statuses)})")


@pytest.mark.goal("H1", "H7", "H9")
@pytest.mark.assurance
@pytest.mark.usefixtures("demo")
def test_thousands_of_requests_break_nothing(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    cases = size("H1", 5_000)
    wrong, statuses = run(cases, chance)
    assert wrong == [], "\n".join(wrong[:10])
    figure(
        f"{cases:,} requests of {len(ROLES)} roles over {len(access.addresses())} addresses at"
        f" night, 0 × 5xx, 0 undeclared, 0 that tell of the machine ({said(statuses)})"
    )
