"""Taking over a file of readings: first seen, then all of it or nothing."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events as bus
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality import policies
from bihuan.modules.quality.events import ReadingsChanged
from bihuan.modules.quality.models import ImportKind, ImportRun, Section
from bihuan.modules.quality.operations import hours, storing
from bihuan.modules.quality.operations.hour_judging import Asked
from bihuan.modules.quality.operations.outcomes import ImportOutcome, NoReason
from bihuan.modules.quality.operations.recording import record_run
from bihuan.modules.quality.queries import places, tables, targets
from bihuan.modules.quality.queries.files import water_tables_in_force
from bihuan.modules.quality.rules import rows, shapes
from bihuan.modules.quality.rules.faults import Faults, Unusable
from bihuan.modules.quality.rules.hours import Label

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from pathlib import Path

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.rules.rows import Known
    from bihuan.modules.quality.rules.shapes import Parsed, Shape

NOTES_SHEETS = ("说明", "填写说明", "填报说明", "字典")
"""Sheets of a workbook that hold no readings."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what is known before it is read."""

    path: Path
    name: str
    form: tables.Form
    sm3: str
    size: int


@dataclass(slots=True)
class Read:
    """Everything a file of a table holds."""

    kind: str
    rows: list[Parsed]
    faults: Faults
    notes: list[str]


def import_file(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    kind: str = "",
    name: str = "",
    reason: str = "",
    dry_run: bool = False,
    label: Label = Label.END,
) -> ImportOutcome:
    """Read a file and, unless it is a dry run or has a fault, take all of it over.

    `kind` is a key of `ImportKind`, or "" to recognise it by the header; `name` is what the file
    is called where it is not on disk under its own name. Hours are labelled by their end unless
    the source labels them by their start.

    :raises Unusable: the file cannot be read at all.
    :raises NoReason: it corrects readings, and no reason was given.
    :raises NotAllowed: for whoever may not bring readings in.
    """
    policies.require(actor, policies.IMPORT)
    source = _open(path, name or path.name, kind)
    before = _imported(source, kind)
    if before is not None:
        return before
    kind = kind or _recognise(source)
    before = _imported(source, kind)
    if before is not None:
        return before
    if kind == ImportKind.HOURS:
        return hours.take_over(
            source.path,
            source.form,
            Asked(
                source.name, source.sm3, source.size, known().places, label, reason, dry_run=dry_run
            ),
            actor=actor,
            at=at,
        )
    found = _read(source, shapes.SHAPES[kind])
    if found.faults.count:
        return _refused(source, found)
    return _take_over(source, found, reason=reason.strip(), dry_run=dry_run, actor=actor, at=at)


def _open(path: Path, name: str, kind: str) -> Source:
    if kind and kind not in ImportKind.values:
        raise Unusable(f"没有“{kind}”这一种数据；可以是：{'、'.join(ImportKind.values)}。")
    large = kind in {"", ImportKind.HOURS.value}
    form = tables.form_of(path, largest=tables.LARGEST if large else tables.LARGEST_TABLE)
    return Source(path, name, form, tables.digest_of(path), path.stat().st_size)


def _imported(source: Source, kind: str) -> ImportOutcome | None:
    """Return the outcome for a file whose very bytes were taken over before."""
    runs = ImportRun.objects.filter(sm3=source.sm3)
    run = (runs.filter(kind=kind) if kind else runs).order_by("-pk").first()
    if run is None:
        return None
    said = (
        f"这一文件已于{civil_day(run.at)}由{run.by_name}导入（指纹相同），没有再次导入；"
        "其后若有更正，仍以更正后的数值为准。"
    )
    return ImportOutcome(
        run.kind,
        source.name,
        source.sm3,
        source.size,
        run.rows,
        same=run.rows,
        notes=(said,),
        run=run.pk,
    )


def _recognise(source: Source) -> str:
    with tables.sheets_of(source.path, source.form) as sheets:
        for sheet in sheets:
            if sheet.name not in NOTES_SHEETS and (kind := shapes.kind_of(sheet.header)):
                return kind
    known_words = "、".join(f"{one.value}（{one.label}）" for one in ImportKind)
    raise Unusable(
        f"从表头认不出 {source.name} 是哪一种数据。请核对表头，或者指明种类：{known_words}。"
    )


def known() -> Known:
    """Return what rows are checked against."""
    water = water_tables_in_force()
    items = {}
    for key, item in water.items.items():
        items[rows.item_name(key)] = items[rows.item_name(item.label)] = key
    grades = {
        unicodedata.normalize("NFKC", word): number
        for number, word in enumerate(water.classes, start=1)
    }
    grades |= {str(number): number for number in range(1, len(water.classes) + 1)}
    words = {
        word: None if place is None else (place.code, place.level)
        for word, place in places.by_word().items()
    }
    return rows.Known(words, frozenset(targets.MEASURES), items, grades)


def _read(source: Source, shape: Shape) -> Read:
    if source.size > tables.LARGEST_TABLE:
        tables.form_of(source.path, largest=tables.LARGEST_TABLE)
    found = Read(shape.kind, [], Faults(source.name), [])
    checked = known()
    if source.form.encoding == "gb18030" and source.form.kind == "csv":
        found.notes.append("文件按 GB18030 编码读取，请在预览中核对文字。")
    told: dict[str, list[Decimal]] = {}
    with tables.sheets_of(source.path, source.form) as sheets:
        for sheet in sheets:
            if sheet.name in NOTES_SHEETS:
                continue
            reading = shapes.Reading(shape, sheet.header, checked, sheet=sheet.name)
            if lacking := shapes.missing(shape, reading.places):
                _lacking(found.faults, sheet.name, lacking)
                continue
            _read_rows(sheet, reading, found)
            for item, values in reading.told.items():
                told.setdefault(item, []).extend(values)
    _review(source, shape, found, told)
    return found


def _review(source: Source, shape: Shape, found: Read, told: dict[str, list[Decimal]]) -> None:
    """Look at the file as a whole, once its rows are read."""
    if source.form.kind == "xlsx":
        for cell in tables.formulas(source.path):
            found.faults.add(
                "formula", f"单元格 {cell} 是公式，不是数值。", "请复制后选择性粘贴为数值。"
            )
    if not found.rows and not found.faults.count:
        found.faults.add("empty", "表头下面没有数据行。", "请核对是否导出完整。")
    if source.form.kind == "csv" and not _ends(source):
        found.notes.append("文件最后一行没有换行符，请核对是否完整。")
    shapes.review_units(told, found.faults)
    if found.faults.count:
        return
    shapes.duplicates(found.rows, found.faults)
    found.notes.extend(shape.review(found.rows, found.faults))
    if shape.kind == "sections":
        _check_register(found)


def _lacking(faults: Faults, sheet: str, lacking: list[str]) -> None:
    faults.add(
        "columns",
        f"缺少栏目：{'、'.join(lacking)}。",
        "请核对表头的写法，或者指明另一种数据。",
        sheet=sheet,
        row=1,
    )


def _read_rows(sheet: tables.Sheet, reading: shapes.Reading, found: Read) -> None:
    for seen, (number, cells) in enumerate(sheet.rows):
        if seen >= tables.MOST_ROWS:
            raise Unusable(
                f"文件 {found.faults.file} 超过{tables.MOST_ROWS}行，没有读取。请按年份分开导入。"
            )
        row = reading.read(number, cells, found.faults)
        if row is not None:
            found.rows.append(row)


def _ends(source: Source) -> bool:
    """Say whether a plain CSV ends with a line break; packed ones have their own checksum."""
    if source.form.packed:
        return True
    with source.path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) in {b"\n", b"\r"}


def _check_register(found: Read) -> None:
    """Hold what rows say of a section against the register and against each other."""
    register = {
        one.code: (one.name, one.place, one.kind)
        for one in Section.objects.only("code", "name", "place", "kind")
    }
    for row in found.rows:
        told = (row.about["name"], row.about["place"], row.about["kind"])
        code = str(row.key[0])
        known_as = register.setdefault(code, told)
        if known_as != told:
            found.faults.add(
                "register",
                f"断面 {code} 登记为“{'，'.join(known_as)}”，这一行写的是“{'，'.join(told)}”。",
                "同一编码的名称、考核城市和水体类型应当一致，请核对编码。",
                sheet=row.sheet,
                row=row.row,
                column="断面编码",
            )


def _refused(source: Source, found: Read) -> ImportOutcome:
    return ImportOutcome(
        found.kind,
        source.name,
        source.sm3,
        source.size,
        len(found.rows),
        faults=tuple(found.faults.kept),
        fault_count=found.faults.count,
        notes=tuple(found.notes),
    )


def _take_over(
    source: Source, found: Read, *, reason: str, dry_run: bool, actor: Actor, at: datetime
) -> ImportOutcome:
    with transaction.atomic():
        if not dry_run:
            ledger.lock()
        planned = storing.plan(found.kind, found.rows)
        outcome = ImportOutcome(
            found.kind,
            source.name,
            source.sm3,
            source.size,
            len(found.rows),
            added=len(planned.added),
            changed=len(planned.changed),
            same=planned.same,
            notes=tuple(found.notes),
            changes=tuple(planned.changes),
            needs_reason=bool(planned.changed) and not reason,
        )
        if dry_run or outcome.is_nothing_new:
            return outcome
        if outcome.needs_reason:
            raise NoReason(outcome.sentence)
        run = record_run(outcome, reason=reason, actor=actor, at=at)
        storing.write(found.kind, planned, run)
        years = {str(part)[:4] for row in found.rows for part in row.key if str(part)[:2] == "20"}
        bus.publish(
            ReadingsChanged(
                kind=found.kind,
                run=run.pk,
                years=tuple(sorted(int(year) for year in years if year.isdigit())),
                on=civil_day(at),
            )
        )
    return replace(outcome, done=True, run=run.pk)
