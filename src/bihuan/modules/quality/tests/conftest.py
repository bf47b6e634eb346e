"""A province of four cities beside another, and files written for one test each."""

from __future__ import annotations

import csv
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.apps import apps

from bihuan.kernel.access import Actor, system_actor
from bihuan.modules.quality.operations.importing import import_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bihuan.modules.quality.operations.outcomes import ImportOutcome

SYSTEM = system_actor("tests")
NOW = datetime(2026, 7, 10, 2, tzinfo=UTC)
REGIONS = (
    ("510000", "四川省", "四川省", "province", ""),
    ("510100", "成都市", "成都市", "city", "510000"),
    ("510300", "自贡市", "自贡市", "city", "510000"),
    ("511100", "乐山市", "乐山市", "city", "510000"),
    ("513400", "凉山彝族自治州", "凉山州", "city", "510000"),
    ("510104", "锦江区", "锦江区", "county", "510100"),
    ("510105", "青羊区", "青羊区", "county", "510100"),
    # A map of more provinces: nothing of them is counted, ranked or drawn here.
    ("520000", "贵州省", "贵州省", "province", ""),
    ("520100", "贵阳市", "贵阳市", "city", "520000"),
    ("520102", "南明区", "南明区", "county", "520100"),
)
DAYS = ("城市", "日期", "SO2", "NO2", "PM10", "CO", "O3", "PM2.5", "沙尘")
MONTHS = (
    *("区县", "月份", "SO2", "NO2", "PM10", "CO", "O3", "PM2.5"),
    *("优良天数", "重污染天数", "有效天数"),
)
SECTIONS = (
    *("断面编码", "断面名称", "考核城市", "月份", "水质类别", "所在水体", "水体类型", "国考"),
    *("高锰酸盐指数", "氨氮", "总磷"),
)


def acting(body: str, *roles: str) -> Actor:
    region, _, line = body.partition("-")
    return Actor(
        key=f"post:{body}:{'.'.join(roles)}",
        name="测试",
        post="岗位",
        body=body,
        body_name=body,
        region=region,
        line=line,
        roles=frozenset(roles),
    )


CLERK = acting("510000-ecology", "handler")
HEAD = acting("510000-ecology", "office_head")
CHIEF = acting("510000-ecology", "principal")


@pytest.fixture
def province(db: None) -> None:  # noqa: ARG001 - opens the database
    for code, name, short, level, parent in REGIONS:
        apps.get_model("organisations", "Region").objects.create(
            code=code,
            name=name,
            full=name,
            short=short,
            stem=short[:-1],
            level=level,
            parent_id=parent or None,
        )
    apps.get_model("organisations", "DirectoryStamp").objects.create(value=uuid4().hex)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    numbers = itertools.count(1)

    def make(header: Sequence[str], rows: Iterable[Sequence[object]], name: str = "") -> Path:
        path = tmp_path / (name or f"file-{next(numbers)}.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
        return path

    return make


def days_of(city: str, first: date, last: date, **changed: Any) -> list[list[object]]:
    """Return calm days of a city; `changed` replaces a column for all of them."""
    values: dict[str, object] = {
        "SO2": 8,
        "NO2": 30,
        "PM10": 60,
        "CO": "0.8",
        "O3": 90,
        "PM2.5": 35,
        "沙尘": "否",
    }
    values.update(changed)
    span = (last - first).days + 1
    return [
        [city, (first + timedelta(days=number)).isoformat(), *values.values()]
        for number in range(span)
    ]


def bring(path: Path, **values: Any) -> ImportOutcome:
    given: dict[str, Any] = {"actor": SYSTEM, "at": NOW} | values
    return import_file(path, **given)
