"""Station hours in: staged, judged as a whole, kept as blocks that never change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from bihuan.modules.quality.models import HourBlock, ImportRun, Station
from bihuan.modules.quality.operations.hour_staging import folder
from bihuan.modules.quality.operations.outcomes import NoReason
from bihuan.modules.quality.queries import tables
from bihuan.modules.quality.rules.faults import Unusable
from bihuan.modules.quality.rules.hours import Label
from bihuan.modules.quality.tests.conftest import SYSTEM, bring
from bihuan.modules.quality.tests.readings import READINGS, needs_readings

pytestmark = pytest.mark.usefixtures("province")
Write = Callable[..., Path]
HEAD = (
    "timepoint",
    "stationcode",
    "area",
    "positionname",
    *("so2", "no2", "pm10", "co", "o3"),
    "o3_24h",
    "pm2_5",
)


def moment(*parts: int) -> datetime:
    """Return a moment as files tell it, without a zone."""
    year, month, day, hour = (*parts, 0, 0)[:4]
    return datetime(year, month, day, hour)  # noqa: DTZ001


START = moment(2026, 1, 31, 1)


def feed(
    count: int = 48, stations: tuple[str, ...] = ("1431A", "1432A"), start: datetime = START
) -> list[list[object]]:
    """Return hours as the national feed tells them: the two ozone fields have each other's name."""
    return [
        [
            (start + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%S"),
            *(station, "成都市", f"站{station}", 6, 30, 50, "0.700", 90 + number % 24, 80, 30),
        ]
        for number in range(count)
        for station in stations
    ]


def current_rows(month: date) -> list[tuple[object, ...]]:
    block = HourBlock.objects.get(month=month, current=True)
    path = folder() / block.file
    assert tables.digest_of(path) == block.sm3
    query = "FROM read_parquet($1) ORDER BY start, station"
    with duckdb.connect() as db:
        return db.execute(query, [str(path)]).fetchall()


def test_hours_become_one_block_a_month(write: Write) -> None:
    path = write(HEAD, feed())
    seen = bring(path, dry_run=True)
    assert (seen.kind, seen.added, seen.done) == ("hours", 96, False)
    assert not HourBlock.objects.exists()
    done = bring(path)
    assert (done.rows, done.added, done.done) == (96, 96, True)
    assert Station.objects.get(code="1431A").place == "510100"
    january, february = HourBlock.objects.order_by("month")
    assert (january.month, january.rows, january.stations) == (date(2026, 1, 1), 48, 2)
    assert february.rows == 48
    first = current_rows(date(2026, 1, 1))[0]
    run = ImportRun.objects.get()
    # 01:00 is the hour from 00:00: the label of the feed is its end.
    assert first == (
        "1431A",
        moment(2026, 1, 31),
        6000,
        30000,
        50000,
        700,
        80000,
        30000,
        run.pk,
        2,
    )
    assert not list(folder().glob("staging-*"))


def test_exchanged_ozone_is_said_and_put_right(write: Write) -> None:
    done = bring(write(HEAD, feed()))
    assert "两栏互换" in done.notes[0]
    assert {row[6] for row in current_rows(date(2026, 1, 1))} == {80000}


def test_labels_by_the_start_stay_where_they_are(write: Write) -> None:
    bring(write(HEAD, feed(2)), label=Label.START)
    assert current_rows(date(2026, 1, 1))[0][1] == START


def test_again_is_nothing_new_and_a_correction_is_a_version(write: Write) -> None:
    rows = feed()
    bring(write(HEAD, rows))
    assert bring(write(HEAD, reversed(rows))).is_nothing_new
    rows[0][4] = 7
    path = write(HEAD, [*rows, *feed(1, ("1433A",))])
    seen = bring(path, dry_run=True)
    assert (seen.added, seen.changed, seen.same) == (1, 1, 95)
    assert seen.changes[0].sentence == "1431A 2026-01-31 00时：so2 6 → so2 7"
    with pytest.raises(NoReason):
        bring(path)
    done = bring(path, reason="仪器复核")
    held = {row[0]: row for row in current_rows(date(2026, 1, 1)) if row[1] == moment(2026, 1, 31)}
    assert (held["1431A"][2], held["1431A"][8]) == (7000, done.run)
    assert held["1432A"][8] != done.run
    assert set(held) == {"1431A", "1432A", "1433A"}
    versions = HourBlock.objects.filter(month=date(2026, 1, 1)).order_by("version")
    assert [(one.version, one.current, one.rows) for one in versions] == [
        (1, False, 48),
        (2, True, 49),
    ]
    assert all((folder() / one.file).is_file() for one in versions)
    assert HourBlock.objects.filter(month=date(2026, 2, 1)).count() == 1


BAD = [
    (4, "NaN", "nan", "没有数据的请留空"),
    (4, "-99", "negative", "缺测请留空"),
    (4, "=A1", "formula", "是公式"),
    (5, "高", "number", "µg/m³"),
    (7, "700", "unit", "核对单位是否为mg/m³"),
    (0, "2026-01-31T01:30:00", "clock", "不是整点"),
    (0, "2026-01-31T01:00:00+09:00", "zone", "北京时间"),
    (0, "成都市", "date", "相邻栏目互换"),
    (1, "", "empty", "站点编码是空的"),
]


@pytest.mark.parametrize(("column", "cell", "rule", "words"), BAD)
def test_a_bad_hour_is_named_and_nothing_is_taken(
    write: Write, column: int, cell: str, rule: str, words: str
) -> None:
    rows = feed()
    rows[10][column] = cell
    found = bring(write(HEAD, rows), kind="hours")
    assert [(fault.rule, fault.row) for fault in found.faults] == [(rule, 12)]
    assert words in found.faults[0].sentence
    assert not HourBlock.objects.exists()
    assert not ImportRun.objects.exists()


def test_doubled_hours_name_both_rows(write: Write) -> None:
    rows = feed()
    found = bring(write(HEAD, [*rows, rows[3]]))
    assert [fault.rule for fault in found.faults] == ["duplicate"]
    assert "与第5行重复" in found.faults[0].sentence


def test_a_clock_put_back_and_forward_is_recognised(write: Write) -> None:
    # One hour is told twice by every station, another by none: a clock that keeps summer time.
    rows = [row for row in feed() if str(row[0])[11:13] != "05" or str(row[0])[8:10] != "31"]
    rows += [[*row[:4], 9, *row[5:]] for row in rows if str(row[0]).startswith("2026-02-01T20")]
    found = bring(write(HEAD, rows))
    rules = [fault.rule for fault in found.faults]
    assert rules.count("clock") == 2
    assert any("夏令时回拨" in fault.sentence for fault in found.faults)
    assert any("夏令时拨快" in fault.sentence for fault in found.faults)


def test_an_hour_nobody_has_is_said(write: Write) -> None:
    rows = [row for row in feed() if not str(row[0]).startswith("2026-01-31T05")]
    done = bring(write(HEAD, rows))
    assert done.done
    assert any("2026-01-31 04时起的一小时，全部站点都没有数据" in note for note in done.notes)


def test_whole_columns_in_the_wrong_unit_or_place(write: Write) -> None:
    milli = [[*row[:6], "0.05", *row[7:-1], "0.03"] for row in feed()]
    assert "像是mg/m³" in bring(write(HEAD, milli)).faults[0].sentence
    swapped = [[*row[:6], 20, *row[7:-1], 60] for row in feed()]
    assert "很可能互换" in bring(write(HEAD, swapped)).faults[0].sentence


def test_half_a_file_is_refused(write: Write) -> None:
    path = write(HEAD, feed())
    path.write_bytes(path.read_bytes()[:-25])
    found = bring(path)
    assert [fault.rule for fault in found.faults] == ["short"]
    parted = write(HEAD, feed(30)[:-1])
    assert bring(parted, dry_run=True).ok
    few = write(HEAD, [*feed(30, tuple(f"14{n}A" for n in range(10, 20)))[:-8]])
    assert any("可能没有导出完整" in note for note in bring(few, dry_run=True).notes)


def test_hours_of_the_future_and_of_elsewhere(write: Write) -> None:
    late = bring(write(HEAD, feed(start=moment(2027, 1, 1))))
    assert {fault.rule for fault in late.faults} == {"future"}
    away = [[*row[:2], "北京市", *row[3:]] for row in feed()]
    assert bring(write(HEAD, away)).faults[0].rule == "place"
    mixed = bring(write(HEAD, [*feed(), *away[:2]]), dry_run=True)
    assert any("2行没有导入" in note for note in mixed.notes)


def test_a_failure_leaves_neither_rows_nor_files(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(HEAD, feed(48, ("1499A",)))
    before = set(folder().glob("*"))
    real = HourBlock.objects.create

    def fail(**values: object) -> HourBlock:
        if values["month"] == date(2026, 2, 1):
            raise RuntimeError
        return real(**values)

    monkeypatch.setattr(HourBlock.objects, "create", fail)
    with pytest.raises(RuntimeError):
        bring(path)
    assert not HourBlock.objects.exists()
    assert not ImportRun.objects.exists()
    assert set(folder().glob("*")) == before


def test_hours_as_parquet(write: Write, tmp_path: Path) -> None:
    source, path = write(HEAD, feed()), tmp_path / "小时.parquet"
    duckdb.execute(f"COPY (FROM read_csv('{source}')) TO '{path}' (FORMAT parquet)")
    assert bring(path).added == 96
    torn = tmp_path / "半.parquet"
    torn.write_bytes(path.read_bytes()[:-6])
    with pytest.raises(Unusable, match="不完整"):
        bring(torn, kind="hours", actor=SYSTEM)


@needs_readings
def test_the_published_feed_comes_in_as_it_is() -> None:
    done = bring(READINGS / "cnemc_station_hours_2016.csv.gz")
    assert done.ok
    assert done.done
    assert any("两栏互换" in note for note in done.notes)
    assert any("外省" in note for note in done.notes)
    assert done.added == HourBlock.objects.get().rows
