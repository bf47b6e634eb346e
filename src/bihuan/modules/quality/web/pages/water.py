"""Water as pages show it: the months of a section in classes, and its indicators over limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from bihuan.kernel.ui.components import Chart, Limit, Series
from bihuan.modules.quality.queries.files import water_tables_in_force
from bihuan.modules.quality.rules.water_tables import THIRD, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.modules.quality.queries.sections import SectionPage, SectionPoint

USUAL = ("NH3N", "TP", "CODMn")
COLIFORM = "coliform"
MOST_CHARTS = 4
MOST_MONTHS = 24
MONTHS = 12


@dataclass(frozen=True, slots=True)
class ClassCell:
    """One month of a section: the class in its colour, and what makes it so."""

    month: int
    word: str
    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ClassYear:
    """A year of a section, month by month."""

    year: int
    cells: tuple[ClassCell | None, ...]


def class_years(page: SectionPage) -> tuple[ClassYear, ...]:
    """Lay the classes of a section out, a line a year, newest first."""
    held = {(point.month.year, point.month.month): point for point in page.months}
    years = sorted({year for year, _ in held}, reverse=True)
    return tuple(
        ClassYear(
            year,
            tuple(
                _cell(held[year, month]) if (year, month) in held else None
                for month in range(1, MONTHS + 1)
            ),
        )
        for year in years
    )


def _cell(point: SectionPoint) -> ClassCell:
    found = point.found
    tone = "" if found.grade is None else f"water-{found.grade}"
    why = f"，主要污染指标：{'、'.join(found.main)}" if found.main else ""
    return ClassCell(
        point.month.month, found.word, tone, f"{point.month:%Y年%m月}{found.word}{why}"
    )


def charts(page: SectionPage) -> tuple[Chart, ...]:
    """Draw the indicators that were over the limit of class III, else the usual three."""
    points = tuple(reversed(page.months[:MOST_MONTHS]))
    if not points:
        return ()
    kind = Kind(page.kind)
    tables = water_tables_in_force()
    over: dict[str, int] = {}
    for key, item in tables.items.items():
        limits = item.limits(kind)
        if not limits or item.range is not None:
            continue
        values = [value for point in points if (value := _value(point, key)) is not None]
        beyond = sum(_beyond(value, limits[THIRD], least=item.least) for value in values)
        if values and (beyond or key in USUAL):
            over[key] = beyond
    chosen = sorted(over, key=lambda key: (-over[key], key))[:MOST_CHARTS]
    return tuple(_chart(page, points, key, over[key]) for key in chosen)


def _beyond(value: Decimal, limit: Decimal, *, least: bool) -> bool:
    return value < limit if least else value > limit


def _value(point: SectionPoint, key: str) -> Decimal | None:
    text = next((told for name, _, told in point.values if name == key), "")
    try:
        return Decimal(text.lstrip("<"))
    except InvalidOperation:
        return None


def _chart(page: SectionPage, points: Sequence[SectionPoint], key: str, over: int) -> Chart:
    item = water_tables_in_force().items[key]
    values = tuple(_value(point, key) for point in points)
    told = sum(value is not None for value in values)
    limit = item.limits(Kind(page.kind))[THIRD]
    word = "低于" if item.least else "超过"
    said = (
        f"{told}个月中有{over}个月{word}Ⅲ类限值。" if over else f"{told}个月都没有{word}Ⅲ类限值。"
    )
    return Chart(
        f"item-{key.lower()}",
        f"{item.label}逐月浓度",
        "line",
        tuple(f"{point.month:%Y-%m}" for point in points),
        (Series(page.name, values),),
        said,
        axis="月份",
        unit="个/L" if key == COLIFORM else "mg/L",
        limits=(Limit("Ⅲ类限值", limit),),
        note="低于检出限的月份按检出限画出，表内原值见下方“逐月监测值”。",
    )
