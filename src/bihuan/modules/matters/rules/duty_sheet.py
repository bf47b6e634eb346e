"""The workbook of a duty register: one sheet says which version, one lists unit and duty."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bihuan.kernel.ui.sheets import ColumnSpec, Kind, SheetError, SheetTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bihuan.kernel.ui.sheets import Preview

TITLE = "生态环境保护责任清单导入模板"
VERSION = SheetTemplate(
    "版本",
    (
        ColumnSpec("title", "名称", required=True, max_length=200, width=40,
                   example="四川省生态环境保护责任清单"),
        ColumnSpec("document_no", "文号", max_length=100),
        ColumnSpec("edition", "版本", required=True, max_length=40, example="2023年版"),
        ColumnSpec("in_force_from", "施行日期", required=True, kind=Kind.DATE),
        ColumnSpec("mark", "标记", max_length=40, help="演示用的请写“演示数据”。"),
    ),
    notes=("只填一行。同一地区的同一版本只能导入一次，改动请用新的版本名称。",),
)  # fmt: skip
DUTIES = SheetTemplate(
    "职责",
    (
        ColumnSpec("unit", "单位", required=True, max_length=100, width=24, example="水利部门"),
        ColumnSpec("body", "对应单位", max_length=100, width=28,
                   help="机构名册里的全称或者规范简称；没有对应的不填。", example="四川省水利厅"),
        ColumnSpec("clause", "条款", required=True, max_length=40, example="第3项"),
        ColumnSpec("text", "职责", required=True, max_length=2000, width=60),
        ColumnSpec("basis", "依据", max_length=300, width=36),
    ),
    unique=("unit", "clause"),
    notes=("一行填一项职责。事项用“单位加条款”指到这里，例如“水利部门第3项”。",),
)  # fmt: skip
TEMPLATES = (VERSION, DUTIES)
PARTS = re.compile(r"[；;、，,\n]+")


def version_errors(preview: Preview, taken: Iterable[str]) -> Iterable[SheetError]:
    """Faults of the sheet that names the version."""
    known = set(taken)
    for row in preview.rows[1:]:
        yield VERSION.error(row.number, "title", "只能填写一个版本。请删去多余的行。")
    for row in preview.rows[:1]:
        if row.text("edition") in known:
            sentence = f"版本“{row.text('edition')}”已经导入过。请换一个版本名称。"
            yield VERSION.error(row.number, "edition", sentence)


def duty_errors(preview: Preview, codes: Mapping[str, str]) -> Iterable[SheetError]:
    """Faults that take the register of bodies to see."""
    for row in preview.rows:
        name = row.text("body")
        if name and name not in codes:
            sentence = f"“{name}”不在机构名册里。请填写全称或者规范简称，没有对应单位的请留空。"
            yield DUTIES.error(row.number, "body", sentence)


def citation(unit: str, clause: str) -> str:
    """How a matter points to a duty."""
    return plain(f"{unit}{clause}")


def plain(text: str) -> str:
    """A pointer as it is compared: width-folded, without spaces and book marks."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s《》]", "", folded)


def pointers(text: str) -> tuple[str, ...]:
    """The duties a matter points to: 水利部门第3项、第5项 names two of one unit."""
    found: list[str] = []
    unit = ""
    for part in PARTS.split(text):
        piece = plain(part)
        at = piece.find("第")
        if at < 0:
            continue
        unit = piece[:at] or unit
        found.append(f"{unit}{piece[at:]}")
    return tuple(dict.fromkeys(found))
