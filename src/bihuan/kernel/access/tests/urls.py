"""Addresses as a module would write them, closed and open, in front of the real ones."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views import View

from bihuan.kernel.access import public
from bihuan.kernel.access.api import actor_of


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(actor_of(request).key)


@public
def opened(request: HttpRequest) -> HttpResponse:
    return HttpResponse(actor_of(request).key)


@public
class OpenView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(actor_of(request).key)


class ChildView(OpenView):
    pass


urlpatterns = [
    path("closed/", closed, name="closed"),
    path("open/", opened, name="open"),
    path("open-class/", OpenView.as_view(), name="open-class"),
    path("child-of-open/", ChildView.as_view(), name="child-of-open"),
    # Pages draw a frame with links into the whole product, so the product is there as well.
    path("", include("bihuan.config.urls")),
]
