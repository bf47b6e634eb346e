"""The specimen page: one of everything, each with the shape, word and landmark it must have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process.tests import personas
from bihuan.kernel.ui.components import LIGHTS, Light
from bihuan.kernel.ui.components.status import SHAPES, UnknownLightError, light
from bihuan.kernel.ui.components.surfaces import empty, notice
from bihuan.kernel.ui.tests.acting import acting

if TYPE_CHECKING:
    from typing import Any

pytestmark = pytest.mark.django_db
COMPONENTS = (
    "light",
    "countdown",
    "why",
    "track",
    "timeline",
    "summary",
    "work",
    "kpi",
    "matrix",
    "chart",
    "cartogram",
    "files",
    "notice",
    "empty",
    "preview",
    "table",
    "form",
)


@pytest.fixture
def html() -> str:
    with acting(personas.HANDLER) as client:
        answer: Any = client.get("/ui/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_has_a_specimen(html: str, name: str) -> None:
    assert f'id="s-{name}"' in html


def test_the_page_has_one_heading_and_its_landmarks(html: str) -> None:
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert "<header" in html
    assert "<footer" in html
    assert 'href="#main"' in html
    assert "<title>部件样例 - 界面 - 闭环</title>" in html


def test_nothing_is_inline(html: str) -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "<style" not in html
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son[a-z]+=", html)


def test_ids_are_unique(html: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', html)
    twice = {each for each in ids if ids.count(each) > 1}
    assert not twice


@pytest.mark.parametrize("key", LIGHTS)
def test_a_light_has_a_shape_and_a_word(key: str) -> None:
    drawn = light(Light(key, "剩3天", "规则"))
    assert f'data-shape="{SHAPES[key]}"' in drawn
    assert "剩3天" in drawn
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_an_unknown_light_or_kind_is_refused() -> None:
    with pytest.raises(UnknownLightError):
        light(Light("purple", "?"))
    with pytest.raises(LookupError):
        notice("", kind="fancy")
    with pytest.raises(LookupError):
        empty("", kind="sad", title="")


def test_what_is_shown_is_escaped() -> None:
    drawn = light(Light("late", "<b>x</b>", '"><script>'))
    assert "<b>" not in drawn
    assert "<script>" not in drawn


def test_preferences_are_kept_in_cookies_and_lead_back() -> None:
    with acting(personas.HANDLER) as client:
        answer = client.get("/ui/preferences/?size=large&keys=off&next=/ui/")
        assert answer["Location"] == "/ui/"
        page = client.get("/ui/").content.decode()
        assert 'class="bh-large"' in page
        assert 'data-keys="off"' in page
        away = client.get("/ui/preferences/?size=normal&next=https://elsewhere.example/")
        assert away["Location"] == "/"
