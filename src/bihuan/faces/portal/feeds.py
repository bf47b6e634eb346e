"""Subscriptions (Atom) by topic, region and body; the site map for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from bihuan.faces.portal import news, tables
from bihuan.faces.portal.views import REGION, brief
from bihuan.kernel.access import public
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.ui import shell
from bihuan.modules.matters.api import copies
from bihuan.modules.quality import api as quality

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from bihuan.modules.matters.queries.publications import PublishingBody

MOST = 50
"""Items in one feed; older ones stay on the pages."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One feed one can subscribe to."""

    label: str
    url: str


@public
@require_safe
@brief
def everything(request: HttpRequest) -> HttpResponse:
    """Tell all that is new."""
    return _feed(request, "全部更新", news.items())


@public
@require_safe
@brief
def by_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """Tell what is new of one kind."""
    if topic not in news.TOPICS:
        raise Http404
    return _feed(request, news.TOPICS[topic], news.items(topic=topic))


@public
@require_safe
@brief
def by_region(request: HttpRequest, region: str) -> HttpResponse:
    """Tell what is new in one region; a region without anything public has no feed."""
    found = news.items(region=region) if REGION.fullmatch(region) else ()
    if not found:
        raise Http404
    names = _regions()
    return _feed(request, names.get(region, region), found)


@public
@require_safe
@brief
def by_body(request: HttpRequest, body: str) -> HttpResponse:
    """Tell what one body published; a body that published nothing is not known here."""
    found = news.items(body=body)
    if not found:
        raise Http404
    return _feed(request, found[0].author, found)


@public
@require_safe
@brief
def subscriptions(request: HttpRequest) -> HttpResponse:
    """List every feed, and what is newest."""
    bodies = copies.publishing_bodies()
    context = {
        "topics": tuple(
            FeedLink(label, reverse("portal:feed-topic", args=[key]))
            for key, label in news.TOPICS.items()
        ),
        "regions": tuple(
            FeedLink(name, reverse("portal:feed-region", args=[code]))
            for code, name in sorted(_regions().items())
        ),
        "bodies": tuple(
            FeedLink(item.body_name, reverse("portal:feed-body", args=[item.body]))
            for item in bodies
        ),
        "newest": news.items()[:10],
    }
    return render(request, "portal/feeds.html", context)


@public
@require_safe
@brief
def site_map(request: HttpRequest) -> HttpResponse:
    """Lead to every page there is."""
    regions: dict[str, list[PublishingBody]] = {}
    for item in copies.publishing_bodies():
        regions.setdefault(item.region_name, []).append(item)
    context = {
        "regions": tuple(regions.items()),
        "months": quality.published_months(),
        "tables": tables.TABLES,
    }
    return render(request, "portal/site_map.html", context)


@public
@require_safe
@brief
def site_map_xml(request: HttpRequest) -> HttpResponse:
    """Lead machines to every page there is."""
    fixed = ("home", "lists", "decisions", "environment", "environment-method", "data")
    more = ("dictionary", "feeds", "site-map", "corrections", "verify", "anchor")
    plain: list[tuple[str, date | None]] = [
        (reverse(f"portal:{name}"), None) for name in (*fixed, *more)
    ]
    told: dict[str, date | None] = dict(plain)
    for item in news.items():
        told[item.url.partition("#")[0]] = item.on
    for body in copies.publishing_bodies():
        told[reverse("portal:body", args=[body.body])] = body.published_on
    lines = "".join(_place(request.build_absolute_uri(url), on) for url, on in told.items())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _place(url: str, on: date | None) -> str:
    changed = f"<lastmod>{on.isoformat()}</lastmod>" if on else ""
    return f"<url><loc>{escape(url)}</loc>{changed}</url>\n"


def _regions() -> dict[str, str]:
    return {item.region: item.region_name for item in copies.publishing_bodies()}


def _feed(request: HttpRequest, title: str, found: tuple[news.Item, ...]) -> HttpResponse:
    feed = Atom1Feed(
        title=f"{title} - {shell.site().portal}",
        link=request.build_absolute_uri(reverse("portal:feeds")),
        description=f"{title}的更新",
        feed_url=request.build_absolute_uri(request.path),
        language="zh-CN",
        author_name=shell.site().sponsor or shell.site().portal,
    )
    for item in found[:MOST]:
        moment = datetime.combine(item.on, time(), tzinfo=SHANGHAI)
        url = request.build_absolute_uri(item.url)
        feed.add_item(
            title=item.title,
            link=url,
            unique_id=url,
            description=item.summary,
            author_name=item.author,
            pubdate=moment,
            updateddate=moment,
            categories=(news.TOPICS[item.topic],),
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
