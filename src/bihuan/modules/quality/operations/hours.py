"""Station hours: staged on disk, judged as a whole, kept as one Parquet block per month.

A million rows do not go through Python one by one: the file is staged in a throw-away DuckDB
database with a bound on its memory, every rule is a question to it, and what is taken over is
written as blocks that are named by their digest. Files come first and rows of the database last,
so that a failure leaves nothing that anything points to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel import events as bus
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.quality.events import ReadingsChanged
from bihuan.modules.quality.models import HourBlock, ImportKind, Station
from bihuan.modules.quality.operations.hour_judging import Asked, judge
from bihuan.modules.quality.operations.hour_staging import Staged, folder, load, staging
from bihuan.modules.quality.operations.outcomes import ImportOutcome, NoReason
from bihuan.modules.quality.operations.recording import record_run
from bihuan.modules.quality.operations.storing import Change
from bihuan.modules.quality.queries import tables
from bihuan.modules.quality.rules.hour_rules import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.models import ImportRun

SIX = ", ".join(ITEMS)


def take_over(
    path: Path, form: tables.Form, asked: Asked, *, actor: Actor, at: datetime
) -> ImportOutcome:
    """Stage, judge and take over a file of hours.

    :raises Unusable: the file cannot be read at all.
    :raises NoReason: it corrects readings, and no reason was given.
    """
    with staging(asked.name) as staged:
        load(staged, path, form)
        judge(staged, asked, at)
        if staged.faults.count:
            return _outcome(staged, asked)
        current = {block.month: block for block in HourBlock.objects.filter(current=True)}
        counted = _compare(staged, current)
        changed = sum(counts[1] for counts in counted.values())
        outcome = replace(
            _outcome(staged, asked),
            added=sum(counts[0] for counts in counted.values()),
            changed=changed,
            same=sum(counts[2] for counts in counted.values()),
            changes=tuple(_changes(staged)) if changed else (),
            needs_reason=bool(changed) and not asked.reason.strip(),
        )
        if asked.dry_run or outcome.is_nothing_new:
            return outcome
        if outcome.needs_reason:
            raise NoReason(outcome.sentence)
        return _keep(staged, asked, outcome, counted, actor=actor, at=at)


def _compare(staged: Staged, current: Mapping[date, HourBlock]) -> dict[date, tuple[int, int, int]]:
    """Count new, differing and equal hours by month against the current blocks."""
    months = [
        row[0]
        for row in staged.ask(
            "SELECT DISTINCT CAST(date_trunc('month', start) AS DATE) FROM typed ORDER BY 1"
        )
    ]
    staged.db.execute(f"CREATE TABLE kept (station VARCHAR, start TIMESTAMP, {_six_columns()})")
    for month in months:
        if month in current:
            staged.db.execute(
                f"INSERT INTO kept SELECT station, start, {SIX} FROM read_parquet($file)",  # noqa: S608
                {"file": str(folder() / current[month].file)},
            )
    differs = " OR ".join(f"t.{item} IS DISTINCT FROM k.{item}" for item in ITEMS)
    staged.db.execute(
        "CREATE TABLE judged AS SELECT t.*, CAST(date_trunc('month', t.start) AS DATE) AS month,"  # noqa: S608
        f" CASE WHEN k.station IS NULL THEN 0 WHEN {differs} THEN 1 ELSE 2 END AS kind"
        " FROM typed AS t LEFT JOIN kept AS k ON k.station = t.station AND k.start = t.start"
    )
    found: dict[date, list[int]] = {month: [0, 0, 0] for month in months}
    for month, kind, count in staged.ask(
        "SELECT month, kind, count(*) FROM judged GROUP BY month, kind"
    ):
        found[month][kind] = int(count)
    return {month: (many[0], many[1], many[2]) for month, many in found.items()}


def _six_columns() -> str:
    return ", ".join(f"{item} INTEGER" for item in ITEMS)


def _changes(staged: Staged) -> Iterator[Change]:
    told = ", ".join(f"k.{item}, t.{item}" for item in ITEMS)
    rows = staged.ask(
        f"SELECT t.station, t.start, {told} FROM judged AS t JOIN kept AS k"  # noqa: S608
        " ON k.station = t.station AND k.start = t.start WHERE t.kind = 1 ORDER BY t.line LIMIT 100"
    )
    for station, start, *values in rows:
        pairs = zip(ITEMS, values[::2], values[1::2], strict=True)
        differing = [(item, old, new) for item, old, new in pairs if old != new]
        yield Change(
            f"{station} {start:%Y-%m-%d %H}时",
            "，".join(f"{item} {_told(old)}" for item, old, _ in differing),
            "，".join(f"{item} {_told(new)}" for item, _, new in differing),
        )


def _told(value: int | None) -> str:
    return "无" if value is None else f"{value / 1000:g}"


def _outcome(staged: Staged, asked: Asked) -> ImportOutcome:
    return ImportOutcome(
        ImportKind.HOURS.value,
        asked.name,
        asked.sm3,
        asked.size,
        staged.rows,
        faults=tuple(staged.faults.kept),
        fault_count=staged.faults.count,
        notes=tuple(staged.notes),
    )


def _keep(
    staged: Staged,
    asked: Asked,
    outcome: ImportOutcome,
    counted: Mapping[date, tuple[int, int, int]],
    *,
    actor: Actor,
    at: datetime,
) -> ImportOutcome:
    written: list[Path] = []
    touched = [month for month, (added, changed, _) in counted.items() if added or changed]
    try:
        with transaction.atomic():
            ledger.lock()
            run = record_run(outcome, reason=asked.reason.strip(), actor=actor, at=at)
            _register(staged)
            for month in touched:
                _write(staged, month, run, written)
            bus.publish(
                ReadingsChanged(
                    kind=ImportKind.HOURS.value,
                    run=run.pk,
                    years=tuple(sorted({month.year for month in touched})),
                    on=civil_day(at),
                )
            )
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return replace(outcome, done=True, run=run.pk)


def _register(staged: Staged) -> None:
    known = set(Station.objects.values_list("code", flat=True))
    rows = staged.ask(
        "SELECT station, max(name), max(place) FROM typed GROUP BY station ORDER BY 1"
    )
    Station.objects.bulk_create(
        [
            Station(code=code, name=(name or code)[:60], place=place)
            for code, name, place in rows
            if code not in known
        ]
    )


def _write(staged: Staged, month: date, run: ImportRun, written: list[Path]) -> None:
    """Write the next version of a month: what was current, with new and corrected hours."""
    # Inside the lock: a block that came since the comparison must not be lost.
    held = HourBlock.objects.filter(month=month).order_by("-version").first()
    fresh_file = staged.folder / "block.parquet"
    fresh = (
        f"SELECT station, start, {SIX}, {run.pk} AS run, line FROM judged"  # noqa: S608
        " WHERE month = $month"
    )
    old = ""
    if held is not None:
        path = str(folder() / held.file).replace("'", "''")
        # Equal hours keep the import they first came with.
        fresh += " AND kind < 2"
        old = (
            f" UNION ALL SELECT station, start, {SIX}, run, line FROM read_parquet('{path}') AS o"  # noqa: S608
            " WHERE NOT EXISTS (SELECT 1 FROM judged AS j WHERE j.kind < 2 AND"
            " j.station = o.station AND j.start = o.start)"
        )
    target = str(fresh_file).replace("'", "''")
    staged.db.execute(
        f"CREATE OR REPLACE TEMP TABLE block AS SELECT * FROM ({fresh}{old})"  # noqa: S608
        " ORDER BY start, station",
        {"month": month},
    )
    staged.db.execute(f"COPY block TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    rows, stations = staged.ask("SELECT count(*), count(DISTINCT station) FROM block")[0]
    sm3 = tables.digest_of(fresh_file)
    version = 1 if held is None else held.version + 1
    name = f"hours-{month:%Y-%m}-v{version}-{sm3[:16]}.parquet"
    final = folder() / name
    if not final.exists():
        written.append(final)
    fresh_file.replace(final)
    if held is not None:
        HourBlock.objects.filter(month=month, current=True).update(current=False)
    HourBlock.objects.create(
        month=month,
        version=version,
        file=name,
        sm3=sm3,
        size=final.stat().st_size,
        rows=rows,
        stations=stations,
        run=run,
    )
