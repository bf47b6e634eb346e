"""Two indices of water: the trophic state of lakes and the city water quality index."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules.water import PRECISION
from bihuan.modules.quality.rules.water_tables import THIRD, Kind, WaterTables

if TYPE_CHECKING:
    from collections.abc import Mapping

NEUTRAL = Fraction(7)


@dataclass(frozen=True, slots=True)
class TrophicState:
    """TLI(Σ) with its parts, to many more digits than are published, and its grade."""

    total: Decimal
    parts: dict[str, Decimal]
    label: str


def trophic_state(values: Mapping[str, Decimal], tables: WaterTables) -> TrophicState:
    """Return the trophic state of a lake from chla (mg/m³), TP, TN, CODMn (mg/L) and SD (m).

    :raises ValueError: naming what is missing or not above zero.
    """
    missing = [key for key in tables.trophic if values.get(key, Decimal(0)) <= 0]
    if missing:
        raise ValueError(f"营养状态指数缺少大于零的{'、'.join(missing)}。")
    with localcontext() as context:
        context.prec = PRECISION
        parts = {
            key: 10 * (row.a + row.b * values[key].ln()) for key, row in tables.trophic.items()
        }
        squares = {key: row.r * row.r for key, row in tables.trophic.items()}
        weighted = sum((squares[key] * parts[key] for key in parts), Decimal(0))
        total = weighted / sum(squares.values(), Decimal(0))
    label = next(
        row.label
        for row in tables.grades
        if (row.below is not None and total < row.below)
        or (row.upto is not None and total <= row.upto)
        or (row.below is None and row.upto is None)
    )
    return TrophicState(total, parts, label)


@dataclass(frozen=True, slots=True)
class WaterIndex:
    """The CWQI of a river or lake, exact, with what each item adds."""

    total: Fraction
    parts: dict[str, Fraction]
    missing: tuple[str, ...]


def water_index(
    values: Mapping[str, Decimal | Fraction], kind: Kind, tables: WaterTables
) -> WaterIndex:
    """Return the sum over the 21 items of C/C_III: small is good.

    Dissolved oxygen counts the other way round, pH by its distance from 7. Items without a value
    are named, because indices of different item lists must not be compared.
    """
    parts: dict[str, Fraction] = {}
    missing: list[str] = []
    for key, item in tables.items.items():
        if not item.counted:
            continue
        if key not in values:
            missing.append(key)
            continue
        value = Fraction(values[key])
        if item.range is not None:
            parts[key] = NEUTRAL - value if value <= NEUTRAL else (value - NEUTRAL) / 2
        elif item.least:
            parts[key] = Fraction(item.limits(kind)[THIRD]) / value
        else:
            parts[key] = value / Fraction(item.limits(kind)[THIRD])
    return WaterIndex(sum(parts.values(), Fraction(0)), parts, tuple(missing))


def city_index(
    river: Fraction | None, rivers: int, lake: Fraction | None, lakes: int
) -> Fraction | None:
    """Weigh the river and the lake index of a city by their sections and points."""
    total = (river or Fraction(0)) * rivers + (lake or Fraction(0)) * lakes
    counted = (rivers if river is not None else 0) + (lakes if lake is not None else 0)
    return total / counted if counted else None
