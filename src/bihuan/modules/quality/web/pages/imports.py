"""The table of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ui.tables import Asked, Column, Filter, Table
from bihuan.modules.quality.models import ImportKind

if TYPE_CHECKING:
    from bihuan.modules.quality.queries.origin import ImportLine


def _of_kind(row: ImportLine, value: str, asked: Asked) -> bool:  # noqa: ARG001 - the shape of keep
    return row.kind == value


TABLE: Table[ImportLine, ImportLine] = Table(
    "quality-imports",
    "环境质量数据导入记录",
    columns=(
        Column("at", "导入时间", lambda row: row.at, order="at", kind="datetime", fixed=True),
        Column(
            "file",
            "文件",
            lambda row: row.file_name,
            order="file",
            fixed=True,
            note=lambda row: f"SM3 {row.sm3[:16]}…",
        ),
        Column("kind", "数据种类", lambda row: row.kind_word),
        Column("rows", "行数", lambda row: row.rows, order="rows", kind="number", unit="行"),
        Column("added", "新增", lambda row: row.added, order="added", kind="number"),
        Column("changed", "更正", lambda row: row.changed, order="changed", kind="number"),
        Column("by", "导入人", lambda row: row.by),
        Column("reason", "更正理由", lambda row: row.reason),
        Column("same", "相同", lambda row: row.same, kind="number", shown=False),
        Column("notes", "导入说明", lambda row: "；".join(row.notes), shown=False, width=40),
        Column("sm3", "SM3 指纹", lambda row: row.sm3, shown=False, width=40),
        Column("seq", "账本编号", lambda row: row.seq, kind="number", shown=False),
    ),
    filters=(
        Filter(
            "kind", "数据种类", choices=tuple(ImportKind.choices), widget="select", keep=_of_kind
        ),
    ),
    search=("file",),
    search_label="文件名",
    unit="次",
    empty_title="还没有导入过数据",
    empty_text="由省生态环境厅导入监测数据。",
)
