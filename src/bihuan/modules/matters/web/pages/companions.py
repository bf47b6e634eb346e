"""Panels of the small cases beside a list, and what they add to the page of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.access import may
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact, Light
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.matters.models import PartnershipState
from bihuan.modules.matters.policies import OPEN_LIST
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.queries.history import since_public
from bihuan.modules.matters.queries.partners import partner_lines
from bihuan.modules.matters.rules.content import ROW_FIELDS, field_label, shown

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import (
        MatterIntake,
        MatterList,
        Partnership,
        YearlyReview,
    )

SHOWN_CHANGES = 12
TONES = {"已确认": "done", "有异议": "late", "逾期未答复": "late"}
INTAKE_FIELDS = tuple(
    name for name in ROW_FIELDS if name not in {"code", "publishable", "unpublished_reason"}
)


def changes_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel | None:
    """What this list changes against the version it replaces."""
    del actor
    found = since_public(detail, on=civil_day(at))
    if found is None:
        return None
    base, comparison = found
    return Panel(
        "与上一版相比",
        "matters/parts/changes.html",
        {
            "base": base,
            "comparison": comparison,
            "changes": comparison.matters[:SHOWN_CHANGES],
            "more": max(0, len(comparison.matters) - SHOWN_CHANGES),
            "url": reverse("matters:changes", args=(detail.number,)),
        },
        note=comparison.sentence,
        link_label="逐栏对照",
        link_url=reverse("matters:changes", args=(detail.number,)),
    )


def partners_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel | None:
    """What the bodies named in this list said."""
    del actor
    lines = partner_lines(detail, on=civil_day(at))
    if not lines:
        return None
    objected = sum(line.objected for line in lines)
    note = f"{len(lines)} 处，其中异议 {objected} 处" if objected else f"{len(lines)} 处"
    marked = [(line, Light(TONES.get(line.answer, "run"), line.answer)) for line in lines]
    return Panel(
        "配合单位的答复", "matters/parts/partners.html", {"lines": marked}, note=note, flush=True
    )


def asked_panel(detail: Partnership, actor: Actor, at: datetime) -> Panel:
    """The matters a partner is asked about, each with a place for an objection."""
    open_states = {PartnershipState.ASKED, PartnershipState.SILENT}
    answering = (
        detail.state in open_states
        and actor.body == detail.body
        and bool({"handler", "office_head"} & actor.roles)
    )
    lead = names_of([detail.lead_body], on=civil_day(at))[detail.lead_body]
    matters = list(detail.matters.order_by("position", "pk"))
    return Panel(
        f"{lead}把本单位列入的事项",
        "matters/parts/asked.html",
        {
            "number": detail.number,
            "matters": [
                (item, Light(TONES.get(word, "run"), word))
                for item in matters
                for word in (item.get_answer_display(),)
            ],
            "answering": answering,
        },
        note=f"{len(matters)} 项",
    )


def partnership_facts(detail: Partnership, actor: Actor, at: datetime) -> Panel:
    """Whose list it is."""
    del actor
    names = names_of([detail.lead_body, detail.body], on=civil_day(at))
    facts = [
        Fact("编制单位", names[detail.lead_body]),
        Fact("被列单位", names[detail.body]),
        Fact("所在清单", detail.list_number, reverse("ui:case", args=(detail.list_number,))),
    ]
    return Panel("配合关系", "matters/parts/facts.html", {"facts": facts}, place=SIDE)


def intake_panel(detail: MatterIntake, actor: Actor, at: datetime) -> Panel:
    """What has to stand in the list, and where it stands."""
    del actor
    on = civil_day(at)
    names = names_of(detail.values.get("co_bodies", ()), on=on)
    facts = [Fact("来源办件", detail.origin, reverse("ui:case", args=(detail.origin,)))]
    if detail.list_number:
        facts.append(
            Fact("列入的清单", detail.list_number, reverse("ui:case", args=(detail.list_number,)))
        )
    facts += [
        Fact(field_label(name), shown(name, detail.values[name], names))
        for name in INTAKE_FIELDS
        if detail.values.get(name)
    ]
    return Panel("须列入清单的事项", "matters/parts/facts.html", {"facts": facts})


def review_panel(detail: YearlyReview, actor: Actor, at: datetime) -> Panel:
    """Which list is looked at, and where to look."""
    del at
    new = reverse("matters:new") if may(actor, OPEN_LIST) else ""
    facts = [
        Fact("复核年度", f"{detail.year}年"),
        Fact("现行清单", detail.list_number, reverse("ui:case", args=(detail.list_number,))),
        Fact("依据库", "查看已废止的依据", reverse("matters:bases")),
        Fact("有变化的", "编制新的一版", new),
        Fact("复核情况", detail.finding),
    ]
    return Panel("复核什么", "matters/parts/facts.html", {"facts": facts})
