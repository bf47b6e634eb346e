"""The tables of dockets and of joint studies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.tables import Column, Table, between, choice
from bihuan.modules.leads.models import (
    DocketState,
    JointStudy,
    LeadDocket,
    Source,
    StudyKind,
    StudyState,
)
from bihuan.modules.leads.queries.dockets import answered, regions_with_dockets
from bihuan.modules.leads.rules.bodies import names_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.components import HasLight
    from bihuan.kernel.ui.tables import Asked


@dataclass(frozen=True, slots=True)
class DocketLine:
    """One docket in the table."""

    item: LeadDocket
    region: str
    lead: str
    answers: str
    light: HasLight


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One joint study in the table."""

    item: JointStudy
    body_name: str
    answers: str
    light: HasLight


def _dockets(items: Sequence[LeadDocket], asked: Asked) -> list[DocketLine]:
    on = civil_day(asked.at)
    names = names_of((item.lead_body or item.led_body for item in items), on=on)
    regions = {code: organisations.region(code).name for code in {x.case.region for x in items}}
    answers = answered(item.pk for item in items)
    decided = {DocketState.DECIDED, DocketState.PUBLISHED, DocketState.LISTED}
    return [
        DocketLine(
            item,
            regions[item.case.region],
            names[item.lead_body]
            if item.state in decided
            else (names[item.led_body] if item.led_body else ""),
            answers.get(item.pk, ""),
            case_light(item.case, on=on),
        )
        for item in items
    ]


def _studies(items: Sequence[JointStudy], asked: Asked) -> list[StudyLine]:
    on = civil_day(asked.at)
    names = names_of((item.case.body for item in items), on=on)
    answers = answered(item.pk for item in items)
    return [
        StudyLine(x, names[x.case.body], answers.get(x.pk, ""), case_light(x.case, on=on))
        for x in items
    ]


def _regions(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The regions in which there are dockets this actor sees."""
    codes = regions_with_dockets(actor)
    return tuple((code, organisations.region(code).name) for code in codes)


DOCKETS: Table[LeadDocket, DocketLine] = Table(
    "lead-dockets",
    "牵头会商",
    columns=(
        Column("number", "编号", lambda line: line.item.number, order="case__number", width=18),
        Column(
            "title",
            "事项",
            lambda line: line.item.title,
            order="case__title",
            link=lambda line: case_address(line.item.number),
            fixed=True,
            width=40,
        ),
        Column("region", "地区", lambda line: line.region, order="case__region"),
        Column(
            "state",
            "状态",
            lambda line: DocketState(line.item.state).label,
            order="case__state",
            width=22,
        ),
        Column("answers", "已答复", lambda line: line.answers),
        Column("lead", "牵头部门", lambda line: line.lead, width=24),
        Column(
            "opened",
            "登记日期",
            lambda line: civil_day(line.item.case.opened_at),
            order="case__opened_at",
            kind="date",
        ),
        Column("due", "最近期限", lambda line: line.item.case.next_due, kind="date", shown=False),
        Column("light", "灯况", lambda line: line.light, order="case__next_due", kind="light"),
        Column("source", "来源", lambda line: Source(line.item.source).label, shown=False),
    ),
    filters=(
        choice("region", "地区", "case__region", _regions),
        choice("state", "状态", "case__state", DocketState.choices),
        choice("source", "来源", "source", Source.choices),
        choice(
            "closed", "办结", "case__closed_at__isnull", (("True", "在办"), ("False", "已办结"))
        ),
        *between("opened", "登记日期", "case__opened_at__date"),
    ),
    search=("case__number", "case__title", "matter"),
    search_label="编号、事项或内容",
    order=("-case__opened_at",),
    unit="件",
    prepare=_dockets,
    empty_title="还没有您可以查看的会商事项",
    empty_text="没有牵头部门、影响又明显的事项，登记后会出现在这里，两个月内研究明确。",
)

STUDIES: Table[JointStudy, StudyLine] = Table(
    "joint-studies",
    "协同研究",
    columns=(
        Column("number", "编号", lambda line: line.item.number, order="case__number", width=18),
        Column(
            "title",
            "题目",
            lambda line: line.item.title,
            order="case__title",
            link=lambda line: case_address(line.item.number),
            fixed=True,
            width=40,
        ),
        Column("kind", "种类", lambda line: StudyKind(line.item.kind).label, order="kind"),
        Column("body", "发起单位", lambda line: line.body_name, order="case__body", width=26),
        Column(
            "state", "状态", lambda line: StudyState(line.item.state).label, order="case__state"
        ),
        Column("answers", "已答复", lambda line: line.answers),
        Column(
            "happened",
            "出台或者发现日期",
            lambda line: line.item.happened_on,
            order="happened_on",
            kind="date",
        ),
        Column("light", "灯况", lambda line: line.light, order="case__next_due", kind="light"),
    ),
    filters=(
        choice("kind", "种类", "kind", StudyKind.choices),
        choice("state", "状态", "case__state", StudyState.choices),
    ),
    search=("case__number", "case__title", "subject_matter"),
    search_label="编号、题目或内容",
    order=("-case__opened_at",),
    unit="件",
    prepare=_studies,
    empty_title="还没有您可以查看的协同研究",
    empty_text="新政策、新法规出台，或者发现新情况、新问题时，由有关部门发起。",
)
