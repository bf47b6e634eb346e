"""Every address × nobody, strangers, the right body: what may not be seen is not there."""

from __future__ import annotations

import re
import zipfile
from collections import deque
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process.models import Case
from bihuan.modules.directives.models import Evidence
from bihuan.modules.matters.models import MatterRow
from tests.journeys.census import ADMINISTRATOR, ANYBODY, CENSUS, NOTHING, OFFICE, SELF, STAFF, Line
from tests.journeys.planting import Planted, people, plant, token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.test import Client

    from bihuan.kernel.access.api import Address

STRANGERS = ("beside", "lower")
MOST_PAGES, OF_A_KIND = 300, 2


def url_of(name: str, things: dict[str, Any], *, nowhere: bool = False) -> str:
    """Fill an address from the things there are, or with what is nowhere."""
    keys = {}
    for word in CENSUS[name].keys.split():
        thing, _, key = word.partition(":")
        keys[key or thing] = things[thing]
    if nowhere:
        keys |= {key: NOTHING[key] for key in keys if key in NOTHING}
    return reverse(name, kwargs=keys)


def visit(client: Client, line: Line, url: str, *, method: str = "") -> Any:
    way = method or ("post" if line.calls == "post" else "get")
    return getattr(client, way)(url)


TEXTS = frozenset(
    {
        *("application/atom+xml", "application/json", "application/ld+json", "application/xml"),
        *("text/csv", "text/html", "text/plain"),
    }
)
OF_A_MAKER = ("Exif\0\0", "x:xmpmeta", "docProps/", "/Author", "%PDF-")
"""How photographs, papers and office files begin, or where they say who made them."""


def body_of(answer: Any) -> str:
    """Everything that came back as text, workbooks unpacked."""
    streamed = getattr(answer, "streaming_content", None)
    data = b"".join(streamed) if streamed is not None else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in answer.items())
    return f"{headers}\n{data.decode('utf-8', 'replace')}"


def bare(answer: Any) -> str:
    """A page without what differs on every visit."""
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"', "", body_of(answer))
    return re.sub(r"[?&]next=[^\"'\s]*", "", text).split("\n\n", 1)[-1]


def state_of_the_world() -> tuple[Any, ...]:
    """What a stranger must not be able to change."""
    return (
        list(Case.objects.order_by("pk").values_list("pk", "state", "revision")),
        list(MatterRow.objects.order_by("pk").values_list("pk", "revision", "name")),
        Evidence.objects.filter(ended_on__isnull=True).count(),
    )


@pytest.fixture
def planted(demo: object) -> Planted:
    del demo
    return plant()


@pytest.fixture
def visitors(planted: Planted) -> dict[str, Client]:
    del planted
    return people()


def closed() -> Iterable[Address]:
    return (each for each in access.addresses() if not each.public)


def test_every_address_is_in_the_census_and_nothing_else_is() -> None:
    found = {each.name: each.public for each in access.addresses()}
    assert set(found) - set(CENSUS) == set(), "addresses without a line in census.py"
    assert set(CENSUS) - set(found) == set(), "lines of census.py without an address"
    assert {name for name, line in CENSUS.items() if line.who == ANYBODY} == {
        name for name, public in found.items() if public
    }


def test_whoever_has_not_signed_in_is_led_to_the_login(
    planted: Planted, visitors: dict[str, Client]
) -> None:
    for each in closed():
        line = CENSUS[each.name]
        url = url_of(each.name, dict(planted.things))
        for method in ("get", "post"):
            answer = visit(visitors["anonymous"], line, url, method=method)
            assert answer.status_code == 302, (method, url)
            assert answer["Location"].startswith("/login/"), (method, url)
            assert answer.content == b"", url


def test_a_stranger_meets_nothing_where_the_right_body_meets_a_page(
    planted: Planted, visitors: dict[str, Client]
) -> None:
    before = state_of_the_world()
    wrong = []
    for each in closed():
        line = CENSUS[each.name]
        url = url_of(each.name, dict(planted.things))
        nowhere = url_of(each.name, dict(planted.things), nowhere=True)
        if line.who == SELF:
            continue  # nobody is a stranger to what is their own
        for who in STRANGERS:
            answer = visit(visitors[who], line, url)
            if line.who == STAFF or (line.who == OFFICE and not line.keys and who == "lower"):
                if answer.status_code >= 500:
                    wrong.append(f"{who} {url}: {answer.status_code}")
                continue
            other = visit(visitors[who], line, nowhere)
            if answer.status_code != 404 or bare(answer) != bare(other).replace(nowhere, url):
                wrong.append(f"{who} {url}: {answer.status_code}, {other.status_code} for nothing")
            wrong += [
                f"{who} {method} {url}"
                for method in ("get", "post")
                if visit(visitors[who], line, url, method=method).status_code not in {404, 405}
            ]
    assert wrong == []
    assert state_of_the_world() == before


def test_the_right_body_is_let_in(planted: Planted, visitors: dict[str, Client]) -> None:
    wrong = []
    for each in closed():
        line = CENSUS[each.name]
        if line.calls == "post":
            continue  # every press would change what the next one meets
        if line.who == ADMINISTRATOR:
            continue  # each of the three has pages of their own: faces/administration/tests
        if planted.things["chapter"] == "none" and each.name == "ui:help-chapter":
            continue  # there is no handbook to read
        who = "office" if line.who == OFFICE else "owner"
        if "returned:number" in line.keys:
            who = "returned"
        if "following_draft:number" in line.keys:
            who = "lower"
        if each.name == "following:change":
            continue  # nothing above changed since the demonstration was told
        answer = visit(visitors[who], line, url_of(each.name, dict(planted.things)))
        if answer.status_code not in {200, 302}:
            wrong.append(f"{who} {each.name}: {answer.status_code}")
    assert wrong == []


def crawl(client: Client, starts: Iterable[str]) -> dict[str, str]:
    """Follow every link there is, download every file, export every table; return what was said."""
    seen: dict[str, str] = {}
    shapes: dict[str, int] = {}
    waiting = deque(starts)
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.popleft()
        shape = re.sub(r"\d+|[0-9a-f]{16,}", "#", url)
        if url in seen or shapes.get(shape, 0) >= OF_A_KIND:
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        answer = client.get(url)
        seen[url] = text = body_of(answer)
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        for link in re.findall(r'href="(/[^"#]*|\?[^"#]*)"', text):
            full = link.replace("&amp;", "&")
            waiting.append(url.split("?")[0] + full if full.startswith("?") else full)
        if 'name="export"' in text:
            for kind in ("csv", "xlsx"):
                seen[f"{url} {kind}"] = body_of(client.post(url, {"export": kind}))
    return seen


def tokens_in(pages: dict[str, str], wanted: Iterable[str]) -> dict[str, list[str]]:
    return {
        word: [url for url, text in pages.items() if word in text and word not in url][:5]
        for word in sorted(wanted)
        if any(word in text and word not in url for url, text in pages.items())
    }


def starts(planted: Planted) -> list[str]:
    """Every address that is read, and a search for every token."""
    found = [
        url_of(each.name, dict(planted.things))
        for each in access.addresses()
        if CENSUS[each.name].calls != "post"
    ]
    asked = [f"{base}?q={word}" for word in sorted(planted.all) for base in ("/search/", "/")]
    tables = [f"/{table}/?q={token(90)}" for table in ("cases", "matters")]
    cases = [f"/cases/{planted.things[key]}/" for key in ("filed", "returned", "paper_number")]
    return cases + found + asked + tables


@pytest.mark.goal("A3")
@pytest.mark.parametrize("who", ["anonymous", *STRANGERS])
def test_no_token_reaches_who_may_not_see_it(
    planted: Planted, visitors: dict[str, Client], who: str, figure: Callable[[str], None]
) -> None:
    pages = crawl(visitors[who], starts(planted))
    assert len(pages) > 40
    assert tokens_in(pages, planted.all) == {}
    assert ledger.verify().ok
    figure(f"{who}: 0 of {len(planted.all)} tokens in {len(pages)} answers")


@pytest.mark.goal("A3")
def test_the_owner_and_the_office_see_exactly_their_own(
    planted: Planted, visitors: dict[str, Client], figure: Callable[[str], None]
) -> None:
    owner = crawl(visitors["owner"], starts(planted))
    assert set(tokens_in(owner, planted.all)) == planted.draft
    office = crawl(visitors["office"], starts(planted))
    assert planted.note in tokens_in(office, planted.all)
    figure(f"owner: {len(planted.draft)} of {len(planted.draft)} tokens, 0 of others")


def test_the_public_copy_holds_no_inner_number(
    planted: Planted, visitors: dict[str, Client]
) -> None:
    pages = crawl(visitors["anonymous"], ["/", "/lists/", "/data/", "/data/index.json"])
    assert any("/p/" in url for url in pages)
    assert tokens_in(pages, ["内线8001", "内线8002"]) == {}
    assert tokens_in(pages, ["028-12345"]) != {}, "the public number is public"
    del planted


@pytest.mark.goal("B7")
def test_no_file_that_somebody_made_becomes_public(
    planted: Planted, visitors: dict[str, Client], figure: Callable[[str], None]
) -> None:
    """Whoever makes one public finds this in the way: such a copy is to lose its maker first."""
    pages = crawl(visitors["anonymous"], starts(planted))
    ours = {url: text for url, text in pages.items() if not url.startswith("/static/")}
    kinds = {url: re.findall(r"Content-Type: ([^;\s]*)", text)[:1] for url, text in ours.items()}
    assert {url: kind for url, kind in kinds.items() if kind and kind[0] not in TEXTS} == {}
    found = {url for url, text in ours.items() for mark in OF_A_MAKER if mark in text}
    assert found == set()
    files = sum(kind[:1] != ["text/html"] for kind in kinds.values())
    assert files > 4, "the walk comes to tables, feeds and catalogues"
    figure(f"{len(ours)} public answers, {files} of them files: texts, none that names its maker")
