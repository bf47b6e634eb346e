"""The pages that are measured, each as the person who uses it most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.process.models import Case
from bihuan.modules.matters.api import copies
from tests.bench import quality_pages
from tests.bench.harness import MEDIAN, P95, QUERIES, Figure, page
from tests.bench.province import BUSY

if TYPE_CHECKING:
    from collections.abc import Iterator

GOAL = f"median ≤ {MEDIAN:.0f}, p95 ≤ {P95:.0f}, ≤ {QUERIES} SQL"
OFFICE, CLERK, CITY = "hwb_handler", "shui_handler", "leshan_handler"
PEOPLE = (OFFICE, CLERK, CITY)


@dataclass(frozen=True, slots=True)
class Visit:
    """One page somebody opens; nobody in particular where `who` is empty."""

    name: str
    who: str
    url: str


def anchor(*, runs: int) -> Figure:
    """Measure the bare page."""
    with override_settings(ROOT_URLCONF="tests.bench.lean", MIDDLEWARE=[]):
        return page("lean anchor: 50 rows, nothing around them", Client(), "/lean/", runs=runs)


def figures(*, runs: int) -> Iterator[Figure]:
    """Measure every page."""
    quality_pages.fill(timezone.localdate())
    clients = {who: signed_in(who) for who in PEOPLE} | {"": Client()}
    yield quality_pages.cold(clients[OFFICE], runs=runs)
    for visit in visits():
        yield page(visit.name, clients[visit.who], visit.url, runs=runs, goal=GOAL)


def visits() -> tuple[Visit, ...]:
    """Return what is measured."""
    return (*_matrix(), *_work(), *_tables(), *_quality(), *_portal())


def _matrix() -> Iterator[Visit]:
    past = timezone.localdate() - timedelta(days=365)
    for name, who, asked in (
        ("the twelve departments", OFFICE, {}),
        ("the other bodies of the province", OFFICE, {"tab": "others"}),
        ("all cities", OFFICE, {"tab": "cities"}),
        ("all counties", OFFICE, {"tab": "counties"}),
        ("counties of one city", OFFICE, {"tab": "counties", "place": "510100"}),
        ("bodies of one county", OFFICE, {"tab": "counties", "place": "510104"}),
        ("the twelve, a year ago", OFFICE, {"on": past}),
        ("all counties, a year ago", OFFICE, {"tab": "counties", "on": past}),
        ("all counties, for a water department", CLERK, {"tab": "counties"}),
        ("counties of a city, for its office", CITY, {"tab": "counties"}),
    ):
        yield Visit(f"责任矩阵, {name}", who, _url("directives:matrix", **asked))
    cell = reverse("directives:cell", args=("2.1.3", "510000-agriculture"))
    yield Visit("责任矩阵, one cell", OFFICE, cell)


def _work() -> Iterator[Visit]:
    yield Visit("工作台, 200 in the to-do queue", CLERK, reverse("workbench:home"))
    yield Visit("工作台, the commission office", OFFICE, reverse("workbench:home"))
    yield Visit("条款账本 rail", OFFICE, reverse("directives:clauses"))
    yield Visit("条款账本 one clause", OFFICE, reverse("directives:clause", args=("2.1.3",)))
    yield Visit(
        "条款账本 clause of 5,000 bodies", OFFICE, reverse("directives:clause", args=("1.1",))
    )
    yield Visit("本单位履责", CLERK, reverse("directives:duties"))
    yield Visit("all duties of the province", OFFICE, _url("directives:duties", all=1))
    yield Visit("body page", OFFICE, reverse("organisations:body", args=(BUSY,)))
    yield Visit("case page, matter list", OFFICE, _case("matter-list", "510000-ecology"))
    yield Visit("case page, duty record", CLERK, _case("duty-record", BUSY))


def _case(process: str, body: str) -> str:
    found = Case.objects.filter(process=process, body=body).order_by("-pk").first()
    if found is None:
        raise LookupError(f"No {process} of {body}.")
    return reverse("ui:case", args=(found.number,))


def _tables() -> Iterator[Visit]:
    yield Visit("机构名录", OFFICE, reverse("organisations:directory"))
    yield Visit(
        "机构名录, searched and sorted",
        OFFICE,
        _url("organisations:directory", q="水务", sort="-name"),
    )
    yield Visit("办件 table", OFFICE, reverse("ui:cases"))
    yield Visit("办件, searched and sorted", OFFICE, _url("ui:cases", q="年度", sort="-number"))
    asked = {"process": "duty-record", "closed": "False", "q": "年度", "sort": "-due"}
    yield Visit("办件, filtered, searched and sorted", OFFICE, _url("ui:cases", **asked))
    yield Visit("global search", OFFICE, _url("ui:search", q="水污染"))
    yield Visit("可信账本", OFFICE, reverse("ui:ledger"))
    yield Visit("责任清单 table", OFFICE, reverse("matters:lists"))
    yield Visit("备案情况", OFFICE, reverse("matters:filings"))


def _quality() -> Iterator[Visit]:
    for name, url in quality_pages.addresses(timezone.localdate()):
        yield Visit(name, OFFICE, url)


def _portal() -> Iterator[Visit]:
    yield Visit("portal home", "", reverse("portal:home"))
    yield Visit("portal search", "", _url("portal:home", q="秸秆焚烧归谁管"))
    yield Visit("portal lists", "", reverse("portal:lists"))
    shown = copies.published_lists()[0]
    yield Visit("portal body", "", reverse("portal:body", args=(shown.body,)))
    yield Visit("portal list", "", reverse("portal:publication", args=(shown.address,)))


def _url(name: str, **asked: object) -> str:
    return f"{reverse(name)}?{urlencode(asked)}"


def signed_in(who: str) -> Client:
    """Return a client that is signed in as one of the people of the demonstration."""
    client = Client()
    answer = client.post(reverse("entrance:enter", args=(who,)))
    if answer.status_code != 302 or "_auth_user_id" not in client.session:
        raise LookupError(f"{who} cannot sign in.")
    return client
