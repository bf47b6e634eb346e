"""One section: its register entry, its months, its target, and every version of a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.quality import policies
from bihuan.modules.quality.models import Section, SectionMonth
from bihuan.modules.quality.queries import places, waters
from bihuan.modules.quality.queries.files import water_tables_in_force

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.places import Place
    from bihuan.modules.quality.queries.waters import SectionClass


@dataclass(frozen=True, slots=True)
class SectionPoint:
    """One month of a section."""

    month: date
    found: SectionClass
    values: tuple[tuple[str, str, str], ...]
    """Key, label and value as written, in the order of the standard."""
    versions: int


@dataclass(frozen=True, slots=True)
class SectionPage:
    """Everything the page of a section shows."""

    code: str
    name: str
    place: Place
    water: str
    basin: str
    kind: str
    national: bool
    target: int | None
    target_word: str
    months: tuple[SectionPoint, ...]
    """Newest first."""
    year: SectionClass | None
    """The class over the months of the newest year."""


def section_page(code: str, *, actor: Actor) -> SectionPage:
    """Return a section.

    :raises LookupError: there is none with this code.
    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    section = Section.objects.filter(code=code).first()
    if section is None:
        raise LookupError(f"没有编码为“{code}”的断面。")
    tables = water_tables_in_force()
    rows = list(SectionMonth.objects.filter(section=section, current=True).order_by("-month"))
    points = tuple(
        SectionPoint(
            row.month,
            waters.classify(section, [waters.Month(row.month, row.grade, row.values)]),
            tuple(
                (key, item.label, row.values[key])
                for key, item in tables.items.items()
                if key in row.values
            ),
            row.version,
        )
        for row in rows
    )
    newest = rows[0].month.year if rows else 0
    year = [
        waters.Month(row.month, row.grade, row.values)
        for row in reversed(rows)
        if row.month.year == newest
    ]
    target = waters.grade_targets(newest).get(code)
    return SectionPage(
        section.code,
        section.name,
        places.place(section.place),
        section.water,
        section.basin,
        section.kind,
        section.national,
        target,
        "--" if target is None else tables.word(target),
        points,
        waters.classify(section, year) if year else None,
    )
