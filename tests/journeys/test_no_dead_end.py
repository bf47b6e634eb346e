"""Everybody of the demonstration follows every link from every page of their menu; none is dead."""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import resolve

from bihuan.modules.organisations.demo import PERSONAS
from tests.journeys.planting import sign_in

if TYPE_CHECKING:
    from django.test import Client

ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}
OF_A_KIND, MOST = 2, 150
ON_BOTH = {"shui_handler", "hwb_head", "leshan_handler", "auditor", "sysadmin"}
"""One of each kind is enough on the second database."""
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)"')
MENU = re.compile(r'<nav class="bh-nav".*?</nav>', re.DOTALL)


@cache
def kind_of(path: str) -> str:
    """Name the kind of page at an address."""
    return resolve(path).view_name


def links_of(client: Client, url: str) -> tuple[list[str], str]:
    """Visit a page; return where it leads and what it says."""
    answer = client.get(url)
    streamed = getattr(answer, "streaming_content", None)
    if streamed is not None:
        list(streamed)
        return [], ""
    if answer.status_code == 409:  # not yet: the page says why, and the way back is no dead end
        assert resolve(url.split("?", maxsplit=1)[0]).view_name == "ui:step", url
        return [url.rsplit("/", 2)[0] + "/"], answer.content.decode()
    assert answer.status_code in {200, 302}, f"{url}: {answer.status_code}"
    if "text/html" not in answer.get("Content-Type", ""):
        return [], ""
    text = answer.content.decode()
    if answer.status_code == 302:
        return [answer["Location"]], ""
    base = url.split("?", maxsplit=1)[0]
    found = [unescape(link) for link in LINK.findall(text)]
    local = [base + link if link.startswith("?") else link for link in found]
    return [link for link in local if link.startswith("/") and not link.startswith("//")], text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "key",
    [
        pytest.param(key, marks=() if key in ON_BOTH else pytest.mark.once)
        for key in sorted(PERSONAS)
    ],
)
def test_no_link_is_dead(key: str) -> None:
    client = sign_in(PERSONAS[key].login)
    leads, home = links_of(client, "/desk/")
    if not home:  # an administrator has no desk and is led to their own first page
        leads, home = links_of(client, leads[0])
    menu = MENU.search(home)
    assert menu is not None
    items = LINK.findall(menu.group())
    assert len(items) >= (2 if ADMINISTRATORS & {PERSONAS[key].role} else 6)
    waiting, seen, kinds = deque([*items, *leads]), set[str](), dict[str, int]()
    dead = []
    while waiting and len(seen) < MOST:
        url = waiting.popleft()
        if url in seen:
            continue
        kind = kind_of(url.split("?")[0])
        if kinds.get(kind, 0) >= OF_A_KIND + 2 * (url in items):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        seen.add(url)
        try:
            more, text = links_of(client, url)
        except AssertionError as fault:
            dead.append(str(fault))
            continue
        if text:
            assert text.count("<h1") == 1, url
            assert "None" not in re.sub(r"<[^>]*>", "", text), f"{url} shows None"
        waiting.extend(more)
    assert dead == []
    assert set(items) <= seen


@pytest.mark.usefixtures("demo")
def test_a_city_begins_with_its_own_part_of_the_matrix() -> None:
    page = sign_in("leshan-handler").get("/matrix/").content.decode()
    assert "这一栏还没有应办事项" not in page
    assert "乐山市" in page.split("<main", 1)[1]


@pytest.mark.usefixtures("demo")
def test_a_register_in_force_waits_for_nobody() -> None:
    page = sign_in("shui-principal").get("/desk/").content.decode()
    assert "负责领导与牵头处室" not in page.split("<main", 1)[1]
    assert "终止" not in page.split("<main", 1)[1]
