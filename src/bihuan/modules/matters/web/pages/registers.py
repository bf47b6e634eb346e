"""Tables of the registers: legal bases, and who cites one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.tables import Column, Table
from bihuan.modules.matters.rules.instruments import GONE

if TYPE_CHECKING:
    from bihuan.modules.matters.queries.bases import BaseLine, CitingRow


def _light(line: BaseLine) -> Light:
    if line.urgent:
        return Light("late", "已废止，仍被引用")
    return Light("hold" if line.status == GONE else "done", line.status)


BASES: Table[BaseLine, BaseLine] = Table(
    "legal-bases",
    "依据库",
    columns=(
        Column(
            "name",
            "依据",
            lambda line: line.instrument.name,
            link=lambda line: reverse("matters:instrument", args=(line.instrument.key,)),
            fixed=True,
            width=44,
        ),
        Column("kind", "种类", lambda line: line.instrument.kind),
        Column("issuer", "制定机关", lambda line: line.instrument.issuer, width=28),
        Column("since", "施行", lambda line: line.instrument.in_force_from, kind="date"),
        Column("until", "废止", lambda line: line.instrument.repealed_on, kind="date"),
        Column("status", "状态", _light, kind="light"),
        Column("cited", "引用的事项", lambda line: line.cited, kind="number", unit="项"),
        Column("mark", "出处标记", lambda line: line.instrument.mark, width=24),
        Column("source", "出处", lambda line: line.instrument.source, width=36, shown=False),
    ),
    search=("name", "issuer", "kind"),
    search_label="依据、机关或种类",
    unit="部",
    empty_title="没有符合条件的依据",
    empty_text="请换一个词再查。",
)

CITING: Table[CitingRow, CitingRow] = Table(
    "citing-matters",
    "引用的事项",
    columns=(
        Column("body", "单位", lambda line: line.body_name, width=26),
        Column("code", "编码", lambda line: line.code),
        Column("name", "事项", lambda line: line.name, fixed=True, width=40),
        Column(
            "number",
            "清单",
            lambda line: line.number,
            link=lambda line: case_address(line.number),
        ),
        Column("state", "状态", lambda line: line.state_label),
        Column("cited", "引用", lambda line: line.cited, width=36),
        Column("sentence", "需要处理", lambda line: line.sentence, width=44),
    ),
    search=("body", "name", "code"),
    search_label="单位、事项或编码",
    unit="项",
    empty_title="没有事项引用这部依据",
    empty_text="现行和在办的清单里，没有您可以查看的事项引用它。",
)
