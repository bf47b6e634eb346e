"""上传附件文件: the files of a step become annexes of the paper, signed with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import Refusal, Refused, says
from bihuan.modules.documents.effects.keeping import keep_content
from bihuan.modules.documents.models import Sending
from bihuan.modules.documents.rules.annexing import joined
from bihuan.modules.documents.rules.values import BadPaper

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt

ANNEX = "annex"
"""The key under which a case keeps the annex files of its paper."""


@says("所传文件列入附件说明，名称取自文件名")
def add_annexes(attempt: Attempt[Sending]) -> None:
    """Name the files as annexes; one whose name cannot be printed is refused."""
    if attempt.passage is None:  # pragma: no cover - effects run after the passage is written
        raise AssertionError
    rows = attempt.passage.attachments.filter(key=ANNEX).order_by("pk")
    sending = Sending.objects.select_related("case", "template").get(pk=attempt.case.pk)
    sending.annexes = joined(sending.annexes, dict(rows.values_list("name", "sm3")))
    try:
        keep_content(sending, civil_day(attempt.at))
    except BadPaper as fault:
        raise Refused(tuple(Refusal(ANNEX, each, ANNEX) for each in fault.faults)) from fault
    sending.save(update_fields=["annexes"])
