"""Pages and files of the open data: the tables, their dictionary, the catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.faces.portal.tables import BY_KEY, TABLES, DataTable, csv_of, json_of
from bihuan.faces.portal.views import brief
from bihuan.kernel.access import public
from bihuan.kernel.ui import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

KINDS = {"csv": ("text/csv", csv_of), "json": ("application/json", json_of)}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}


@public
@require_safe
@brief
def table_file(request: HttpRequest, key: str, kind: str) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out one table."""
    if key not in BY_KEY or kind not in KINDS:
        raise Http404
    media, write = KINDS[kind]
    return HttpResponse(
        write(BY_KEY[key]),
        content_type=f"{media}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{key}.{kind}"'},
    )


@public
@require_safe
@brief
def dictionary(request: HttpRequest) -> HttpResponse:
    """Say what every column means."""
    return render(request, "portal/dictionary.html", {"tables": TABLES})


@public
@require_safe
@brief
def catalogue(request: HttpRequest) -> HttpResponse:
    """Describe every file as a DCAT catalogue, for portals that gather open data."""
    here = request.build_absolute_uri(reverse("portal:data"))
    document = {
        "@context": CONTEXT,
        "@id": here,
        "@type": "dcat:Catalog",
        "dct:title": shell.site().portal,
        "dct:language": "zh-CN",
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": shell.site().sponsor},
        "dcat:dataset": [_dataset(request, table, here) for table in TABLES],
    }
    return HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1),
        content_type="application/ld+json; charset=utf-8",
    )


def _dataset(request: HttpRequest, table: DataTable, here: str) -> dict[str, Any]:
    return {
        "@id": f"{here}#{table.key}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.key,
        "dct:title": table.label,
        "dct:description": table.what,
        "dcat:landingPage": {"@id": here},
        "dcat:keyword": [field.label for field in table.fields],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": f"{table.label}（{kind.upper()}）",
                "dcat:mediaType": media,
                "dcat:downloadURL": {
                    "@id": request.build_absolute_uri(
                        reverse("portal:table", args=[table.key, kind])
                    )
                },
            }
            for kind, (media, _write) in KINDS.items()
        ],
    }
