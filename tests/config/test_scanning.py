"""Where a scanner is named, every upload passes it, and nothing passes without it."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.config import scanning

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

# The string every scanner takes for a virus, in two pieces, or this file would be one.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()
PROGRAM = "import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())"
SCANNER = shlex.join([sys.executable, "-c", PROGRAM])
DOOR = "/verify/"


def _send(client: Client, *contents: bytes) -> tuple[int, str]:
    files = [SimpleUploadedFile(f"{place}.pdf", data) for place, data in enumerate(contents)]
    answer = client.post(DOOR, {"file": files})
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
def test_an_infected_file_never_reaches_a_page(client: Client, settings: Settings) -> None:
    settings.SCANNER = SCANNER
    status, page = _send(client, b"clean", EICAR)
    assert status == scanning.REFUSED
    assert "2个文件里查出1个带有恶意代码" in page
    assert _send(client, b"clean")[0] == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", ["/no/such/program", f"{sys.executable} -c 'raise SystemExit(2)'"]
)
def test_while_the_scanner_is_down_nothing_is_taken(
    client: Client, settings: Settings, broken: str
) -> None:
    settings.SCANNER = broken
    status, page = _send(client, b"clean")
    assert status == scanning.DOWN
    assert "没有应答" in page
    assert client.get(DOOR).status_code == 200, "who brings no file is not held up"


def test_a_scanner_that_takes_too_long_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "PATIENCE", 0.01)
    slow = shlex.join([sys.executable, "-c", "import threading; threading.Event().wait(5)"])
    with pytest.raises(scanning.ScannerDownError):
        scanning.is_infected(SimpleUploadedFile("a.pdf", b"x"), command=slow)


@pytest.mark.django_db
def test_without_a_scanner_nothing_is_asked(client: Client) -> None:
    assert _send(client, EICAR)[0] == 200
