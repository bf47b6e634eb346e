"""Tables and panels: what the list pages and the case page of a matter list show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.access import may
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.components import Fact, Light
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.nav import NavItem
from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.kernel.ui.tables import Asked, Column, Table, choice
from bihuan.modules.matters.models import ListState, MatterList, MatterRole
from bihuan.modules.matters.policies import (
    CHECK_FILINGS,
    is_editable,
    may_edit,
    may_note,
    may_withdraw_public,
)
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.queries.lists import (
    RowView,
    notes_for,
    previous_number,
    row_views,
    seal_views,
)
from bihuan.modules.matters.queries.publications import published_list

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.components import HasLight

SHOWN_ROWS = 60


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list in the table of lists."""

    item: MatterList
    body_name: str
    light: HasLight


def _lines(items: Sequence[MatterList], asked: Asked) -> list[ListLine]:
    on = civil_day(asked.at)
    names = names_of({item.case.body for item in items}, on=on)
    return [ListLine(item, names[item.case.body], case_light(item.case, on=on)) for item in items]


LISTS: Table[MatterList, ListLine] = Table(
    "matter-lists",
    "责任清单",
    columns=(
        Column("number", "编号", lambda line: line.item.number, order="case__number", width=18),
        Column(
            "title",
            "清单",
            lambda line: line.item.title,
            order="case__title",
            link=lambda line: case_address(line.item.number),
            fixed=True,
            width=40,
        ),
        Column("body", "单位", lambda line: line.body_name, order="case__body", width=26),
        Column(
            "edition",
            "版次",
            lambda line: str(line.item),
            order=("year", "list_version"),
            shown=False,
        ),
        Column(
            "state",
            "状态",
            lambda line: ListState(line.item.case.state).label,
            order="case__state",
        ),
        Column("filed", "报备日期", lambda line: line.item.filed_on, order="filed_on", kind="date"),
        Column("receipt", "备案号", lambda line: line.item.receipt_no, order="receipt_no"),
        Column("light", "灯况", lambda line: line.light, order="case__next_due", kind="light"),
        Column(
            "accepted",
            "备案日期",
            lambda line: line.item.accepted_on,
            order="accepted_on",
            kind="date",
            shown=False,
        ),
        Column(
            "rounds",
            "报备次数",
            lambda line: line.item.filing_round,
            order="filing_round",
            kind="number",
            shown=False,
        ),
    ),
    filters=(
        choice("state", "状态", "case__state", ListState.choices),
        choice(
            "closed", "办结", "case__closed_at__isnull", (("True", "在办"), ("False", "已办结"))
        ),
    ),
    search=("case__number", "case__title"),
    search_label="编号或标题",
    order=("-case__opened_at",),
    unit="份",
    prepare=_lines,
    empty_title="还没有您可以查看的清单",
    empty_text="各单位的经办人编制清单后，会出现在这里。",
)

ROWS: Table[RowView, RowView] = Table(
    "matter-rows",
    "具体事项",
    columns=(
        Column("code", "编码", lambda view: view.row.code),
        Column("name", "事项", lambda view: view.row.name, fixed=True, width=40),
        Column("category", "类别", lambda view: view.category),
        Column("role", "本单位角色", lambda view: MatterRole(view.row.role).label),
        Column("lead_office", "牵头处室", lambda view: view.row.lead_office, width=24),
        Column("leader", "责任领导", lambda view: view.row.leader),
        Column("partners", "配合单位", lambda view: view.partners, width=30),
        Column("bases", "法律法规依据", lambda view: view.bases, width=40),
        Column("measures", "主要措施", lambda view: view.row.measures, width=40, shown=False),
        Column("target", "年度目标", lambda view: view.row.target, shown=False),
        Column("completion", "完成时限", lambda view: view.row.completion),
        Column("publishable", "公开", lambda view: view.row.publishable, kind="yesno"),
        Column("faults", "要改什么", lambda view: "；".join(view.faults), width=40),
        Column(
            "flags",
            "依据需要处理",
            lambda view: "".join(proposal.sentence for proposal in view.flags),
            width=40,
        ),
        Column("duty", "责任清单条款", lambda view: view.row.duty_list_clause, shown=False),
    ),
    unit="项",
    empty_title="清单里还没有事项",
    empty_text="可以逐项添加，也可以下载模板填写后导入。",
)


def content_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel:
    """The rows, with what each lacks and what the office said about it."""
    views = row_views(detail, actor=actor, on=civil_day(at))
    editable = may_edit(actor, detail) and is_editable(detail)
    return Panel(
        "具体事项",
        "matters/parts/rows.html",
        {
            "number": detail.number,
            "views": views[:SHOWN_ROWS],
            "more": max(0, len(views) - SHOWN_ROWS),
            "count": len(views),
            "lacking": sum(bool(view.faults) for view in views),
            "flagged": sum(bool(view.flags) for view in views),
            "editable": editable,
            "notable": may_note(actor, detail),
        },
        note=f"共 {len(views)} 项",
        link_label="全部事项（可导出）",
        link_url=reverse("matters:rows", args=(detail.number,)),
        flush=True,
    )


def seals_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel | None:
    """Who certified what, and whether it still holds; what changed is named."""
    views = seal_views(detail, actor=actor, on=civil_day(at))
    if not views:
        return None
    return Panel(
        "领导核签",
        "matters/parts/seals.html",
        {
            "views": [(view, _seal_light(view.stale, counts=view.counts)) for view in views],
            "digest": detail.content_digest,
        },
    )


def notes_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel | None:
    """What the office said row by row, and what was answered."""
    del at
    notes = notes_for(detail, actor=actor)
    if not notes and not detail.return_reason:
        return None
    returned = detail.case.state == ListState.RETURNED
    return Panel(
        "备案审核意见",
        "matters/parts/notes.html",
        {
            "number": detail.number,
            "notes": notes,
            "reason": detail.return_reason if detail.case.state != ListState.FILED else "",
            "answering": returned and may_edit(actor, detail),
            "notable": may_note(actor, detail),
        },
    )


def header_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel:
    """The header of the list."""
    office = names_of([detail.office_body], on=civil_day(at))[detail.office_body]
    previous = previous_number(detail)
    facts = [
        Fact("年度和版次", str(detail)),
        Fact("编制依据", detail.basis_documents, missing="未填写"),
        Fact("编制处室", detail.drafting_office, missing="未填写"),
        Fact("梳理情况", detail.comb_note),
        Fact("审定日期", detail.party_meeting_on),
        Fact("生效日期", detail.valid_from, missing="未填写"),
        Fact("失效日期", detail.valid_to),
        Fact("备案机关", office),
        Fact("计划公开日期", detail.planned_publish_on),
        Fact("本单位门户网址", detail.publication_url, detail.publication_url),
        Fact("备案号", detail.receipt_no),
        Fact("报备次数", detail.filing_round or ""),
    ]
    if previous:
        facts.append(Fact("替代", previous, reverse("ui:case", args=(previous,))))
    facts.append(
        Fact("历次版本", "任何一天的清单", reverse("matters:body-history", args=(detail.body,)))
    )
    editable = may_edit(actor, detail) and is_editable(detail)
    return Panel(
        "清单表头",
        "matters/parts/facts.html",
        {"facts": facts},
        place=SIDE,
        link_label="修改" if editable else "",
        link_url=reverse("matters:header", args=(detail.number,)) if editable else "",
    )


def publication_panel(detail: MatterList, actor: Actor, at: datetime) -> Panel | None:
    """The frozen public copy, once there is one."""
    del at
    address = f"{detail.body}-{detail.year}-{detail.list_version}"
    copy = published_list(address) if detail.case.state == ListState.PUBLISHED else None
    if copy is None:
        return None
    late = f"逾期{copy.late_days}天公开" if copy.late_days else "按期公开"
    facts = [
        Fact("永久地址", f"/p/{copy.address}", f"/p/{copy.address}"),
        Fact("报备日期", copy.filed_on, missing="无记录"),
        Fact("公开日期", copy.published_on),
        Fact("公开期限", copy.due_on),
        Fact("时限", late),
        Fact("公开事项", f"{copy.count} 项"),
        Fact("不公开事项", f"{copy.withheld} 项" if copy.withheld else ""),
        Fact("SM3 指纹", copy.sm3),
        Fact("撤下日期", copy.withdrawn_on),
        Fact("撤下原因", copy.withdrawn_reason),
    ]
    withdrawable = copy.current and may_withdraw_public(actor, detail.body)
    return Panel(
        "公开版本",
        "matters/parts/facts.html",
        {"facts": facts},
        place=SIDE,
        link_label="撤下公开" if withdrawable else "",
        link_url=reverse("matters:withdraw-public", args=(detail.number,)) if withdrawable else "",
    )


PANELS = (
    ("rows", content_panel),
    ("notes", notes_panel),
    ("seals", seals_panel),
    ("header", header_panel),
    ("publication", publication_panel),
)


def _checks_filings(actor: Actor) -> bool:
    return may(actor, CHECK_FILINGS)


NAV = (
    NavItem("matters", "责任清单", "matters:lists", 10),
    NavItem("filings", "备案审核", "matters:filings", 15, visible=_checks_filings),
)


def _seal_light(stale: bool, *, counts: bool) -> Light:  # noqa: FBT001 - read at one place
    if not counts:
        return Light("none", "以前的核签")
    return Light("late", "已失效") if stale else Light("done", "有效")
