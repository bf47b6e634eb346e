"""The anchor: what a bare page costs here and now, so that every figure is also a ratio.

One indexed query for fifty rows and one small template, no middleware, no session, no layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from bihuan.kernel.process.models import Case

if TYPE_CHECKING:
    from django.http import HttpRequest

ROWS = 50
TEMPLATE = engines["django"].from_string(
    "<table>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.title }}</td>"
    "<td>{{ row.body }}</td><td>{{ row.state }}</td><td>{{ row.moved_at }}</td></tr>"
    "{% endfor %}</table>"
)


def lean(request: HttpRequest) -> HttpResponse:
    """Show fifty rows."""
    rows = Case.objects.filter(process="duty-record", state="recorded")[:ROWS]
    return HttpResponse(TEMPLATE.render({"rows": rows}, request))


urlpatterns = [path("lean/", lean)]
