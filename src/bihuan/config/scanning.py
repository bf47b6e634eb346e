"""The agency's own virus scanner looks at every upload before any page does.

`BIHUAN_SCANNER` names a command that reads a file on its standard input and says with its exit code
what it found: 0 nothing, 1 something; anything else, or no answer in time, means that it did not
look. ClamAV's `clamdscan --fdpass --no-summary -` does exactly that, and reaches its service by
itself. The middleware stands before all views, so no form can be forgotten. While the scanner does
not answer nothing is taken: a scanner that may be passed by switching it off protects nobody.
"""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

PATIENCE = 60  # seconds for one file
FOUND = 1
REFUSED, DOWN = 422, 503
COME_BACK = 60

log = structlog.get_logger(__name__)


class ScannerDownError(RuntimeError):
    """The scanner did not say whether the file is clean."""


class UploadsScanned:
    """Show every uploaded file to the scanner, where one is named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Refuse what the scanner objects to; the view never sees it."""
        if not settings.SCANNER or request.method != "POST":
            return None
        files = [file for _, many in request.FILES.lists() for file in many]
        try:
            bad = sum(is_infected(file, command=settings.SCANNER) for file in files)
        except ScannerDownError as error:
            log.error("uploads.scanner_down", reason=str(error))  # noqa: TRY400 - one line
            answer = _refused(
                request,
                "文件没有接收",
                "杀毒程序现在没有应答，系统按规定暂不接收任何文件。请稍后再传；一直如此，请联系系统管理员。",
                DOWN,
            )
            answer["Retry-After"] = str(COME_BACK)
            return answer
        if not bad:
            return None
        log.warning("uploads.infected", files=bad)
        return _refused(
            request,
            "文件没有接收",
            f"杀毒程序在{len(files)}个文件里查出{bad}个带有恶意代码，系统没有保存。"
            "请先在本机查杀，再换一份干净的文件上传。",
            REFUSED,
        )


def is_infected(file: UploadedFile, *, command: str) -> bool:
    """Ask the scanner about one file.

    :raises ScannerDownError: it did not answer.
    """
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - the command of the operator
            shlex.split(command),
            input=file.read(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScannerDownError(type(error).__name__) from error
    file.seek(0)
    if done.returncode not in {0, FOUND}:
        raise ScannerDownError(f"exit {done.returncode}")
    return done.returncode == FOUND


def _refused(request: HttpRequest, heading: str, sentence: str, status: int) -> HttpResponse:
    context = {"heading": heading, "sentences": (sentence,), "back": request.path}
    return render(request, "ui/refused.html", context, status=status)
