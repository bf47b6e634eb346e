"""The middleware every request passes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
import structlog
from django.conf import settings as django_settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

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


@pytest.mark.parametrize(
    ("fault", "status"), [(RuntimeError("a secret detail"), 500), (PermissionDenied(), 403)]
)
def test_an_error_page_carries_the_number_that_stands_in_the_log(
    fault: Exception, status: int
) -> None:
    with (
        patch("bihuan.config.health.connection.cursor"),
        patch("bihuan.config.health.JsonResponse", side_effect=fault),
        patch("bihuan.kernel.ui.shell.is_demo", return_value=False),
    ):
        answer = Client(raise_request_exception=False).get("/healthz")
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"请求编号：{answer['X-Request-ID']}" in page
    assert "a secret detail" not in page


@pytest.mark.django_db
def test_the_error_page_stands_without_a_database() -> None:
    away = patch("django.db.connection.cursor", side_effect=OperationalError("away"))
    with away:
        answer = Client(raise_request_exception=False).get("/lists/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "数据库或者存储暂时不可用" in answer.content.decode()
    with away:
        sick = Client(HTTP_COOKIE="sessionid=somebody").get("/healthz")
    assert (sick.status_code, sick.json()["database"]) == (503, "unreachable")


def test_a_machine_may_ask_under_any_name_and_people_may_not(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["bihuan.example"]
    with patch("bihuan.config.health.connection.cursor"):
        assert Client(HTTP_HOST="10.1.2.3:8000").get("/healthz").status_code == 200
    with patch("bihuan.kernel.ui.shell.is_demo", return_value=False):
        answer = Client(HTTP_HOST="10.1.2.3:8000").get("/login/")
    assert answer.status_code == 400


def test_each_answer_is_one_line_for_machines_without_what_was_typed(tmp_path: Path) -> None:
    """In production: JSON, the number of the request, the name of the address, nobody's words."""
    program = """
import django
django.setup()
from django.test import Client
Client(HTTP_HOST="bihuan.example").get("/healthz?q=Zhang-San", HTTP_X_FORWARDED_FOR="192.0.2.7",
    HTTP_USER_AGENT="Zhang-San", HTTP_COOKIE="sessionid=Zhang-San")
"""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("BIHUAN_")},
        "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
        "PYTHONPATH": "src",
        "BIHUAN_MODE": "production",
        "BIHUAN_HOSTS": "bihuan.example",
        "BIHUAN_SECRET_KEY": "q7Zk-0aVb1cNm2dXs3eWl4fKp5gJo6hIu7iYt8jRr9kEe0lQw1mAs2n",
        "BIHUAN_VAR": str(tmp_path),
    }
    done = subprocess.run(  # noqa: S603 - this Python, our own words
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    (line,) = [line for line in lines if line["event"] == "request.answered"]
    assert (line["route"], line["method"], line["status"]) == ("healthz", "GET", 200)
    assert re.fullmatch(r"[0-9a-f]{12}", line["request"])
    assert {"milliseconds", "statements", "timestamp", "level"} <= set(line)
    assert "Zhang-San" not in done.stderr
    assert "192.0.2.7" not in done.stderr
