"""A docket on its page: the matter, the meeting, the opinion, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.modules.leads.models import DocketState, LeadDocket, Source, WhyUnowned
from bihuan.modules.leads.policies import may_choose
from bihuan.modules.leads.queries.decisions import published_decision
from bihuan.modules.leads.rules.bodies import interim_of, names_of
from bihuan.modules.leads.rules.settings import policy
from bihuan.modules.leads.web.panels.shared import DECIDED, FACTS, case_fact, told

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor

FORMED = frozenset(
    {
        DocketState.OPINION.value,
        DocketState.SUBMITTED.value,
        DocketState.DECIDED.value,
        DocketState.PUBLISHED.value,
        DocketState.LISTED.value,
    }
)


def matter_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel:
    """What the matter is and why nobody leads it."""
    on = civil_day(at)
    names = names_of(
        (*detail.candidates, detail.proposer_body, interim_of(detail.case.region)), on=on
    )
    chosen = "、".join(names[code] for code in detail.candidates)
    facts = [
        Fact("事项内容", detail.matter),
        Fact("对生态环境的影响", detail.impact),
        Fact("来源", Source(detail.source).label),
        Fact("来源编号或文号", detail.origin),
        Fact("提出单位", names.get(detail.proposer_body, "")),
        Fact("为何没有牵头", WhyUnowned(detail.why_unowned).label),
        Fact("研判意见", detail.judgement),
        Fact("候选部门", chosen, missing="还没有选定"),
        Fact("征求意见的问题", detail.question),
    ]
    if detail.state not in DECIDED and detail.case.is_open:
        interim = names[interim_of(detail.case.region)]
        facts.append(Fact("明确之前由谁先管", f"{interim}（{policy().interim_basis}）"))
    choosing = may_choose(actor, detail)
    return Panel(
        "会商事项",
        FACTS,
        {"facts": told(facts)},
        link_label="选定候选部门" if choosing else "",
        link_url=reverse("leads:candidates", args=(detail.number,)) if choosing else "",
    )


def meeting_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """What the meeting found."""
    del actor, at
    if detail.met_on is None:
        return None
    facts = [
        Fact("会商日期", detail.met_on),
        Fact("参加单位", detail.attended),
        Fact("会商情况", detail.minutes),
    ]
    return Panel("会商记录", FACTS, {"facts": facts})


def opinion_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """The opinion, once it is formed; before that it is the office's own draft."""
    drafting = detail.state == DocketState.MET and actor.body == detail.office_body
    if not detail.opinion_text or not (detail.state in FORMED or drafting):
        return None
    on = civil_day(at)
    lead = names_of([detail.lead_body], on=on).get(detail.lead_body, "")
    facts = [
        Fact("建议牵头部门", lead, missing="由会商结果写明"),
        Fact("配合部门", detail.partners),
        Fact("职责分工", detail.division),
        Fact("复核日期", detail.review_on),
        Fact("请示文号", detail.submission_no),
    ]
    return Panel(
        "牵头意见（初稿）" if drafting else "牵头意见",
        "leads/parts/opinion.html",
        {"facts": told(facts), "text": detail.opinion_text, "drafting": drafting},
    )


def result_panel(detail: LeadDocket, actor: Actor, at: datetime) -> Panel | None:
    """What came of it: decision, public page, row in the list; or why it left."""
    del actor
    on = civil_day(at)
    names = names_of((detail.lead_body, detail.led_body), on=on)
    facts: list[Fact] = []
    if detail.state in DECIDED:
        facts += [
            Fact("牵头部门", names[detail.lead_body]),
            Fact("配合部门", detail.partners),
            Fact("审定机关", detail.decider),
            Fact("审定文号", detail.decision_no),
            Fact("审定日期", detail.decided_on),
        ]
        if published_decision(detail.number) is not None:
            address = reverse("portal:decision", args=(detail.number,))
            facts.append(Fact("公开页面", address, address))
        facts += [case_fact("列入清单办件", detail.intake_number)]
        facts += [case_fact("列入的清单", detail.list_number)]
    if detail.led_body:
        facts += [
            Fact("现有牵头部门", names[detail.led_body]),
            Fact("现有清单事项", detail.led_row),
        ]
    facts += [case_fact("并入", detail.merged_into)]
    if detail.passed_to:
        facts.append(case_fact("下级会商", detail.passed_to))
    shown = told(facts)
    return Panel("结果", FACTS, {"facts": shown}, place=SIDE) if shown else None
