"""The two workbooks of organisations: bodies, and people with their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import ROLES
from bihuan.kernel.ui.sheets import ColumnSpec, Kind, SheetTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping

RANKS = (
    "正部级", "副部级", "正厅级", "副厅级", "正处级", "副处级", "正科级", "副科级", "科员级",
)  # fmt: skip


def bodies_template(lines: Mapping[str, str]) -> SheetTemplate:
    """Return the sheet for founding bodies."""
    return SheetTemplate(
        "机构",
        (
            ColumnSpec("region", "区划代码", required=True, max_length=12, example="511102"),
            ColumnSpec("line", "条线", required=True, choices=tuple(lines.values()), width=18),
            ColumnSpec("name", "机构名称", required=True, max_length=100, width=36),
            ColumnSpec("short", "简称", max_length=60, width=22),
            ColumnSpec(
                "code",
                "机构代码",
                max_length=40,
                width=24,
                help="一般不填，由区划代码和条线组成；同一区划同一条线有第二个机构时才填。",
                example="511102-water-2",
            ),
            ColumnSpec("since", "设立日期", Kind.DATE, required=True, example="2024-01-01"),
            ColumnSpec("basis", "依据", required=True, max_length=200, width=36),
        ),
        unique=("name",),
        notes=("每行设立一个机构。更名、合并、分设请在机构页面办理，沿革才会保留。",),
    )


def people_template() -> SheetTemplate:
    """Return the sheet for people and posts."""
    roles = tuple(label for key, label in ROLES.items() if not key.endswith("_admin"))
    return SheetTemplate(
        "人员",
        (
            ColumnSpec("name", "姓名", required=True, max_length=40),
            ColumnSpec(
                "body",
                "单位",
                required=True,
                max_length=100,
                width=30,
                help="填机构全称、简称或者机构代码。",
                example="四川省水利厅",
            ),
            ColumnSpec("unit", "处（科）室", max_length=60, width=22),
            ColumnSpec("title", "职务", required=True, max_length=60),
            ColumnSpec("rank", "职级", choices=RANKS),
            ColumnSpec("roles", "职责", required=True, choices=roles, many=True, width=26),
            ColumnSpec("phone", "办公电话", max_length=30, help="请填办公电话，不要填个人手机。"),
            ColumnSpec("since", "任职日期", Kind.DATE, required=True, example="2023-03-17"),
            ColumnSpec("public_name", "公开姓名", Kind.BOOL),
        ),
        unique=("name", "body", "unit", "title"),
        notes=("每行一个岗位。同一人有几个岗位的，填几行，姓名和单位写成一样。",),
    )


def role_keys(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of roles by their labels."""
    by_label = {label: key for key, label in ROLES.items()}
    return tuple(by_label[label] for label in labels)
