"""Pages of the portal. Every view is public, reads published copies, and writes nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_cookie

from bihuan.faces.portal import pages, tables
from bihuan.kernel.access import VISITOR, public
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui import clock
from bihuan.modules.matters import api as matters
from bihuan.modules.matters.api import copies

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from bihuan.modules.matters.queries.responsible import Answer

V = TypeVar("V", bound="Callable[..., Any]")

EXAMPLES = ("烧秸秆", "臭水沟", "大车扬尘", "半夜施工噪音", "都江堰有人偷砍树")
LARGEST_CHECKED = 10 * 1024 * 1024
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
REGION = re.compile(r"[0-9A-Za-z]{2,12}")
SHORT = 300
SHOWN_ANCHORS = 30

private = cache_control(private=True, no_store=True)


def brief(view: V) -> V:
    """Let a page be kept for minutes; large type and contrast stand in a cookie, so it varies."""
    return vary_on_cookie(cache_control(public=True, max_age=SHORT)(view))


@public
@require_safe
@brief
def home(request: HttpRequest) -> HttpResponse:
    """Ask one question: 这件事归谁管？"""  # noqa: D415 - the question is its own mark
    question = request.GET.get("q", "").strip()
    region = _region(request)
    regions = _regions(region)
    page = pages.HomePage(
        question=question,
        region=region,
        answer=_answer(question, region),
        figures=copies.portal_figures(),
        regions=regions,
        examples=EXAMPLES,
    )
    return render(request, "portal/home.html", {"page": page})


@public
@require_safe
@brief
def lists(request: HttpRequest) -> HttpResponse:
    """Show every body with a list in force."""
    region = _region(request)
    page = pages.ListsPage(
        region=region,
        regions=_regions(region),
        bodies=copies.publishing_bodies(region=region),
    )
    return render(request, "portal/lists.html", {"page": page})


@public
@require_safe
@brief
def body(request: HttpRequest, body: str) -> HttpResponse:
    """Show what one body has published. A body that has published nothing is not known here."""
    published = copies.published_lists(body=body)
    if not published:
        raise Http404
    newest = published[0]
    page = pages.BodyPage(
        body=body,
        body_name=newest.body_name,
        region_name=newest.region_name,
        current=next((item for item in published if item.current), None),
        withdrawn=newest if newest.withdrawn_on else None,
        versions=published,
        late=sum(item.late_days > 0 for item in published),
    )
    return render(request, "portal/body.html", {"page": page})


@public
@require_safe
@brief
def publication(request: HttpRequest, address: str) -> HttpResponse:
    """Show one published version."""
    found = copies.published_list(address)
    if found is None:
        raise Http404
    page = pages.ListPage(
        publication=found,
        rows=copies.published_rows(address),
        permanent=request.build_absolute_uri(reverse("portal:publication", args=[address])),
    )
    return render(request, "portal/publication.html", {"page": page})


@public
@require_safe
@brief
def matter(request: HttpRequest, identity: str) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Lead to the newest version a matter stands in; its own address never changes."""
    found = copies.published_matter(identity)
    if found is None:
        raise Http404
    address, position = found
    return HttpResponseRedirect(f"{reverse('portal:publication', args=[address])}#m{position}")


@public
@require_safe
@brief
def csv_download(request: HttpRequest, address: str) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the file whose fingerprint is published, byte for byte."""
    found = copies.csv_file(address)
    if found is None:
        raise Http404
    name, content = found
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@public
@require_safe
@brief
def json_download(request: HttpRequest, address: str) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the same copy for machines."""
    content = copies.json_file(address)
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{address}.json"'},
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a file, or a fingerprint, is one that was published here. Nothing is kept."""
    page = _verified(request)
    status = 400 if page.error else 200
    return render(request, "portal/verify.html", {"page": page}, status=status)


@public
@require_safe
@brief
def anchor(request: HttpRequest) -> HttpResponse:
    """Show the ledger's anchor of today, to be copied and kept elsewhere."""
    today = clock.today()
    kept = tuple(reversed(ledger.anchors()))
    page = pages.AnchorPage(
        today=today,
        anchor=ledger.anchor_for(today),
        earlier=tuple(line for line in kept if line.day != today)[:SHOWN_ANCHORS],
    )
    return render(request, "portal/anchor.html", {"page": page})


@public
@require_safe
@brief
def anchors_text(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out every anchor, one a line."""
    text = "".join(f"{line}\n" for line in ledger.anchors())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public
@require_safe
@brief
def data(request: HttpRequest) -> HttpResponse:
    """List every file that can be downloaded."""
    context = {"publications": copies.published_lists(), "tables": tables.TABLES}
    return render(request, "portal/data.html", context)


@public
@require_safe
@brief
def data_index(request: HttpRequest) -> HttpResponse:
    """List the same for machines."""
    index = [
        {
            "address": item.address,
            "body": item.body,
            "body_name": item.body_name,
            "title": item.title,
            "edition": item.edition,
            "published_on": item.published_on.isoformat(),
            "current": item.current,
            "matters": item.count,
            "sm3": item.sm3,
            "sha256": item.sha256,
            "csv": request.build_absolute_uri(reverse("portal:csv", args=[item.address])),
            "json": request.build_absolute_uri(reverse("portal:json", args=[item.address])),
        }
        for item in copies.published_lists()
    ]
    document = {"format": "bihuan-published-index/1", "lists": index}
    return HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
    )


def _answer(question: str, region: str) -> Answer | None:
    """Say who leads, from published copies; a region nobody knows is not asked about."""
    if not question:
        return None
    at = clock.now()
    try:
        return matters.who_is_responsible(question, region=region, at=at, actor=VISITOR)
    except LookupError:
        return matters.who_is_responsible(question, region="", at=at, actor=VISITOR)


def _region(request: HttpRequest) -> str:
    """Return the region asked for; what is no code is not asked of the database."""
    asked = request.GET.get("region", "")
    return asked if REGION.fullmatch(asked) else ""


def _regions(chosen: str) -> tuple[pages.RegionChoice, ...]:
    bodies = copies.publishing_bodies()
    counts = Counter(item.region for item in bodies)
    names = {item.region: item.region_name for item in bodies}
    return tuple(
        pages.RegionChoice(code, names[code], counts[code], code == chosen)
        for code in sorted(counts)
    )


def _verified(request: HttpRequest) -> pages.VerifyPage:
    if request.method != "POST":
        asked = "".join(request.GET.get("f", "").split()).lower()
        return _by_fingerprint(asked) if asked else pages.VerifyPage()
    upload = request.FILES.get("file")
    if upload is None:
        asked = "".join(request.POST.get("f", "").split()).lower()
        return _by_fingerprint(asked)
    if (upload.size or 0) > LARGEST_CHECKED:
        return pages.VerifyPage(error="文件超过10 MB，没有核对。公开的清单文件都小于这个大小。")
    content = upload.read()
    sm3 = hashlib.new("sm3", content).hexdigest()
    sha256 = hashlib.sha256(content).hexdigest()
    return pages.VerifyPage(
        file_name=upload.name or "",
        sm3=sm3,
        sha256=sha256,
        matches=copies.check_fingerprint(sm3),
        checked=True,
    )


def _by_fingerprint(asked: str) -> pages.VerifyPage:
    if not FINGERPRINT.fullmatch(asked):
        return pages.VerifyPage(
            asked=asked[:100],
            error="请选择一个文件，或者粘贴64位的十六进制指纹（数字0到9和字母a到f）。",
        )
    return pages.VerifyPage(asked=asked, matches=copies.check_fingerprint(asked), checked=True)
