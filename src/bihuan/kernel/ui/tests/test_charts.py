"""Charts and cartograms: the drawing and the table hold the same, and colour never stands alone."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.ui import specimen_figures
from bihuan.kernel.ui.components import (
    Band,
    Cartogram,
    Chart,
    Limit,
    Place,
    Series,
    Tile,
    places,
)
from bihuan.kernel.ui.components.cartogram import CartogramMistakeError, cartogram
from bihuan.kernel.ui.components.charts import ChartMistakeError, band_of, chart

if TYPE_CHECKING:
    from collections.abc import Sequence

CHARTS = specimen_figures.charts()


def _data(html: str) -> Any:
    found = re.search(r'data-chart="([^"]*)"', html)
    assert found is not None
    return json.loads(unescape(found.group(1)))


def _rows(html: str) -> list[list[str]]:
    lines = re.findall(r"<tr>(.*?)</tr>", html, flags=re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.split(r"</t[hd]>", line)[:-1]]
        for line in lines
    ]


@pytest.mark.parametrize("shown", CHARTS, ids=lambda each: each.key)
def test_the_drawing_and_the_table_hold_the_same(shown: Chart) -> None:
    html = chart(shown)
    data, rows = _data(html), _rows(html)
    if shown.kind == "calendar":
        days = {
            f"{line[0]}-{place:02}": text
            for line in rows[1:]
            for place, text in enumerate(line[1:], start=1)
            if text
        }
        assert days == dict(zip(data["labels"], data["series"][0]["values"], strict=True))
        return
    names = [each["name"] for each in data["series"]] + [each["name"] for each in data["limits"]]
    assert rows[0] == [shown.axis, *names]
    always = [each["value"] for each in data["limits"]]
    drawn = [
        [label, *(each["values"][place] for each in data["series"]), *always]
        for place, label in enumerate(data["labels"])
    ]
    assert rows[1:] == drawn


def test_a_chart_says_what_it_shows_and_draws_no_gap_as_nought() -> None:
    shown = Chart(
        "x", "某值", "line", ("1月", "2月"), (Series("甲", (1, None)),), "只有1月的数据。"
    )
    html = chart(shown)
    assert 'aria-label="某值。只有1月的数据。"' in html
    assert _data(html)["series"][0]["values"] == ["1", "--"]


@pytest.mark.parametrize(
    ("kind", "labels", "series", "said"),
    [
        ("pie", ("1",), (Series("甲", (1,)),), "有。"),
        ("bar", ("1",), (Series("甲", (1,)),), "  "),
        ("bar", ("1", "2"), (Series("甲", (1,)),), "有。"),
        ("calendar", ("2026-01-01",), (Series("甲", (1,)),), "有。"),
    ],
)
def test_a_chart_without_words_or_with_holes_is_refused(
    kind: Any, labels: Sequence[str], series: Sequence[Series], said: str
) -> None:
    with pytest.raises(ChartMistakeError):
        Chart("x", "某值", kind, labels, series, said)


def test_what_a_chart_is_given_is_escaped() -> None:
    shown = Chart(
        "x",
        "<b>值</b>",
        "bar",
        ('"><script>',),
        (Series("<i>", (Decimal("1.50"),)),),
        "<u>句</u>。",
        limits=(Limit("<s>", 2),),
    )
    html = chart(shown)
    assert not re.search(r"<(b|i|u|s|script)>", html)
    assert _data(html)["series"][0]["values"] == ["1.50"]


def test_a_value_on_the_line_belongs_to_the_better_class() -> None:
    bands = (Band("优", "aqi-1", 50), Band("良", "aqi-2", 100), Band("超标", "aqi-3"))
    words = [band_of(value, bands) for value in (50, 51, 100, 101)]
    assert [each and each.word for each in words] == ["优", "良", "良", "超标"]
    assert band_of(None, bands) is None


def test_a_cartogram_has_every_region_once_and_a_twin_of_its_tiles() -> None:
    for shown in specimen_figures.cartograms():
        html = cartogram(shown)
        assert html.count('<li class="t-r') == len(shown.places)
        twin = {line[0]: tuple(line[1:]) for line in _rows(html)[1:]}
        assert twin == {
            shown.places[tile.region].label: (tile.value, tile.said) for tile in shown.tiles
        }
        assert "无数据" in html


@pytest.mark.parametrize(
    "tiles",
    [
        (Tile("z"),),
        (Tile("a"), Tile("a")),
        (Tile("a", "1", tone="aqi-1"),),
        (Tile("a", "1", key="purple"),),
    ],
)
def test_a_tile_nowhere_twice_or_mute_is_refused(tiles: tuple[Tile, ...]) -> None:
    with pytest.raises(CartogramMistakeError):
        Cartogram("x", {"a": Place("甲", 1, 1)}, tiles)


def test_the_province_lays_its_twenty_one_out() -> None:
    found = places("sichuan")
    assert len(found) == 21
    assert found["510100"].label == "成都"
    assert found["513400"].row > found["513300"].row
    assert found["511700"].column > found["513200"].column
