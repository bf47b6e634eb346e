"""Files too big to take over: refused with a sentence, in bounded memory, nothing left behind."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from bihuan.modules.quality.models import DayValue, HourBlock, ImportRun
from bihuan.modules.quality.queries import tables
from bihuan.modules.quality.rules.faults import Unusable
from bihuan.modules.quality.tests.conftest import DAYS, bring
from bihuan.modules.quality.tests.test_hour_files import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
MILLION = 1_000_000


@pytest.fixture
def bounded() -> Iterator[None]:
    """Nothing of a refused file stays in memory, whatever its size."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MILLION
    assert not ImportRun.objects.exists()
    assert not DayValue.objects.exists()
    assert not HourBlock.objects.exists()


@pytest.mark.usefixtures("bounded")
def test_two_gigabytes_are_refused_before_a_byte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_001)
    with pytest.raises(Unusable, match="超过 2,000 MB，没有读取"):
        bring(path)
    with pytest.raises(Unusable, match="超过 64 MB"):
        bring(path, kind="days")


def packed(place: Path, header: tuple[str, ...], row: str, *, times: int) -> Path:
    with gzip.open(place, "wt", encoding="utf-8") as file:
        file.write(",".join(header) + "\n")
        for _ in range(times // 1000):
            file.write(f"{row}\n" * 1000)
    return place


@pytest.mark.usefixtures("bounded")
def test_a_small_file_that_unpacks_to_a_huge_one_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST", 4 * MILLION)
    row = ",".join(["2026-01-31T01:00:00", "1431A", *("1" for _ in HEAD[2:])])
    path = packed(tmp_path / "小.csv.gz", tuple(HEAD), row, times=400_000)
    assert path.stat().st_size < MILLION
    with pytest.raises(Unusable, match="解开后超过 4 MB，没有读取。请按月份分成几个文件"):
        bring(path)


@pytest.mark.usefixtures("bounded")
def test_a_table_of_too_many_rows_is_stopped_at_the_first_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3_000)
    # Rows that cannot be used count as well: otherwise a long enough file of them never ends.
    row = ",".join(["成都市", "2026-01-03", *("错" for _ in DAYS[2:])])
    path = packed(tmp_path / "长.csv.gz", tuple(DAYS), row, times=400_000)
    with pytest.raises(Unusable, match="超过3000行，没有读取"):
        bring(path)
