"""Where a reading came from, and what it was before; imports as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.quality import policies
from bihuan.modules.quality.models import (
    DayValue,
    ImportKind,
    ImportRun,
    PlaceMonth,
    SectionMonth,
)
from bihuan.modules.quality.queries.books import COLUMNS

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a reading: the values, who brought it in, when, why, and from which row."""

    version: int
    current: bool
    values: tuple[tuple[str, str], ...]
    file_name: str
    sm3: str
    sheet: str
    row: int
    by: str
    by_body: str
    at: datetime
    reason: str
    run: int


def day_versions(place: str, day: date, *, actor: Actor) -> tuple[Version, ...]:
    """Return every version of a place's day, newest first.

    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    rows = DayValue.objects.filter(place=place, day=day).select_related("run").order_by("-version")
    return tuple(_version(row, _six(row)) for row in rows)


def month_versions(place: str, month: date, *, actor: Actor) -> tuple[Version, ...]:
    """Return every version of a place's month, newest first.

    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    rows = PlaceMonth.objects.filter(place=place, month=month).select_related("run")
    return tuple(_version(row, _six(row)) for row in rows.order_by("-version"))


def section_versions(section: str, month: date, *, actor: Actor) -> tuple[Version, ...]:
    """Return every version of a section's month, newest first.

    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    rows = SectionMonth.objects.filter(section__code=section, month=month).select_related("run")
    return tuple(
        _version(
            row,
            (
                ("水质类别", "" if row.grade is None else str(row.grade)),
                *sorted((key, str(value)) for key, value in row.values.items()),
            ),
        )
        for row in rows.order_by("-version")
    )


def _six(row: DayValue | PlaceMonth) -> tuple[tuple[str, str], ...]:
    told = [(name, getattr(row, name)) for name in COLUMNS]
    return tuple((name, "" if value is None else str(value)) for name, value in told)


def _version(
    row: DayValue | PlaceMonth | SectionMonth, values: tuple[tuple[str, str], ...]
) -> Version:
    run = row.run
    return Version(
        row.version,
        row.current,
        values,
        run.file_name,
        run.sm3,
        row.sheet,
        row.row,
        run.by_name,
        run.by_body,
        run.at,
        run.reason if row.version > 1 else "",
        run.pk,
    )


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import as lists show it."""

    pk: int
    kind: str
    kind_word: str
    file_name: str
    size: int
    sm3: str
    rows: int
    added: int
    changed: int
    same: int
    reason: str
    notes: tuple[str, ...]
    by: str
    by_body: str
    at: datetime
    seq: int


def imports(*, actor: Actor, kind: str = "", limit: int = 100) -> tuple[ImportLine, ...]:
    """Return imports, newest first.

    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    policies.require_reader(actor)
    rows = ImportRun.objects.order_by("-pk")
    if kind:
        rows = rows.filter(kind=kind)
    return tuple(
        ImportLine(
            row.pk,
            row.kind,
            ImportKind(row.kind).label,
            row.file_name,
            row.size,
            row.sm3,
            row.rows,
            row.added,
            row.changed,
            row.same,
            row.reason,
            tuple(row.notes),
            row.by_name,
            row.by_body,
            row.at,
            row.seq,
        )
        for row in rows[:limit]
    )
