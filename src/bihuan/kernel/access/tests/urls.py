"""Three addresses as a module would write them: closed, open, and one that acts."""

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
    path("", include("bihuan.kernel.access.urls")),
    path("closed/", closed, name="closed"),
    path("open/", opened, name="open"),
    path("open-class/", OpenView.as_view(), name="open-class"),
    path("child-of-open/", ChildView.as_view(), name="child-of-open"),
    path("desk/", closed, name="desk"),
]
