"""Template out, filled workbook in: preview first, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.kernel.process import Upload
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock, held
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import WorkbookRefusedError
from bihuan.modules.matters.operations import EditRefused, ImportOutcome, import_matters
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules.sheet import SHEET, TITLE, filled_rows, template
from bihuan.modules.matters.web.views.finding import case_url, found_list, own_list

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY, STEP = "workbook", "import"
UNPROCESSABLE = 422
LARGEST = 10 * 1024 * 1024


@require_safe
def blank_template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Hand out the empty template."""
    return workbook(write_template([template()], title=TITLE), "事项清单导入模板.xlsx")


@require_safe
def filled_template(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the template filled with the list, ready to come back changed."""
    matter_list = found_list(request, number)
    rows = list(matter_list.rows.order_by("position", "pk"))
    names = names_of((code for row in rows for code in row.co_bodies), on=clock.today())
    data = write_template([template()], title=TITLE, rows={SHEET: filled_rows(rows, names=names)})
    return workbook(data, f"{number}.xlsx")


class UploadRefused(ValueError):
    """There is no file to read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an uploaded workbook waits between preview and confirmation."""

    number: str
    actor: Actor

    def keep(self, content: bytes, at: datetime) -> str:
        """Keep a workbook and answer its token."""
        paper = Upload("import.xlsx", XLSX, content)
        held.hold({KEY: [paper]}, number=self.number, step=STEP, actor=self.actor, at=at)
        waiting = held.held_for(number=self.number, step=STEP, actor=self.actor, at=at)
        return waiting[-1].token

    def kept(self, token: str) -> bytes:
        """The workbook that was shown.

        :raises UploadRefused: it is gone.
        """
        found = held.take([token], number=self.number, step=STEP, actor=self.actor)
        if not found.get(KEY):
            raise UploadRefused("预览已经过期，没有导入。请重新上传文件。")
        return found[KEY][0].data

    def clear(self) -> None:
        """Drop whatever waits."""
        held.forget(number=self.number, step=STEP, actor=self.actor)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Take a workbook, show what it would do, and on a second press do it."""
    matter_list = own_list(request, number)
    if request.method != "POST":
        return _page(request, matter_list)
    slot, at = Slot(number, ui.actor_of(request)), clock.now()
    token = request.POST.get("held", "")
    try:
        content = slot.kept(token) if token else uploaded(request)
        outcome = import_matters(
            matter_list=matter_list, data=content, dry_run=not token, actor=slot.actor, at=at
        )
    except (UploadRefused, WorkbookRefusedError, EditRefused) as refusal:
        return _page(request, matter_list, fault=str(refusal))
    slot.clear()
    if not outcome.done:
        waiting = slot.keep(content, at) if outcome.ok else ""
        return _page(request, matter_list, outcome=outcome, token=waiting)
    messages.success(
        request,
        f"已导入：新增{len(outcome.added)}项，修改{len(outcome.changed)}项，"
        f"删去{len(outcome.removed)}项，未变{outcome.unchanged}项。",
    )
    return HttpResponseRedirect(case_url(number))


def uploaded(request: HttpRequest) -> bytes:
    """The workbook that came with the form.

    :raises UploadRefused: there is none, or it is too large.
    """
    file = request.FILES.get("file")
    if file is None:
        raise UploadRefused("还没有选择文件。请选择填好的 .xlsx 文件。")
    if (file.size or 0) > LARGEST:
        raise UploadRefused("文件超过10 MB，没有读取。请分批导入。")
    return bytes(file.read())


def _page(
    request: HttpRequest,
    matter_list: MatterList,
    *,
    outcome: ImportOutcome | None = None,
    token: str = "",
    fault: str = "",
) -> HttpResponse:
    context = {
        "list": matter_list,
        "back": case_url(matter_list.number),
        "outcome": outcome,
        "token": token,
        "fault": fault,
    }
    bad = bool(fault) or (outcome is not None and not outcome.ok)
    return render(request, "matters/import.html", context, status=UNPROCESSABLE if bad else 200)


def workbook(data: bytes, name: str) -> HttpResponse:
    """Hand out a workbook under a Chinese name."""
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
