"""The middleware every request passes."""

import structlog
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bihuan.config.middleware import RequestContext


def test_each_request_has_its_own_key_in_the_logs() -> None:
    seen: list[dict[str, object]] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(dict(structlog.contextvars.get_contextvars()))
        return HttpResponse()

    for path in ("/a/", "/b/"):
        RequestContext(view)(RequestFactory().get(path))
    assert [entry["path"] for entry in seen] == ["/a/", "/b/"]
    assert seen[0]["request"] != seen[1]["request"]


def test_pages_behind_the_door_are_not_kept() -> None:
    request = RequestFactory().get("/desk/")
    request.session = SessionStore("a-session-key")
    assert RequestContext(lambda _: HttpResponse())(request)["Cache-Control"] == "no-store, private"

    public = RequestFactory().get("/")
    public.session = SessionStore()
    assert not RequestContext(lambda _: HttpResponse())(public).has_header("Cache-Control")

    chosen = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert RequestContext(lambda _: chosen)(request)["Cache-Control"] == "max-age=60"


def test_a_file_that_is_handed_out_may_do_nothing_where_it_is_shown() -> None:
    file = HttpResponse(b"x", headers={"Content-Disposition": "attachment; filename=a.pdf"})
    answer = RequestContext(lambda _: file)(RequestFactory().get("/"))
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = RequestContext(lambda _: HttpResponse())(RequestFactory().get("/"))
    assert not page.has_header("Content-Security-Policy"), "a page has the policy of the site"
