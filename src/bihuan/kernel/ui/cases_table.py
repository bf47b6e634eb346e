"""The table of all cases: every process in one list, limited to what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.kernel.process import all_processes
from bihuan.kernel.process.api import process_of
from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.names import body_names
from bihuan.kernel.ui.tables import Asked, Column, Table, between, choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor
    from bihuan.kernel.deadlines import Light
    from bihuan.kernel.process.models import Case
    from bihuan.kernel.ui.tables import Choices


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the table."""

    case: Case
    body_name: str
    process: str
    state: str
    light: Light


def _prepare(cases: Sequence[Case], asked: Asked) -> list[CaseRow]:
    on = timezone.localdate(asked.at)
    names = body_names({case.body for case in cases}, on)
    rows = []
    for case in cases:
        process = process_of(case)
        rows.append(
            CaseRow(
                case,
                names.get(case.body, case.body),
                process.label,
                process.state_label(case.state),
                case_light(case, on=on),
            )
        )
    return rows


def _processes(actor: Actor) -> Choices:  # noqa: ARG001 - the shape of a list of choices
    return tuple({process.key: process.label for process in all_processes()}.items())


CASES: Table[Case, CaseRow] = Table(
    "cases",
    "办件台账",
    columns=(
        Column("number", "编号", lambda row: row.case.number, order="number", width=18),
        Column(
            "title",
            "标题",
            lambda row: row.case.title,
            order="title",
            link=lambda row: case_address(row.case.number),
            fixed=True,
            width=40,
        ),
        Column("process", "流程", lambda row: row.process, order="process"),
        Column("body", "责任单位", lambda row: row.body_name, order="body", width=24),
        Column("state", "状态", lambda row: row.state, order="state"),
        Column("due", "最近期限", lambda row: row.case.next_due, order="next_due", kind="date"),
        Column("light", "灯况", lambda row: row.light, order="next_due", kind="light"),
        Column("clock", "期限名称", lambda row: row.case.next_clock, shown=False),
        Column("period", "时期", lambda row: row.case.period, order="period", shown=False),
        Column(
            "opened",
            "开办时间",
            lambda row: row.case.opened_at,
            order="opened_at",
            kind="datetime",
            shown=False,
        ),
        Column(
            "closed",
            "办结时间",
            lambda row: row.case.closed_at,
            order="closed_at",
            kind="datetime",
            shown=False,
        ),
    ),
    filters=(
        choice("process", "流程", "process", _processes),
        choice("closed", "办结", "closed_at__isnull", (("True", "在办"), ("False", "已办结"))),
        *between("due", "最近期限", "next_due"),
    ),
    search=("number", "title"),
    search_label="编号或标题",
    order=("-pk",),  # in the order of opening, by the one index that is always there
    unit="件",
    prepare=_prepare,
    empty_title="还没有您可以查看的办件",
    empty_text="办件由各项业务开办，例如事项清单报备；开办后会出现在这里。",
)
