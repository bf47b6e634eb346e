"""What case pages show of the vault: masked fields and their history; a request and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.process import api as process
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import Panel
from bihuan.kernel.vault.guards import is_asker
from bihuan.kernel.vault.kinds import words_of
from bihuan.kernel.vault.models import Erasure, Reveal, RevealState
from bihuan.kernel.vault.reading import may_ask, shared_of
from bihuan.kernel.vault.sealing import faces_of
from bihuan.kernel.vault.showing import refusals_to_open

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.api import Case, CaseDetail

TITLE = "来信人身份（已密封）"


def panel(detail: CaseDetail, actor: Actor, at: datetime) -> Panel | None:
    """Show what a case keeps of a person, masked, and who has asked for more."""
    del at
    case = detail.case
    faces = faces_of(case, actor)
    if not faces:
        return None
    context = {
        "facts": tuple(Fact(each.label, each.shown) for each in faces),
        "number": case.number,
        "may_ask": may_ask(case, actor),
        "shared": shared_of(case, actor),
    }
    return Panel(TITLE, "vault/parts/kept.html", context)


def reveal_panel(request: Reveal, actor: Actor, at: datetime) -> Panel:
    """Show a request to see, and the way in while it is open."""
    facts = [
        _about(request.case, actor),
        Fact("申请人", _asker(request)),
        Fact("要看的内容", words_of(request.kinds)),
        Fact("用途", request.get_purpose_display()),
        Fact("提供给谁", request.receiver),
        Fact("理由", request.reason),
    ]
    if request.granted_by:
        facts.append(Fact("同意人", request.granted_by))
    if request.refusal:
        facts.append(Fact("不同意的理由", request.refusal))
    granted, yours = request.state == RevealState.GRANTED, is_asker(request, actor)
    refusals = refusals_to_open(request, actor=actor, at=at) if granted and yours else ()
    context = {
        "facts": tuple(facts),
        "number": request.number,
        "until": request.until,
        "opens": granted and yours and not refusals,
        "sentences": tuple(each.sentence for each in refusals),
    }
    return Panel("查看申请", "vault/parts/reveal.html", context)


def erasure_panel(request: Erasure, actor: Actor, at: datetime) -> Panel:
    """Show a request to destroy."""
    del at
    facts = [
        _about(request.case, actor),
        Fact("申请人", _asker(request)),
        Fact("理由", request.reason),
    ]
    if request.refusal:
        facts.append(Fact("不同意的理由", request.refusal))
    return Panel("销毁申请", "vault/parts/facts.html", {"facts": tuple(facts)})


def _asker(request: Reveal | Erasure) -> str:
    behalf = f"（代{request.asker_behalf}）" if request.asker_behalf else ""
    return request.asker_name + behalf


def _about(case: Case, actor: Actor) -> Fact:
    """Name the case it is about, to those who may see that."""
    above = process.cases_for(actor).filter(pk=case.parent_id or 0).first()
    if above is None:
        return Fact("办件", "不在您的可见范围")
    return Fact("办件", f"{above.number} {above.title}", reverse("ui:case", args=(above.number,)))
