"""Open data, subscriptions and site map over the demonstration: they agree with the pages."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.sax import parseString
from xml.sax.handler import ContentHandler

import pytest

from bihuan.faces.portal import news, tables
from bihuan.modules.matters.api import copies

if TYPE_CHECKING:
    from django.test import Client


class _Texts(ContentHandler):
    """The texts of the elements of one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.found, self.open = name, [""][:0], False

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 - the library's name
        del attrs
        self.open = name == self.name
        if self.open:
            self.found.append("")

    def characters(self, content: str) -> None:
        if self.open:
            self.found[-1] += content

    def endElement(self, name: str) -> None:  # noqa: N802 - the library's name
        del name
        self.open = False


def texts(content: bytes, name: str) -> list[str]:
    """Read an XML file, which must be sound, and return the texts of one element."""
    handler = _Texts(name)
    parseString(content, handler)  # noqa: S317 - our own file
    return handler.found


@pytest.mark.once
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("key", list(tables.BY_KEY))
def test_both_files_of_a_table_say_the_same(client: Client, key: str) -> None:
    told = json.loads(client.get(f"/data/{key}.json").content)
    names = [field["name"] for field in told["fields"]]
    assert told["identifier"] in names
    assert all(field["meaning"].endswith("。") for field in told["fields"])
    lines = list(
        csv.reader(io.StringIO(client.get(f"/data/{key}.csv").content.decode("utf-8-sig")))
    )
    assert lines[0] == names
    assert len(lines) - 1 == len(told["rows"])
    assert told["rows"] or key == "months", "the demonstration publishes everything but months"


@pytest.mark.usefixtures("demo")
def test_identifiers_of_bodies_and_lists_are_unique_and_resolve(client: Client) -> None:
    for key in ("bodies", "lists", "decisions"):
        table = json.loads(client.get(f"/data/{key}.json").content)
        found = [row[table["identifier"]] for row in table["rows"]]
        assert len(found) == len(set(found))
    rows = json.loads(client.get("/data/matters.json").content)["rows"]
    named = next(row for row in rows if row["identity"])
    assert client.get(f"/m/{named['identity']}").status_code == 302


@pytest.mark.usefixtures("demo")
def test_the_catalogue_names_files_that_are_there(client: Client) -> None:
    told = json.loads(client.get("/data/catalogue.jsonld").content)
    assert told["@type"] == "dcat:Catalog"
    urls = [
        each["dcat:downloadURL"]["@id"]
        for item in told["dcat:dataset"]
        for each in item["dcat:distribution"]
    ]
    assert len(urls) == 2 * len(tables.TABLES)
    assert all(client.get(url.split("testserver", 1)[1]).status_code == 200 for url in urls)


@pytest.mark.usefixtures("demo")
def test_feeds_are_sound_and_hold_what_was_published(client: Client) -> None:
    body = copies.publishing_bodies()[0]
    for url in (
        "/feeds/all.atom",
        "/feeds/topic/lists.atom",
        "/feeds/topic/decisions.atom",
        f"/feeds/region/{body.region}.atom",
        f"/feeds/body/{body.body}.atom",
    ):
        answer = client.get(url)
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        assert len(texts(answer.content, "id")) > 1, url
    titles = texts(client.get(f"/feeds/body/{body.body}.atom").content, "title")
    assert all(body.body_name in title for title in titles)


@pytest.mark.usefixtures("demo")
def test_every_place_of_the_site_map_is_there(client: Client) -> None:
    places = texts(client.get("/sitemap.xml").content, "loc")
    assert len(places) == len(set(places)) > len(copies.publishing_bodies())
    assert all(client.get(url.split("testserver", 1)[1]).status_code == 200 for url in places)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/data/accounts.csv",
        "/data/lists.xlsx",
        "/feeds/topic/cases.atom",
        "/feeds/region/510000.atom",
        "/feeds/body/510000-water.atom",
    ],
)
def test_what_is_not_published_has_no_file_and_no_feed(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_before_anything_is_published_all_stands(client: Client) -> None:
    for path in ("/feeds/", "/feeds/all.atom", "/map/", "/sitemap.xml", "/data/fields/"):
        assert client.get(path).status_code == 200
    assert news.items() == ()


def test_a_formula_is_led_by_an_apostrophe_and_a_number_is_not() -> None:
    table = tables.DataTable("x", "x", "x", "a", (), lambda: [("=1+1", "-3.1%", -2, True, "+a")])
    assert tables.csv_of(table).decode("utf-8-sig").split("\r\n")[1] == "'=1+1,-3.1%,-2,true,'+a"
