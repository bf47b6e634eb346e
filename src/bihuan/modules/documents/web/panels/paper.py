"""The paper itself on a case page: its pages, its files, the box to sign it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import api as process
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import Panel
from bihuan.kernel.ui.presses import press_name
from bihuan.modules.documents.models import (
    Cosigning,
    CosigningState,
    Instruction,
    Receiving,
    Sending,
    SendingState,
)
from bihuan.modules.documents.policies import (
    is_editable,
    may_edit,
)
from bihuan.modules.documents.queries import going
from bihuan.modules.documents.queries.files import annex_files
from bihuan.modules.documents.queries.papers import paper_of
from bihuan.modules.documents.rules.making import digest_of, page_count
from bihuan.modules.documents.rules.values import BadPaper
from bihuan.modules.documents.web.panels.shared import circulations_of, sending_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import CaseDetail

MOST_PAGES = 40


def sent_paper(detail: Sending, actor: Actor, at: datetime) -> Panel:
    """The paper of the issuer, with the box to sign it in."""
    on = civil_day(at)
    own = {
        "edit_url": reverse("documents:edit", args=(detail.number,))
        if may_edit(actor, detail)
        else "",
        "case_file_url": reverse("documents:case-file", args=(detail.number,))
        if detail.doc_no and actor.body == detail.case.body
        else "",
        "docx_url": reverse("documents:docx", args=(detail.number,)) if is_editable(detail) else "",
    }
    signing = detail.case.state == SendingState.SIGNING and _may_take("sign", detail, actor, at)
    return _paper(detail, detail, on, **own, **_sign_box(detail, "sign", "签发", on, on=signing))


def cosigned_paper(detail: Cosigning, actor: Actor, at: datetime) -> Panel | None:
    """The paper of another body, with the box to co-sign it in."""
    if detail.case.state == CosigningState.LAPSED:
        return None
    sending, on = sending_of(detail.sending_id), civil_day(at)
    asked = detail.case.state == CosigningState.ASKED and _may_take("agree", detail, actor, at)
    box = _sign_box(detail, "agree", "会签同意", on, on=asked, digest=sending.content_digest)
    return _paper(sending, detail, on, **box)


def received_paper(detail: Receiving, actor: Actor, at: datetime) -> Panel:
    """The paper as it came, with what this reader can do in one press."""
    sending, on = sending_of(detail.sending_id), civil_day(at)
    mine = next((c for c in circulations_of(detail) if c.reader_key == actor.key), None)
    void = sending.case.state == SendingState.VOID
    return _paper(sending, detail, on, mine=mine, void=sending.void_reason if void else "")


def instructed_paper(detail: Instruction, actor: Actor, at: datetime) -> Panel:
    """What the leader wrote, and the paper it was written on."""
    del actor, at
    receiving = going.receiving_of(detail.receiving_id)
    behalf = f"（代{detail.leader_behalf}）" if detail.leader_behalf else ""
    facts = (
        Fact("批示", detail.text),
        Fact("批示人", f"{detail.leader}{behalf}　{detail.leader_post}"),
        Fact("承办人", detail.assignee),
        Fact("办理期限", detail.due_on),
        Fact(
            "来文",
            f"{receiving.sending.doc_no} {receiving.title}",
            reverse("ui:case", args=(receiving.number,)),
        ),
        Fact("办理情况", detail.report),
    )
    return Panel("批示", "documents/parts/facts.html", {"facts": facts})


def _paper(sending: Sending, seen: CaseDetail, on: date, **more: Any) -> Panel:
    """The pages as pictures; `seen` is the case the reader came by."""
    faults: tuple[str, ...] = ()
    count = 0
    try:
        paper = paper_of(sending, on)
        count, faults = page_count(paper, preview=not sending.doc_no), paper.faults
    except BadPaper as fault:
        faults = fault.faults
    number = seen.number
    pages = [
        reverse("documents:page", args=(number, page))
        for page in range(1, min(count, MOST_PAGES) + 1)
    ]
    context = {
        "pages": pages,
        "title": sending.title,
        "faults": faults,
        "number": number,
        "file_url": reverse("documents:file", args=(number,)) if count else "",
        "numbered": bool(sending.doc_no),
        "annexes": annex_files(sending),
        "revision": sending.content_revision,
        **more,
    }
    return Panel("公文", "documents/parts/paper.html", context, note=f"共 {count} 页")


def _sign_box(
    detail: CaseDetail, step: str, label: str, day: date, *, on: bool, digest: str = ""
) -> dict[str, Any]:
    if not on:
        return {}
    if not digest and isinstance(detail, Sending):
        digest = digest_of(detail, day)
    return {
        "sign": {
            "url": reverse("ui:step", args=(detail.number, step)),
            "label": label,
            "digest": digest,
            "seen": detail.case.revision,
            "once": press_name(),
        }
    }


def _may_take(key: str, detail: CaseDetail, actor: Actor, at: datetime) -> bool:
    step = process.process_of(detail.case).step(key)
    del at
    return step is not None and step.by.permits(actor, detail)
