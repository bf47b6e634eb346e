"""The duties of the invented 责任清单: what lists point to, and some nobody claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bihuan.modules.matters.demo.words import first_words, wider_words
from bihuan.modules.matters.rules.duty_sheet import pointers

MORE = {
    "ecology": (
        (9, "组织固定污染源监督执法和自动监控"),
        (10, "办理生态环境损害赔偿"),
        (11, "受理和办理生态环境举报"),
        (12, "牵头入河排污口排查整治"),
    ),
    "housing": ((7, "指导建筑垃圾减量和资源化利用"),),
    "agriculture": ((11, "指导渔业水域死亡鱼类调查处理"),),
    "transport": ((7, "推动淘汰高排放营运柴油货车"),),
    "forestry": ((7, "组织古树名木保护"),),
}
"""Duties no list of the demonstration claims, or only lists below the province."""


@dataclass(frozen=True)
class Duty:
    """One numbered duty of a unit."""

    unit: str
    number: int
    text: str


def lines_with_duties(*, wide: bool) -> tuple[str, ...]:
    """The lines the register has duties for; `wide` those of the lists of 2025 too."""
    later = wider_words()["province"] if wide else ()
    return tuple(dict.fromkeys((*first_words()["province"], *later)))


def duties_of(line: str, *, wide: bool) -> tuple[Duty, ...]:
    """Every duty of a line in the province, by number."""
    first = first_words()["province"].get(line, {}).get("rows", ())
    unit, found = unit_of(line), _named(first)
    found.update(MORE.get(line, ()))
    if wide:
        later = wider_words()["province"].get(line, {}).get("rows", ())
        found |= {number: row[0] for number, row in enumerate(later, start=first_free(line))}
    return tuple(Duty(unit, number, text) for number, text in sorted(found.items()))


def unit_of(line: str) -> str:
    """What the register calls the unit of a line, such as “水利部门”."""
    first = first_words()["province"].get(line, {}).get("rows", ())
    if first:
        return str(first[0][5]).split("第", 1)[0]
    return str(wider_words()["province"][line]["duty"])


def first_free(line: str) -> int:
    """The number of the first duty of the wider lists: no earlier number is used again."""
    first = first_words()["province"].get(line, {}).get("rows", ())
    taken = {*_named(first), *(number for number, _text in MORE.get(line, ()))}
    return max(taken, default=0) + 1


def _named(rows: list[list[Any]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for values in rows:
        for pointer in pointers(values[5]):
            found[int(pointer.partition("第")[2].removesuffix("项"))] = values[0]
    return found
