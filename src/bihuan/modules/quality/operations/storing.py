"""Below the imports: which rows are new, which differ, and writing them as versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bihuan.modules.quality.models import (
    DayValue,
    PlaceMonth,
    PublishedRank,
    Section,
    SectionMonth,
    YearTarget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from bihuan.modules.quality.models import ImportRun
    from bihuan.modules.quality.rules.rows import Key, Value
    from bihuan.modules.quality.rules.shapes import Parsed

BATCH = 1000
SIX = ("so2", "no2", "pm10", "co", "o3", "pm25")
MOST_CHANGES = 100
"""Corrections that are listed before they are taken over; all are counted."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where rows of a kind are kept: the columns of the key, of the values, and what is spoken."""

    model: type[Model]
    key: tuple[str, ...]
    values: tuple[str, ...]
    labels: tuple[str, ...]


SHELVES: dict[str, Shelf] = {
    "days": Shelf(
        DayValue,
        ("place", "day"),
        (*SIX, "sand"),
        ("SO2", "NO2", "PM10", "CO（0.1）", "O3", "PM2.5", "沙尘"),
    ),
    "months": Shelf(
        PlaceMonth,
        ("place", "month"),
        (*SIX, "good", "heavy", "valid"),
        ("SO2", "NO2", "PM10", "CO", "O3", "PM2.5", "优良天数", "重污染天数", "有效天数"),
    ),
    "sections": Shelf(
        SectionMonth, ("section__code", "month"), ("grade", "values"), ("类别", "指标")
    ),
    "targets": Shelf(
        YearTarget,
        ("place", "section", "year", "key"),
        ("value", "edition", "basis"),
        ("目标值", "评价标准", "依据"),
    ),
    "ranks": Shelf(
        PublishedRank,
        ("place", "matter", "year", "term"),
        ("now", "then", "total", "now_edition", "then_edition", "source"),
        ("本期", "去年同期", "城市数", "评价标准", "去年评价标准", "来源"),
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs from the current one."""

    about: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Return it in a line."""
        return f"{self.about}：{self.before} → {self.after}"


@dataclass(slots=True)
class Plan:
    """What taking the rows over would do."""

    added: list[Parsed] = field(default_factory=list)
    changed: list[tuple[Parsed, int, int]] = field(default_factory=list)
    """The row, the key of the current version, and its number."""
    same: int = 0
    changes: list[Change] = field(default_factory=list)


def plan(kind: str, rows: Sequence[Parsed]) -> Plan:
    """Compare rows with what is current."""
    shelf = SHELVES[kind]
    current = _current(shelf, rows)
    found = Plan()
    for row in rows:
        known = current.get(row.key)
        if known is None:
            found.added.append(row)
            continue
        pk, version, values = known
        differs = [
            (label, old, new)
            for label, old, new in zip(shelf.labels, values, row.values, strict=True)
            if old != new and not (label == "沙尘" and new is None)
        ]
        if not differs:
            found.same += 1
            continue
        found.changed.append((row, pk, version))
        if len(found.changes) < MOST_CHANGES:
            about = " ".join(str(part) for part in row.key if part not in ("", None))
            found.changes.append(
                Change(
                    about,
                    "，".join(f"{label} {_told(old)}" for label, old, _ in differs),
                    "，".join(f"{label} {_told(new)}" for label, _, new in differs),
                )
            )
    return found


def _told(value: object) -> str:
    if value is None:
        return "无"
    if isinstance(value, tuple):
        return "、".join(f"{key}={text}" for key, text in value)
    return (
        {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )


def _current(shelf: Shelf, rows: Sequence[Parsed]) -> dict[Key, tuple[int, int, tuple[Value, ...]]]:
    """Return the current rows that the given ones could be about, by key."""
    if not rows:
        return {}
    narrow: dict[str, Any] = {"current": True}
    for name in ("day", "month", "year"):
        if name in shelf.key:
            place = shelf.key.index(name)
            days = [row.key[place] for row in rows]
            narrow[f"{name}__gte"] = min(days)  # type: ignore[type-var]  # all are dates or years
            narrow[f"{name}__lte"] = max(days)  # type: ignore[type-var]  # the same
    told = shelf.model._default_manager.filter(**narrow).order_by()  # noqa: SLF001  Django's own
    wide = len(shelf.key)
    found: dict[Key, tuple[int, int, tuple[Value, ...]]] = {}
    for one in told.values_list("pk", "version", *shelf.key, *shelf.values).iterator(
        chunk_size=5000
    ):
        values = tuple(
            tuple(sorted(value.items())) if isinstance(value, dict) else value
            for value in one[2 + wide :]
        )
        found[tuple(one[2 : 2 + wide])] = (one[0], one[1], values)
    return found


def write(kind: str, planned: Plan, run: ImportRun) -> None:
    """Write new rows, and differing ones as the next version; nothing is overwritten."""
    shelf = SHELVES[kind]
    sections = _register(planned) if kind == "sections" else {}
    manager = shelf.model._default_manager  # noqa: SLF001  Django's own name for it
    old = [pk for _, pk, _ in planned.changed]
    for start in range(0, len(old), BATCH // 2):
        manager.filter(pk__in=old[start : start + BATCH // 2]).update(current=False)
    rows = [(row, 1) for row in planned.added]
    rows += [(row, version + 1) for row, _, version in planned.changed]
    made = [_row(shelf, row, version, run, sections) for row, version in rows]
    manager.bulk_create(made, batch_size=BATCH)


def _row(
    shelf: Shelf, row: Parsed, version: int, run: ImportRun, sections: dict[str, int]
) -> Model:
    told: dict[str, Any] = dict(zip(shelf.key, row.key, strict=True))
    for name, value in zip(shelf.values, row.values, strict=True):
        told[name] = dict(value) if isinstance(value, tuple) else value
    if "section__code" in told:
        told["section_id"] = sections[told.pop("section__code")]
    if told.get("sand", False) is None:
        told["sand"] = False
    return shelf.model(**told, version=version, run=run, sheet=row.sheet, row=row.row)


def _register(planned: Plan) -> dict[str, int]:
    """Enter sections the register does not know yet; return the keys of all of them."""
    known = dict(Section.objects.values_list("code", "pk"))
    fresh: dict[str, Section] = {}
    for row in (*planned.added, *(one for one, _, _ in planned.changed)):
        code = str(row.key[0])
        if code not in known and code not in fresh:
            fresh[code] = Section(
                code=code,
                name=row.about["name"],
                place=row.about["place"],
                water=row.about["water"],
                basin=row.about["basin"],
                kind=row.about["kind"],
                national=bool(row.about["national"]),
            )
    Section.objects.bulk_create(fresh.values(), batch_size=BATCH)
    return dict(Section.objects.values_list("code", "pk"))
