"""The words of the demonstration's lists, as a clerk would type them into the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.ui.sheet_files import write_template
from bihuan.modules.matters.demo.duties import first_free, unit_of
from bihuan.modules.matters.demo.words import first_words, wider_words
from bihuan.modules.matters.models import MatterLevel
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules.dates import level_of
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.matters.rules.sheet import SHEET, TITLE, template

if TYPE_CHECKING:
    from datetime import date

FIRST_YEAR = "2023"
COLUMNS = (
    "name",
    "category",
    "partners",
    "legal_bases",
    "sanding_clause",
    "duty_list_clause",
    "supervised_object",
    "measures",
    "target",
    "output",
    "completion",
    "lead_office",
)


def lines_with_lists(level: MatterLevel) -> tuple[str, ...]:
    """The lines for which the demonstration knows matters."""
    scope = "province" if level == MatterLevel.PROVINCE else "local"
    return tuple(dict.fromkeys((*first_words()[scope], *wider_words()[scope])))


def matters_of(line: str) -> list[list[Any]]:
    """Every matter of a line, at any level.

    Name, category, partners, bases, object, measures, office.
    """
    found: list[list[Any]] = []
    for scope in ("province", "local"):
        first = first_words()[scope].get(line, {}).get("rows", ())
        found += [[*values[:4], values[6], values[7], values[11]] for values in first]
        found += wider_words()[scope].get(line, {}).get("rows", ())
    return found


def source_of(line: str, scope: str, *, wide: bool) -> tuple[str, list[list[Any]]]:
    """The prefix of the codes and the rows of a line, in the columns of the first lists."""
    first, more = first_words()[scope].get(line, {}), wider_words()[scope].get(line, {})
    rows = list(first.get("rows", ()))
    if wide or not rows:
        for number, words in enumerate(more.get("rows", ()), start=first_free(line)):
            name, category, partners, bases, watched, measures, office = words
            # Cities have no register of their own, and the province's has other words.
            clause = f"{unit_of(line)}第{number}项" if scope == "province" else ""
            target, output = "按年度计划完成", "年度工作总结"
            parts = [name, category, partners, bases, "第三条", clause, watched, measures]
            rows.append([*parts, target, output, "长期", office])
    return str(first.get("prefix") or more["prefix"]), rows


def rows_for(body: str, *, leader: str, on: date, wide: bool = False) -> list[dict[str, object]]:
    """The rows of a body's demonstration list, as the template holds them."""
    region, line = body.split("-", 1)
    level = level_of(region)
    scope = "province" if level == MatterLevel.PROVINCE else "local"
    prefix, source = source_of(line, scope, wide=wide)
    lines = {name for row in source for name in row[2]}
    names = names_of([f"{region}-{name}" for name in lines], on=on)
    categories = policy().categories
    rows: list[dict[str, object]] = []
    for number, values in enumerate(source, start=1):
        row: dict[str, object] = dict(zip(COLUMNS, values, strict=True))
        if wide:  # the words were written for the first year
            renewed = ("target", "completion")
            row |= {key: str(row[key]).replace(FIRST_YEAR, str(on.year)) for key in renewed}
        partners = (f"{region}-{name}" for name in row.pop("partners"))  # type: ignore[attr-defined]
        row |= {
            "code": f"{prefix}-{number:02d}",
            "category": categories[str(row["category"])],
            "co_bodies": tuple(names[code] for code in partners),
            "role": "牵头",
            "level": level.label,
            "leader": leader,
            "contact": f"演示联系人（内线{8000 + number}）",
            "publishable": True,
            "public_contact": "028-12345（演示）",
            "description": "",
        }
        rows.append(row)
    return rows


def workbook_for(body: str, *, leader: str, on: date, wide: bool = False) -> bytes:
    """The filled workbook of a body, as its clerk would upload it."""
    rows = rows_for(body, leader=leader, on=on, wide=wide)
    return write_template([template()], title=TITLE, rows={SHEET: rows})
