"""Whoever has waited too long is told to come back; nobody else notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bihuan.config import shedding

if TYPE_CHECKING:
    from collections.abc import Iterable


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("X-Path", environ["PATH_INFO"])])
    return [b"here"]


@pytest.mark.parametrize(
    ("path", "waited", "status"),
    [
        ("/desk/", 0, "200 OK"),
        ("/desk/", shedding.PATIENCE, "200 OK"),
        ("/desk/", shedding.PATIENCE + 1, "503 Service Unavailable"),
        ("/healthz", shedding.PATIENCE + 1, "200 OK"),
    ],
)
def test_only_those_who_waited_too_long_are_refused(
    monkeypatch: pytest.MonkeyPatch, path: str, waited: int, status: str
) -> None:
    monkeypatch.setattr(shedding, "waited", lambda: waited)
    said: list[Any] = []
    body = b"".join(
        shedding.polite(application)({"PATH_INFO": path}, lambda *told: said.extend(told))
    )
    assert said[0] == status
    if status.startswith("503"):
        headers = dict(said[1])
        assert int(headers["Retry-After"]) > 0
        assert int(headers["Content-Length"]) == len(body)
        assert "没有执行" in body.decode()
