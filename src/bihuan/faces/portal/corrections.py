"""纠错与异议: anybody says what is wrong; a code finds the answer; answers stand here for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bihuan.faces.portal.views import private
from bihuan.kernel.access import api as access
from bihuan.kernel.access import public
from bihuan.kernel.ui import clock
from bihuan.modules.corrections import api as module

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bihuan.kernel.deadlines import Limit
    from bihuan.modules.corrections.queries import Answer, Progress

BOXES = ("kind", "page", "text", "name", "phone", "email")


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """The form, what became of it, and the answers of others."""

    answers: tuple[Answer, ...]
    typed: dict[str, str]
    limit: Limit
    error: str = ""
    code: str = ""
    asked: bool = False
    progress: Progress | None = None


@public
@require_http_methods(["GET", "HEAD", "POST"])
@private
def corrections(request: HttpRequest) -> HttpResponse:
    """Show the form and the answers; POST sends a correction or looks up a code."""
    typed = {"kind": "correction", "page": request.GET.get("page", "")[:300].replace("\x00", "")}
    error = code = ""
    asked, progress = False, None
    if request.method == "POST" and "code" in request.POST:
        asked = True
        try:
            progress = module.look_up(
                request.POST["code"][:100], source=access.source_of(request), at=clock.now()
            )
        except module.TooManyGuesses as refusal:
            asked, error = False, str(refusal)
    elif request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in BOXES}
        try:
            code = module.report(**typed, source=access.source_of(request), at=clock.now())
        except module.NotTaken as refusal:
            error = str(refusal)
    page = CorrectionsPage(
        module.published_answers(), typed, module.answer_limit(), error, code, asked, progress
    )
    return render(request, "portal/corrections.html", {"page": page}, status=422 if error else 200)
