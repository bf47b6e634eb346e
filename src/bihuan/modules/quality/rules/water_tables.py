"""The tables of surface water, read from `policies/china/water.toml`, every figure a Decimal."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = 5
THIRD = 2
"""The place of class III among the limits."""


class Kind(StrEnum):
    """What the register of sections says a section lies on."""

    RIVER = "river"
    LAKE = "lake"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of GB 3838 table 1 with its five limits."""

    key: str
    label: str
    river: tuple[Decimal, ...]
    lake: tuple[Decimal, ...]
    least: bool
    range: tuple[Decimal, Decimal] | None
    decimals: int | None
    counted: bool
    metal: bool

    def limits(self, kind: Kind) -> tuple[Decimal, ...]:
        """Return the limits that hold on a river or a lake; none where it is not judged there."""
        return self.lake if kind is Kind.LAKE else self.river


@dataclass(frozen=True, slots=True)
class Level:
    """One row of the share table of rivers and basins, in percent."""

    label: str
    good_least: int | None
    good_below: int | None
    worst_least: int | None


@dataclass(frozen=True, slots=True)
class Trophic:
    """One item of the trophic index: TLI = 10 (a + b ln x), weight r²/Σr²."""

    a: Decimal
    b: Decimal
    r: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """One row of the trophic grades: under `below`, or up to and including `upto`."""

    label: str
    below: Decimal | None
    upto: Decimal | None


@dataclass(frozen=True, slots=True)
class WaterTables:
    """Everything the water engine needs to know besides readings."""

    key: str
    mark: str
    classes: tuple[str, ...]
    states: tuple[str, ...]
    good_upto: int
    items: dict[str, Item]
    few_below: int
    levels: tuple[Level, ...]
    some_above: int
    clear_above: int
    most_indicators: int
    months_of_year: int
    undetected: Fraction
    trophic: dict[str, Trophic]
    grades: tuple[Grade, ...]
    marks: dict[str, str]

    def number(self, word: str) -> int | None:
        """Return the class (1…6) a word stands for, None for `-`, `*` and the like."""
        return self.classes.index(word) + 1 if word in self.classes else None

    def word(self, number: int) -> str:
        """Return the word for a class."""
        return self.classes[number - 1]

    def state(self, number: int) -> str:
        """Return what a class is called in reports."""
        return self.states[number - 1]


def load(path: Path) -> WaterTables:
    """Read the tables.

    :raises ValueError: naming the item whose row does not have five limits.
    """
    with path.open("rb") as file:
        data = tomllib.load(file)
    tli = data["tli"]
    return WaterTables(
        key=data["key"],
        mark=data["mark"],
        classes=tuple(data["classes"]),
        states=tuple(data["states"]),
        good_upto=data["good_upto"],
        items={block["key"]: _item(block) for block in data["item"]},
        few_below=data["shares"]["few_below"],
        levels=tuple(
            Level(
                level["label"],
                level.get("good_least"),
                level.get("good_below"),
                level.get("worst_least"),
            )
            for level in data["shares"]["level"]
        ),
        some_above=data["change"]["some_above"],
        clear_above=data["change"]["clear_above"],
        most_indicators=data["main_indicators"]["most"],
        months_of_year=data["period"]["months_of_year"],
        undetected=Fraction(data["period"]["undetected"]),
        trophic={
            key: Trophic(Decimal(row["a"]), Decimal(row["b"]), Decimal(row["r"]))
            for key, row in tli.items()
            if isinstance(row, dict)
        },
        grades=tuple(
            Grade(row["label"], _decimal(row.get("below")), _decimal(row.get("upto")))
            for row in tli["grade"]
        ),
        marks={key: block["mark"] for key, block in data.items() if _is_marked(block)},
    )


def _is_marked(block: Any) -> bool:
    return isinstance(block, dict) and "mark" in block


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _item(block: dict[str, Any]) -> Item:
    river = tuple(Decimal(limit) for limit in block.get("limits", ()))
    lake = tuple(Decimal(limit) for limit in block.get("lake", block.get("limits", ())))
    bounds = block.get("range")
    if bounds is None and any(len(row) not in {0, CLASSES} for row in (river, lake)):
        raise ValueError(f"水质指标“{block['label']}”应有五级限值。")
    return Item(
        key=block["key"],
        label=block["label"],
        river=river,
        lake=lake,
        least=block.get("least", False),
        range=None if bounds is None else (Decimal(bounds[0]), Decimal(bounds[1])),
        decimals=block.get("decimals"),
        counted=block.get("counted", True),
        metal=block.get("metal", False),
    )
