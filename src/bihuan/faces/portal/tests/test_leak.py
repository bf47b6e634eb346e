"""No page, file or feed of the portal can reach a working record: every address, every instance.

The addresses come from the portal's own list of patterns, so a new one is visited or fails here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from bihuan.faces.portal import news, tables, urls
from bihuan.modules.following import api as following
from bihuan.modules.leads import api as leads
from bihuan.modules.matters.api import copies
from bihuan.modules.quality import api as quality
from tests.journeys.planting import plant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.test import Client

pytestmark = pytest.mark.usefixtures("demo")


def instances() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """What can stand in each address that takes a key: everything that is published."""
    lists = copies.published_lists()
    months = quality.published_months(every_version=True)
    addresses = [(item.address,) for item in lists]
    bodies = sorted({(item.body,) for item in lists})
    rows = copies.published_matters()
    regions = {item.region for item in news.items()}
    return {
        "body": bodies,
        "publication": addresses,
        "csv": addresses,
        "json": addresses,
        "matter": sorted({(row.identity,) for row in rows if row.identity}),
        "decision": [(item.number,) for item in leads.published_decisions()],
        "followed-one": [(item.number,) for item in following.published_following()],
        "environment-month": [(item.address,) for item in months],
        "environment-text": [(item.address,) for item in months],
        "table": [(table.key, kind) for table in tables.TABLES for kind in ("csv", "json")],
        "feed-topic": [(topic,) for topic in news.TOPICS],
        "feed-region": sorted((region,) for region in regions),
        "feed-body": bodies,
    }


def addresses() -> Iterable[str]:
    """Every address of the portal there is."""
    known = instances()
    for pattern in urls.urlpatterns:
        name = f"portal:{pattern.name}"
        keys = known.get(str(pattern.name), [()])
        assert keys, f"nothing is published that {name} could show"
        yield from (reverse(name, args=key) for key in keys)


def test_no_address_of_the_portal_says_what_stands_in_a_working_record(client: Client) -> None:
    planted = plant()
    said: dict[str, set[str]] = {}
    seen = 0
    for url in addresses():
        answer = client.get(url)
        assert answer.status_code in {200, 302}, url
        text = answer.content.decode("utf-8", "replace") + answer.get("Location", "")
        found = {word for word in planted.all if word in text}
        said |= {url: found} if found else {}
        seen += 1
    assert said == {}
    assert seen > len(urls.urlpatterns)


NEVER = ("密禾", "/cases/", "/matters/QD", "内线8001", "内线8002")


def test_no_address_leads_to_the_workbench_or_names_an_inner_telephone(client: Client) -> None:
    shown = list[str]()
    for url in addresses():
        text = client.get(url).content.decode()
        shown += [f"{word} at {url}" for word in NEVER if word in text]
    assert shown == []
