"""One of each of environmental quality for the census: places, a section, a frozen sheet, a month.

They stand in a year of their own, 2023, so that nothing the demonstration says is touched.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.modules.quality.models import (
    DayValue,
    FrozenSheet,
    ImportRun,
    MonthPublication,
    PlaceMonth,
    Section,
    SectionMonth,
)

if TYPE_CHECKING:
    from datetime import datetime

CHENGDU, JINJIANG = "510100", "510104"
DAY, MONTH = date(2023, 3, 15), date(2023, 3, 1)


def plant_quality(at: datetime) -> dict[str, Any]:
    """Return what the addresses of quality can name."""
    run = ImportRun.objects.create(
        kind="days",
        file_name="census.csv",
        size=1,
        sm3="c" * 64,
        rows=1,
        added=1,
        changed=0,
        same=0,
        by_key="census",
        by_name="census",
        at=at,
        seq=0,
    )
    came = {"run": run, "row": 2}
    DayValue.objects.create(
        place=CHENGDU, day=DAY, so2=8, no2=30, pm10=60, co=8, o3=90, pm25=35, **came
    )
    PlaceMonth.objects.create(place=JINJIANG, month=MONTH, good=28, heavy=0, valid=31, **came)
    section = Section.objects.create(code="CENSUS-1", name="普查桥", place=CHENGDU)
    SectionMonth.objects.create(
        section=section, month=MONTH, grade=2, values={"TP": "0.05"}, **came
    )
    return {
        "city": CHENGDU,
        "county": JINJIANG,
        "section": section.code,
        "day": DAY.isoformat(),
        "month": MONTH.isoformat(),
        "sheet": _frozen(at).digest,
        "quality_month": _published(at).address,
    }


def _frozen(at: datetime) -> FrozenSheet:
    text = json.dumps({"year": 2023, "rows": [], "gaps": [], "sentence": "", "until": None})
    return FrozenSheet.objects.create(
        place=CHENGDU,
        place_name="成都市",
        on=DAY,
        edition="HJ 633-2012",
        policy="办法",
        text=text,
        digest=hashlib.new("sm3", text.encode()).hexdigest(),
        by_key="census",
        by_name="census",
        at=at,
        seq=0,
    )


def _published(at: datetime) -> MonthPublication:
    content = {"label": "2023年3月", "air": [], "counties": [], "water": []}
    return MonthPublication.objects.create(
        address="2023-03-census",
        month=MONTH,
        version=1,
        title="2023年3月环境质量",
        edition="HJ 633-2012",
        limits="GB 3095-2012",
        text=json.dumps(content),
        sm3="d" * 64,
        sha256="e" * 64,
        by_body="510000-ecology",
        by_body_name="四川省生态环境厅",
        published_at=at,
        seq=0,
    )
