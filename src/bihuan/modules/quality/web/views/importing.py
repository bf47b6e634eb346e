"""Bringing readings in: upload, preview with every row that cannot be used, then all or nothing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bihuan.kernel.process import Upload
from bihuan.kernel.ui import api as ui
from bihuan.kernel.ui import clock, held
from bihuan.modules.quality import policies
from bihuan.modules.quality.models import ImportKind
from bihuan.modules.quality.operations.importing import import_file
from bihuan.modules.quality.operations.outcomes import NoReason
from bihuan.modules.quality.rules.faults import Unusable
from bihuan.modules.quality.web.views.finding import reading

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponseBase

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.operations.outcomes import ImportOutcome

ENDINGS = (".csv.gz", ".csv", ".xlsx", ".parquet")
LARGEST = 20 * 1024 * 1024
UNPROCESSABLE = 422
KEY, STEP, PLACE = "readings", "import", "quality"


class Refused(ValueError):
    """There is no file to read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds."""

    actor: Actor
    at: datetime
    kind: str
    reason: str
    token: str


@require_http_methods(["GET", "HEAD", "POST"])
@reading
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take a file, show what it would do, and on a second press do it."""
    actor = ui.actor_of(request)
    policies.require_reader(actor)
    if request.method != "POST":
        return _page(request)
    policies.require(actor, policies.IMPORT)
    kind = request.POST.get("kind", "")
    asked = Asked(
        actor,
        clock.now(),
        kind if kind in ImportKind.values else "",
        request.POST.get("reason", "").strip(),
        request.POST.get("held", ""),
    )
    try:
        paper = _kept(asked) if asked.token else _uploaded(request)
        outcome = _run(paper, asked)
    except (Refused, Unusable) as refusal:
        return _page(request, fault=str(refusal), asked=asked)
    except NoReason as refusal:
        seen = _run(paper, asked, dry=True)
        return _page(request, fault=str(refusal), asked=asked, outcome=seen)
    held.forget(number=PLACE, step=STEP, actor=actor)
    if not outcome.done:
        return _page(request, asked=asked, outcome=outcome, paper=paper)
    messages.success(request, outcome.sentence)
    return HttpResponseRedirect(reverse("quality:imports"))


def _run(paper: Upload, asked: Asked, *, dry: bool = False) -> ImportOutcome:
    """Read a file from its bytes: the first press looks, the second takes over."""
    ending = next(each for each in ENDINGS if paper.name.lower().endswith(each))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"readings{ending}"
        path.write_bytes(paper.data)
        return import_file(
            path,
            actor=asked.actor,
            at=asked.at,
            kind=asked.kind,
            name=paper.name,
            reason=asked.reason,
            dry_run=dry or not asked.token,
        )


def _uploaded(request: HttpRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("还没有选择文件。请选择 CSV、Excel 或者 Parquet 文件。")
    name = file.name or ""
    if not name.lower().endswith(ENDINGS):
        raise Refused(
            f"“{name}”不是可以导入的格式。请选择 .csv、.csv.gz、.xlsx 或者 .parquet 文件。"
        )
    if (file.size or 0) > LARGEST:
        raise Refused(
            "文件超过20 MB，没有读取。请由管理员在服务器上用 bihuan quality import 导入。"
        )
    return Upload(name, file.content_type or "", bytes(file.read()))


def _kept(asked: Asked) -> Upload:
    found = held.take([asked.token], number=PLACE, step=STEP, actor=asked.actor)
    if not found.get(KEY):
        raise Refused("预览已经过期，没有导入。请重新上传文件。")
    return found[KEY][0]


def _page(
    request: HttpRequest,
    *,
    fault: str = "",
    asked: Asked | None = None,
    outcome: ImportOutcome | None = None,
    paper: Upload | None = None,
) -> HttpResponseBase:
    token = asked.token if asked else ""
    if paper is not None and asked is not None and outcome is not None and outcome.ok:
        held.hold({KEY: [paper]}, number=PLACE, step=STEP, actor=asked.actor, at=asked.at)
        token = held.held_for(number=PLACE, step=STEP, actor=asked.actor, at=asked.at)[-1].token
    context = {
        "may_import": policies.may_act(ui.actor_of(request), policies.IMPORT),
        "kinds": ImportKind.choices,
        "kind": (outcome.kind if outcome else "") or (asked.kind if asked else ""),
        "reason": asked.reason if asked else "",
        "outcome": outcome,
        "token": token if outcome is not None and outcome.ok else "",
        "fault": fault,
    }
    bad = bool(fault) or (outcome is not None and not outcome.ok)
    return render(request, "quality/import.html", context, status=UNPROCESSABLE if bad else 200)
