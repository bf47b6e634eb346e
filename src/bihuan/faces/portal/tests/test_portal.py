"""The portal without a single published list: every page stands, every odd request is harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from bihuan.faces.portal import urls
from bihuan.kernel.access import is_public_view

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/lists/",
    "/environment/",
    "/environment/method/",
    "/verify/",
    "/anchor/",
    "/anchors.txt",
    "/data/",
    "/data/index.json",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_before_anything_is_published(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("charset=utf-8")


def test_every_view_of_the_portal_is_public() -> None:
    assert get_resolver() is not None
    assert all(is_public_view(pattern.callback) for pattern in urls.urlpatterns)


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_no_script_and_say_who_runs_the_site(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    if "<html" not in text:
        return
    assert text.count("<h1") == 1
    assert "主办单位" in text
    assert "联系方式" in text
    assert "大字版" in text
    assert "跳到正文" in text
    assert "htmx" not in text.split("<body")[1]


@pytest.mark.parametrize(
    "path",
    ["/p/none", "/p/none.csv", "/p/none.json", "/lists/510000-water/", "/p/../etc/passwd"],
)
def test_what_is_not_published_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/?q=%00", "/?q=%00水&region=%00", "/lists/?region=%00", "/?q=" + "水" * 500]
)
def test_odd_questions_do_no_harm(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_nothing_found_is_said_plainly(client: Client) -> None:
    text = client.get("/?q=秸秆焚烧").content.decode()
    assert "没有清单写明由谁牵头" in text
    assert "没有查到不等于没有部门负责" in text


def test_a_question_cannot_bring_markup(client: Client) -> None:
    text = client.get("/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in text


@pytest.mark.parametrize("asked", ["abc", "g" * 64, "0" * 63])
def test_what_is_no_fingerprint_is_refused_with_a_sentence(client: Client, asked: str) -> None:
    answer = client.get(f"/verify/?f={asked}")
    assert answer.status_code == 400
    assert "64位" in answer.content.decode()


def test_a_strange_file_is_not_found_and_not_kept(client: Client) -> None:
    answer = client.post("/verify/", {"file": SimpleUploadedFile("a.csv", b"a,b\n")})
    text = answer.content.decode()
    assert "没有查到：登记里没有这个指纹" in text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_pages_for_everybody_may_be_cached_and_set_no_cookie(client: Client) -> None:
    for path in ("/", "/lists/", "/data/"):
        answer = client.get(path)
        assert "public" in answer.headers["Cache-Control"]
        assert answer.headers["Vary"] == "Cookie"
        assert not answer.cookies
