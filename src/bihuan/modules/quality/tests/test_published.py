"""Whatever published readings are at hand are recomputed; sets are known by their columns."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from bihuan.modules.quality.queries import files
from bihuan.modules.quality.rules import published
from bihuan.modules.quality.rules.published import Agreement
from bihuan.modules.quality.rules.water_tables import Kind
from bihuan.modules.quality.tests.readings import READINGS, TABLES, VECTORS, needs_readings

if TYPE_CHECKING:
    from pathlib import Path


def test_every_vector_agrees() -> None:
    found = files.verify(VECTORS)
    assert len(found) == 6
    assert [name for name, one in found if one is None or not one.ok] == []
    assert all(one.share == "100%" for _, one in found if one is not None)


@needs_readings
def test_every_published_set_at_hand_agrees() -> None:
    found = [(name, one) for name, one in files.verify(READINGS) if one is not None]
    assert found
    assert [(name, one.sentence) for name, one in found if not one.ok] == []


HOUR = {
    "timepoint": "2022-01-03T10:00:00",
    "stationcode": "1A",
    "aqi": "120",
    "quality": "轻度污染",
    "primarypollutant": "细颗粒物(PM2.5)",
    "so2": "—",
    "no2": "20",
    "pm10": "30",
    "co": "0.412",
    "o3": "5",
    "pm2_5": "91",
}


def test_a_wrong_value_is_counted_and_shown() -> None:
    right = published.check_hours([HOUR, {**HOUR, "aqi": "—"}], TABLES)
    assert (right.compared, right.agreeing, right.ok) == (1, 1, True)
    assert right.remarks == ("未公布指数1条",)
    for column, value in (("aqi", "121"), ("quality", "良"), ("primarypollutant", "臭氧")):
        wrong = published.check_hours([{**HOUR, column: value}], TABLES)
        assert not wrong.ok
        assert "2022-01-03T10:00:00 1A：公布" in wrong.differences[0]


def test_a_register_decides_between_river_and_lake() -> None:
    row = {"断面名称": "甲", "水质类别": "Ⅱ", "总磷(mg/L)": "0.06", "监测时间": "1"}
    tables = files.water_tables_in_force()
    assert published.check_sections([row], tables).ok
    lake = published.check_sections([row], tables, kinds={"  甲": Kind.LAKE})
    assert not lake.ok
    assert "公布 Ⅱ，计算 Ⅳ" in lake.differences[0]


def test_nearly_all_is_never_told_as_all() -> None:
    found = Agreement("甲", 100_000, 99_999, Fraction(999, 1000))
    assert (found.share, found.ok) == ("99.99%", True)
    assert not Agreement("甲", 0, 0, Fraction(0)).ok
    assert published.number(" 0.5 ") == Decimal("0.5")
    assert published.number("--") is None


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    broken = tmp_path / "half.csv.gz"
    broken.write_bytes(b"\x1f\x8b\x08\x00")
    with pytest.raises(ValueError, match="不是完整的"):
        files.rows(broken)
    with pytest.raises(ValueError, match="没有 CSV 文件"):
        files.verify(empty)
    with pytest.raises(ValueError, match="不存在"):
        files.rows(tmp_path / "none.csv")
