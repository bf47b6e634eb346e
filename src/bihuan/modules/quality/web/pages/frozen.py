"""The table of frozen trigger sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.tables import Column, Table

if TYPE_CHECKING:
    from bihuan.kernel.ui.tables import Value
    from bihuan.modules.quality.queries.sheets import FrozenView


def _result(row: FrozenView) -> Value:
    if not row.tier:
        return Light("done", "没有触发")
    return Light("late", f"触发第{row.tier}级")


TABLE: Table[FrozenView, FrozenView] = Table(
    "quality-frozen",
    "已冻结的约谈情形判定表",
    columns=(
        Column(
            "name",
            "市（州）",
            lambda row: row.name,
            order="name",
            fixed=True,
            link=lambda row: reverse("quality:frozen-sheet", args=(row.digest,)),
        ),
        Column("on", "判定日期", lambda row: row.on, order="on", kind="date"),
        Column("tier", "结果", _result, kind="light"),
        Column("fired", "触发的情形", lambda row: "、".join(row.fired)),
        Column("edition", "评价标准", lambda row: row.edition),
        Column("by", "冻结人", lambda row: row.by),
        Column("at", "冻结时间", lambda row: row.at, order="at", kind="datetime"),
        Column("digest", "SM3 指纹", lambda row: row.digest, width=40, shown=False),
    ),
    search=("name",),
    unit="份",
    empty_title="还没有冻结过判定表",
    empty_text="在一个市（州）的约谈情形判定表上按“冻结取证”。",
)
