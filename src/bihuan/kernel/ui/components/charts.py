"""Charts: one declaration gives the drawing, the sentence that says it, and its table.

The table is on the page from the start: without script it is what the reader sees, on paper it is
what is printed. `static/ui/charts.js` draws from `data-chart`, which holds the same texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from django.utils.html import escape
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Number = int | Decimal
Kind = Literal["line", "bar", "comparison", "calendar"]

KINDS = frozenset({"line", "bar", "comparison", "calendar"})
NOTHING = "--"
DAYS = 31


class ChartMistakeError(ValueError):
    """The declaration of a chart contradicts itself."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers with its name; None is a gap, never a nought."""

    name: str
    values: Sequence[Number | None]


@dataclass(frozen=True, slots=True)
class Limit:
    """A named line across the chart: Ⅲ类限值."""

    name: str
    value: Number


@dataclass(frozen=True, slots=True)
class Band:
    """A class of values: its word, its tone in the style sheet, and the highest value in it."""

    word: str
    tone: str  # "aqi-1" … "aqi-6", "water-1" … "water-6", or a light
    upto: Number | None = None  # None: everything above


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `labels` name the places on the axis; a calendar wants ISO days."""

    key: str
    title: str
    kind: Kind
    labels: Sequence[str]
    series: Sequence[Series]
    summary: str
    axis: str = "时间"
    unit: str = ""
    limits: Sequence[Limit] = ()
    bands: Sequence[Band] = ()
    note: str = ""
    level: int = 3  # of the heading

    def __post_init__(self) -> None:
        """Refuse what could not be drawn, or would be a drawing without words."""
        if self.kind not in KINDS:
            raise ChartMistakeError(f"Chart {self.key}: no kind {self.kind!r}")
        if not self.summary.strip():
            raise ChartMistakeError(f"Chart {self.key}: a chart says in a sentence what it shows")
        wrong = [each.name for each in self.series if len(each.values) != len(self.labels)]
        if wrong:
            raise ChartMistakeError(f"Chart {self.key}: {wrong} do not fit the labels")
        if self.kind == "calendar" and (len(self.series) != 1 or not self.bands):
            raise ChartMistakeError(f"Chart {self.key}: a calendar has one series, and bands")

    @property
    def head(self) -> str:
        """Return the title with its unit."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title


def text_of(value: Number | None) -> str:
    """Write a number as the table shows it, and as the drawing reads it."""
    return NOTHING if value is None else str(value)


def band_of(value: Number | None, bands: Sequence[Band]) -> Band | None:
    """Return the class of a value."""
    if value is None:
        return None
    return next((band for band in bands if band.upto is None or value <= band.upto), None)


def chart(shown: Chart) -> SafeString:
    """Draw a chart: heading, sentence, a place for the drawing, and the table."""
    said = escape(shown.summary)
    note = f'<p class="bh-chart-note">{escape(shown.note)}</p>' if shown.note else ""
    table = _calendar_table(shown) if shown.kind == "calendar" else _table(shown)
    return SafeString(
        f'<figure class="bh-chart" id="chart-{escape(shown.key)}" data-kind="{shown.kind}" '
        f'data-chart="{escape(data_of(shown))}">'
        f'<figcaption><h{shown.level} class="bh-chart-title">{escape(shown.head)}</h{shown.level}>'
        f'<p class="bh-chart-said">{said}</p></figcaption>'
        f'<div class="bh-chart-view" role="img" aria-label="{escape(shown.title)}。{said}" hidden>'
        f"</div>{_legend(shown.bands)}"
        f'<div class="bh-chart-table">{table}</div>{note}</figure>'
    )


def data_of(shown: Chart) -> str:
    """Write down what the drawing is made of: the texts of the table, and nothing else."""
    return json.dumps(
        {
            "kind": shown.kind,
            "unit": shown.unit,
            "labels": list(shown.labels),
            "series": [
                {"name": each.name, "values": [text_of(value) for value in each.values]}
                for each in shown.series
            ],
            "limits": [{"name": each.name, "value": str(each.value)} for each in shown.limits],
            "bands": [
                {
                    "word": each.word,
                    "tone": each.tone,
                    "upto": None if each.upto is None else str(each.upto),
                }
                for each in shown.bands
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _legend(bands: Sequence[Band]) -> str:
    if not bands:
        return ""
    lines = "".join(
        f'<li><span class="bh-swatch {escape(each.tone)}"></span>{escape(each.word)}'
        f"{f'（≤{each.upto}）' if each.upto is not None else ''}</li>"
        for each in bands
    )
    return f'<ul class="bh-legend bh-bands" aria-label="图例">{lines}</ul>'


def _frame(shown: Chart, head: Iterable[str], body: Iterable[str], style: str) -> str:
    caption = f"{escape(shown.head)}，数据表"
    return (
        f'<div class="bh-table-wrap" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="bh-table {style}"><caption class="visually-hidden">{caption}</caption>'
        f"<thead><tr>{''.join(head)}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _table(shown: Chart) -> str:
    names = [each.name for each in shown.series] + [each.name for each in shown.limits]
    head = [f'<th scope="col">{escape(shown.axis)}</th>']
    head += [f'<th scope="col" class="num">{escape(name)}</th>' for name in names]
    always = "".join(f'<td class="num">{each.value}</td>' for each in shown.limits)
    body = (
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(f'<td class="num">{text_of(each.values[place])}</td>' for each in shown.series)
        + always
        + "</tr>"
        for place, label in enumerate(shown.labels)
    )
    return _frame(shown, head, body, "bh-table-plain bh-twin")


def _calendar_table(shown: Chart) -> str:
    """A line a month, a column a day: short enough to read, and to print on one sheet."""
    (series,) = shown.series
    months: dict[tuple[int, int], dict[int, Number | None]] = {}
    for label, value in zip(shown.labels, series.values, strict=True):
        day = date.fromisoformat(label)
        months.setdefault((day.year, day.month), {})[day.day] = value
    head = ['<th scope="col">月份</th>']
    head += [f'<th scope="col" class="num">{day}</th>' for day in range(1, DAYS + 1)]
    body = (
        f'<tr><th scope="row">{year}-{month:02}</th>'
        + "".join(_day(days, day, shown.bands) for day in range(1, DAYS + 1))
        + "</tr>"
        for (year, month), days in months.items()
    )
    return _frame(shown, head, body, "bh-days bh-twin")


def _day(days: dict[int, Number | None], day: int, bands: Sequence[Band]) -> str:
    if day not in days:
        return "<td></td>"
    value = days[day]
    band = band_of(value, bands)
    style = f' class="{escape(band.tone)}"' if band else ""
    return f"<td{style}>{text_of(value)}</td>"
