"""The workbook of a matter list: its columns, and from a filled row to the values of a matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui.sheets import ColumnSpec, Kind, SheetError, SheetTemplate
from bihuan.modules.matters.models import MatterLevel, MatterRole, MatterRow
from bihuan.modules.matters.rules.bases import bases_text, parse_bases
from bihuan.modules.matters.rules.content import ROW_FIELDS
from bihuan.modules.matters.rules.faults import completion_fault, row_faults, same_matter
from bihuan.modules.matters.rules.settings import policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bihuan.kernel.ui.sheets import Preview, SheetRow

SHEET = "事项清单"
TITLE = "生态环境保护事项清单导入模板"
LONG = 2000
RESTS_ON = {"unpublished_reason": "publishable", "public_contact": "publishable"}


def _bases_fault(value: object) -> str | None:
    try:
        parse_bases(str(value))
    except ValueError as error:
        return str(error)
    return None


def _completion_fault(value: object) -> str | None:
    return completion_fault(str(value))


def _length(name: str) -> int:
    return MatterRow._meta.get_field(name).max_length or LONG  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented API


def _column(name: str, *, label: str = "", required: bool = False, **more: Any) -> ColumnSpec:
    known = label or str(MatterRow._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented API
    more.setdefault("max_length", _length(name))
    return ColumnSpec(name, known, required=required, **more)


def template() -> SheetTemplate:
    """The sheet people fill in; its drop-downs come from the policy data in use."""
    categories = tuple(policy().categories.values())
    return SheetTemplate(
        SHEET,
        (
            _column("code", required=True, example="NY-01", help="同一份清单内不能重复。"),
            _column("name", required=True, width=36, help="用一句话写清具体做什么。"),
            _column("description", width=36),
            _column("category", required=True, choices=categories, help=_category_help()),
            _column("role", required=True, choices=tuple(MatterRole.labels)),
            _column(
                "co_bodies",
                many=True,
                width=28,
                help="写单位全称或者规范简称，多个单位用“、”隔开。",
                example="四川省生态环境厅、四川省林业和草原局",
            ),
            _column(
                "legal_bases",
                width=40,
                check=_bases_fault,
                help="多条之间用“；”隔开，版本日期可以写在括号里。",
                example="《中华人民共和国农业法》第六十五条（2012-12-28）",
            ),
            _column("sanding_clause", help="三定规定的条款号。三项依据至少填一项。"),
            _column("duty_list_clause", help="《四川省生态环境保护责任清单》的条款号。"),
            _column("level", required=True, choices=tuple(MatterLevel.labels)),
            _column("supervised_object", width=24),
            _column("measures", required=True, width=40),
            _column("target", width=24),
            _column("output"),
            _column(
                "completion",
                required=True,
                check=_completion_fault,
                help="填“长期”，或者按 2023-12-31 的样子填写。",
                example="长期",
            ),
            _column("leader", required=True),
            _column("lead_office", required=True),
            _column("contact", help="内部联系用，不会公开。"),
            _column("publishable", required=True, kind=Kind.BOOL),
            _column("unpublished_reason", help="不公开的事项必填。"),
            _column("public_contact", help="公开的事项必填，会出现在公开门户。"),
        ),
        unique=("code",),
        notes=(
            "一行填一项具体事项。上传后先预览，有一处错误整个文件都不会导入。",
            "文件代表整份清单：文件里没有的事项会从草稿中删去，预览时会列明。",
        ),
    )


def _category_help() -> str:
    return "类别是平台设计默认值，只用于检索和统计。"


def row_values(row: SheetRow, *, codes: Mapping[str, str]) -> dict[str, Any]:
    """The values of a matter from one filled row; unknown partners are left out."""
    values: dict[str, Any] = {name: row.text(name) for name in ROW_FIELDS}
    values["category"] = policy().category_key(row.text("category")) or ""
    values["role"] = _key(MatterRole.choices, row.text("role"))
    values["level"] = _key(MatterLevel.choices, row.text("level"))
    values["co_bodies"] = [codes[name] for name in row.many("co_bodies") if name in codes]
    values["publishable"] = row.flag("publishable")
    try:
        bases = parse_bases(row.text("legal_bases"))
    except ValueError:
        bases = ()
    values["legal_bases"] = [base.as_data() for base in bases]
    values["name_key"] = same_matter(values["name"])
    return values


def row_errors(
    preview: Preview, *, codes: Mapping[str, str], own_body: str
) -> Iterable[SheetError]:
    """Faults that take more than one cell, or the register of bodies, to see."""
    sheet = preview.template
    said = {(error.row, error.column) for error in preview.errors}
    for row in preview.rows:
        for name in row.many("co_bodies"):
            if name not in codes:
                yield sheet.error(
                    row.number,
                    "co_bodies",
                    f"“{name}”不在机构名册里。请填写单位全称或者规范简称，或者联系系统管理员登记。",
                )
            elif codes[name] == own_body:
                yield sheet.error(row.number, "co_bodies", f"“{name}”就是本单位，不能作配合单位。")
        probe = MatterRow(position=row.number, **row_values(row, codes=codes))
        for field, sentence in row_faults(probe):
            rests_on = {sheet.column(name).label for name in (field, RESTS_ON.get(field, field))}
            if said & {(row.number, label) for label in rests_on}:
                continue  # said already, or not to be judged before the other cell is right
            if field != "co_bodies" or not row.many(field):
                yield sheet.error(row.number, field, f"{sentence}。")


def filled_rows(rows: Iterable[MatterRow], *, names: Mapping[str, str]) -> list[dict[str, object]]:
    """The rows of a list as the template holds them, for a download that can come back changed."""
    categories = policy().categories
    return [
        {
            **{name: getattr(row, name) for name in ROW_FIELDS},
            "category": categories.get(row.category, row.category),
            "role": row.get_role_display(),
            "level": row.get_level_display(),
            "co_bodies": tuple(names.get(code, code) for code in row.co_bodies),
            "legal_bases": bases_text(row.legal_bases),
        }
        for row in rows
    ]


def _key(choices: list[tuple[str, Any]], label: str) -> str:
    for key, known in choices:
        if known == label:
            return key
    return ""
