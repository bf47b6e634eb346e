"""Environmental quality on the portal: published copies only, without a script."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.modules.quality.models import MonthPublication

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

LINE: dict[str, Any] = {
    "place": "510100",
    "name": "成都市",
    "rank": 1,
    "index": "3.21",
    "index_then": "3.40",
    "index_change": "-5.6%",
    "figures": ["6", "25", "50", "0.8", "120", "30"],
    "pm25": "30.4",
    "pm25_then": "32.0",
    "pm25_change": "-5.0%",
    "main": ["O3"],
    "good": 27,
    "valid": 31,
    "heavy": 0,
    "rate": "87.1%",
    "remark": "",
}
WATER: dict[str, Any] = {
    "place": "510100",
    "name": "成都市",
    "counts": [1, 4, 2, 0, 0, 0],
    "total": 7,
    "good": 7,
    "rate": "100.0%",
    "rate_then": "85.7%",
    "trend": "better",
}
CONTENT = {
    "month": "2026-08",
    "label": "2026年8月",
    "air": [LINE, LINE | {"place": "510300", "name": "自贡市", "index_change": "--"}],
    "counties": [LINE | {"place": "510104", "name": "锦江区"}],
    "water": [WATER],
}


def publish(address: str = "2026-08", *, current: bool = True, note: str = "") -> None:
    MonthPublication.objects.create(
        address=address,
        month=date(2026, 8, 1),
        version=1 if current else 2,
        current=current,
        title="2026年8月全省环境质量",
        edition="HJ 633-2026",
        limits="GB 3095-2026 过渡阶段",
        text=json.dumps(CONTENT, ensure_ascii=False),
        sm3="a" * 64,
        sha256="b" * 64,
        note=note,
        by_body="510000-ecology",
        by_body_name="四川省生态环境厅",
        published_at=datetime(2026, 9, 5, tzinfo=UTC),
        seq=1,
    )


def test_a_published_month_shows_figures_ranking_and_fingerprints(client: Client) -> None:
    publish()
    for url in ("/environment/", "/environment/2026-08/"):
        text = client.get(url).content.decode()
        for told in ("3.21", "-5.6%", "7/7", "HJ 633-2026", "a" * 64, "锦江区", "不可比"):
            assert told in text, told
        assert "<script" not in text.split("<body")[1]
        assert "echarts" not in text


def test_the_text_is_handed_out_byte_for_byte(client: Client) -> None:
    publish()
    assert client.get("/environment/2026-08/data.json").content.decode() == json.dumps(
        CONTENT, ensure_ascii=False
    )


def test_an_older_version_says_so_and_nothing_else_is_there(client: Client) -> None:
    publish()
    publish("2026-08-old", current=False, note="更正两个市的数据。")
    text = client.get("/environment/2026-08-old/").content.decode()
    assert "这是以前的版本" in text
    assert "更正两个市的数据" in text
    assert client.get("/environment/2026-07/").status_code == 404
    assert client.get("/environment/2026-07/data.json").status_code == 404


def test_the_method_names_its_standards_and_what_is_not_verified(client: Client) -> None:
    text = client.get("/environment/method/").content.decode()
    for told in (
        "HJ 633-2012",
        "HJ 633-2026",
        "HJ 663",
        "GB 3095",
        "GB 3838-2002",
        "环办〔2011〕22号",
        "还没有核实到原文的口径",
    ):
        assert told in text, told


def test_before_anything_is_published_the_page_says_so(client: Client) -> None:
    assert "还没有公布的月度数据" in client.get("/environment/").content.decode()
