"""The frame of every page: the bar, the banner, error pages, the handbook, the search."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from bihuan.kernel.access.api import way_back
from bihuan.kernel.process.tests import personas
from bihuan.kernel.ui import handbook, nav, search, shell
from bihuan.kernel.ui.registry import DuplicateKeyError, Registry
from bihuan.kernel.ui.tests.acting import acting

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    ["400.html", "403.html", "404.html", "500.html", "503.html", "507.html", "403_csrf.html"],
)
def test_an_error_page_needs_nothing_and_says_what_to_do(name: str) -> None:
    html = render_to_string(name)
    assert html.count("<h1") == 1
    assert "回到首页" in html
    assert "错误代码" in html


def test_an_address_that_leads_nowhere_is_404_in_chinese() -> None:
    with acting(personas.HANDLER) as client:
        answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_chinese() -> None:
    with acting(personas.HANDLER):
        answer = Client(enforce_csrf_checks=True).post("/ui/views/save/", {"name": "x"})
    assert answer.status_code == 403
    assert "表单已经失效" in answer.content.decode()


def test_the_longest_address_is_the_current_entry() -> None:
    item = nav.NavItem("specimen", "样例", "ui:specimen", 1)
    hidden = nav.NavItem("secret", "看不见", "ui:search", 2, lambda actor: actor.line == "office")
    with nav._items.temporarily("specimen", item), nav._items.temporarily("secret", hidden):  # noqa: SLF001
        links = {link.key: link for link in nav.links(personas.HANDLER, "/ui/preferences/")}
    assert links["specimen"].current
    assert not links["cases"].current
    assert "secret" not in links


def test_a_key_is_taken_once() -> None:
    register: Registry[str] = Registry("thing", lambda entry: (0, entry))
    register.add("a", "one")
    register.add("a", "one")
    with pytest.raises(DuplicateKeyError):
        register.add("a", "two")


def test_the_banner_stands_where_the_data_are_invented() -> None:
    with acting(personas.HANDLER) as client:
        with patch.object(shell, "is_demo", lambda: True):
            assert "演示数据" in client.get("/search/").content.decode()
        with patch.object(shell, "is_demo", lambda: False):
            assert "演示数据" not in client.get("/search/").content.decode()


def test_the_search_asks_every_provider_and_limits_each() -> None:
    hits = [search.Hit(f"机构{n}", f"/b/{n}/") for n in range(50)]
    provider = search.Provider("many", "机构样例", lambda _, __, limit: hits[:limit], 1)
    with search._providers.temporarily("many", provider), acting(personas.HANDLER) as client:  # noqa: SLF001
        html = client.get("/search/?q=机构").content.decode()
    assert "机构样例" in html
    assert "只列出前 20 条" in html
    assert "机构20" not in html


def test_a_way_back_leads_nowhere_else() -> None:
    factory = RequestFactory()
    for asked in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert way_back(factory.get("/", {"next": asked}), "/desk/") == "/desk/"
    assert way_back(factory.get("/", {"next": "/cases/?q=1"}), "/desk/") == "/cases/?q=1"


def test_the_handbook_is_read_from_its_folder(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "docs" / "handbook"
    folder.mkdir(parents=True)
    (folder / "clerk.md").write_text("# 经办人\n\n见[审核](office.md)。\n", encoding="utf-8")
    with acting(personas.HANDLER) as client:
        assert "经办人" in client.get("/help/").content.decode()
        page = client.get("/help/clerk/").content.decode()
        assert "<title>经办人 - 帮助手册 - 闭环</title>" in page
        assert 'href="/help/office/"' in page
        assert client.get("/help/nothing/").status_code == 404
        assert client.get("/help/..%2Fsecret/").status_code == 404
    assert handbook.chapter("../../etc") is None


def test_views_are_saved_shared_and_forgotten_by_their_owner() -> None:
    colleague = personas.actor("principal", personas.OWNER, name="乙", key="post:2")
    save = {"table": "cases", "name": "临期", "query": "?q=1", "next": "/cases/", "shared": "on"}
    with acting(personas.HANDLER) as client:
        assert client.post("/ui/views/save/", save)["Location"] == "/cases/"
        assert client.post("/ui/views/save/", save | {"name": " "})["Location"] == "/cases/"
        html = client.get("/cases/").content.decode()
    assert "视图：临期（共用）" in html
    assert "视图需要一个名称" in html
    with acting(colleague) as client:
        html = client.get("/cases/").content.decode()
        assert "视图：临期（共用）" in html
        assert "删除视图" not in html
    with acting(personas.OUTSIDER) as client:
        assert "视图：临期" not in client.get("/cases/").content.decode()
