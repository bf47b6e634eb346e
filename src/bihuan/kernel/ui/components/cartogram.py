"""Tile cartogram: one equal tile a region, in its rough place; text and links, no script needed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString

from bihuan.kernel.ui.components.figures import GLYPHS
from bihuan.kernel.ui.components.status import LIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.kernel.ui.components.charts import Band

MOST = 12
"""Rows and columns the style sheet knows."""


class CartogramMistakeError(ValueError):
    """Tiles that could not be laid out, or would be told apart by colour alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tile of a region lies; rows run southwards, columns eastwards, both from 1."""

    label: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Tile:
    """What one region shows. `key` is a light, `tone` a class of values; one of the two or none.

    `word` says the colour: 良, 已落实, 剩2天. A light without a word takes the word of the light.
    """

    region: str
    value: str = ""
    key: str = ""
    tone: str = ""
    word: str = ""
    sentence: str = ""
    url: str = ""

    @property
    def said(self) -> str:
        """Return the word beside the colour."""
        return self.word or LIGHTS.get(self.key, "")


@dataclass(frozen=True, slots=True)
class Cartogram:
    """A whole cartogram. `places` may hold regions without a tile: they stay empty, and say so."""

    caption: str
    places: Mapping[str, Place]
    tiles: Sequence[Tile]
    value_label: str = "数值"
    word_label: str = "状态"
    bands: Sequence[Band] = ()
    region_label: str = "市（州）"

    def __post_init__(self) -> None:
        """Refuse tiles nowhere, tiles twice, and colour without a word."""
        strange = [tile.region for tile in self.tiles if tile.region not in self.places]
        if strange:
            raise CartogramMistakeError(f"No place for {', '.join(strange)}")
        if len({tile.region for tile in self.tiles}) != len(self.tiles):
            raise CartogramMistakeError("A region has two tiles")
        mute = [tile.region for tile in self.tiles if tile.tone and not tile.said]
        if mute:
            raise CartogramMistakeError(f"Colour without a word: {', '.join(mute)}")
        unknown = [tile.key for tile in self.tiles if tile.key and tile.key not in LIGHTS]
        if unknown:
            raise CartogramMistakeError(f"No light {', '.join(unknown)}")


@cache
def places(pack: str) -> Mapping[str, Place]:
    """Return the layout of a policy pack: `policies/<pack>/tiles.toml`."""
    with (Path(settings.POLICY_DIR) / pack / "tiles.toml").open("rb") as file:
        data = tomllib.load(file)
    found = {key: Place(*value) for key, value in data["tiles"].items()}
    spots = [(place.row, place.column) for place in found.values()]
    if len(set(spots)) != len(spots):
        raise CartogramMistakeError(f"{pack}: two tiles in one place")
    if any(not 1 <= number <= MOST for spot in spots for number in spot):
        raise CartogramMistakeError(f"{pack}: tiles lie within {MOST} rows and columns")
    return found


def cartogram(shown: Cartogram) -> SafeString:
    """Draw the tiles, and the same as a table behind a disclosure."""
    tiles = {tile.region: tile for tile in shown.tiles}
    width = max(place.column for place in shown.places.values())
    ordered = sorted(shown.places.items(), key=lambda item: (item[1].row, item[1].column))
    items = "".join(_tile(place, tiles.get(region)) for region, place in ordered)
    return SafeString(
        f'<div class="bh-carto"><ul class="bh-tiles bh-tiles-{width}" '
        f'aria-label="{escape(shown.caption)}">{items}</ul>'
        f"{_legend(shown)}{_twin(shown)}</div>"
    )


def _glyph(tile: Tile) -> str:
    return GLYPHS.get(tile.key, "")


def _tile(place: Place, tile: Tile | None) -> str:
    spot = f"t-r{place.row} t-c{place.column}"
    if tile is None:
        return (
            f'<li class="{spot}"><span class="bh-tile bh-tile-none"><b>{escape(place.label)}</b>'
            '<span class="bh-tile-value">无数据</span></span></li>'
        )
    style = tile.tone or (f"m-{tile.key}" if tile.key else "bh-tile-plain")
    title = f' title="{escape(tile.sentence)}"' if tile.sentence else ""
    inside = (
        f"<b>{escape(place.label)}</b>"
        f'<span class="bh-tile-value">{escape(tile.value or "--")}</span>'
        f'<span class="bh-tile-word">{_glyph(tile)} {escape(tile.said)}</span>'
    )
    more = (
        f'<span class="visually-hidden">。{escape(tile.sentence)}</span>' if tile.sentence else ""
    )
    if tile.url:
        return (
            f'<li class="{spot}"><a class="bh-tile {style}" href="{escape(tile.url)}"{title}>'
            f"{inside}{more}</a></li>"
        )
    return f'<li class="{spot}"><span class="bh-tile {style}"{title}>{inside}{more}</span></li>'


def _legend(shown: Cartogram) -> str:
    if not shown.bands:
        return ""
    lines = "".join(
        f'<li><span class="bh-swatch {escape(band.tone)}"></span>{escape(band.word)}</li>'
        for band in shown.bands
    )
    return f'<ul class="bh-legend bh-bands" aria-label="图例">{lines}</ul>'


def _twin(shown: Cartogram) -> str:
    lines = "".join(_line(shown, tile) for tile in shown.tiles)
    caption = f"{escape(shown.caption)}，数据表"
    return (
        '<details class="bh-twin-fold"><summary>数据表</summary>'
        f'<div class="bh-table-wrap" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="bh-table bh-table-plain bh-twin"><caption class="visually-hidden">{caption}'
        f'</caption><thead><tr><th scope="col">{escape(shown.region_label)}</th>'
        f'<th scope="col" class="num">{escape(shown.value_label)}</th>'
        f'<th scope="col">{escape(shown.word_label)}</th></tr></thead><tbody>{lines}</tbody>'
        "</table></div></details>"
    )


def _line(shown: Cartogram, tile: Tile) -> str:
    label = escape(shown.places[tile.region].label)
    name = f'<a href="{escape(tile.url)}">{label}</a>' if tile.url else label
    return (
        f'<tr><th scope="row">{name}</th><td class="num">{escape(tile.value or "--")}</td>'
        f"<td>{escape(tile.said)}</td></tr>"
    )
