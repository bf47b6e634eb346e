"""What is asked of an engine that holds station hours, as Ibis expressions: whole numbers only.

The portable part of SQL and no more: conditional sums and counts, comparisons, the largest of a
row. A division, a rounding, a percentile or a rank means different things in different engines.
"""

from __future__ import annotations

import importlib
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bihuan.modules.quality.rules import air
from bihuan.modules.quality.rules.hours import Label
from bihuan.modules.quality.rules.rows import AIR
from bihuan.modules.quality.rules.tables import NOT_COMPUTED, POLLUTANTS, SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bihuan.modules.quality.rules.months import Period
    from bihuan.modules.quality.rules.tables import Validity

ITEMS = tuple(AIR)
"""The columns of values, in the order of `POLLUTANTS`."""
PARTS = 1000
"""Readings are told in whole numbers of this part of their unit: three decimals."""
PER_WHOLE = tuple(PARTS // SCALE.get(item, 1) for item in POLLUTANTS)
NEARLY = 100
"""A binary fraction lies nearer than a hundredth of a part to its decimal; a fourth decimal not."""


def within(hours: Any, period: Period, label: Label) -> Any:
    """Return the hours of the days of the period, by what the source calls an hour."""
    shift = timedelta(hours=1 if label is Label.END else 0)
    first = datetime.combine(period.start, time()) + shift
    last = datetime.combine(period.end + timedelta(days=1), time()) + shift
    return hours.filter(hours.moment >= first, hours.moment < last)


def _usable(column: Any, item: str) -> Any:
    """Say whether a reading is a number that can be; NaN is between nothing."""
    return column.between(0, int(AIR[item][1]))


def _scaled(column: Any) -> tuple[Any, Any]:
    """Return a reading in parts, as the engine holds it and as the nearest whole number."""
    if column.type().is_integer():
        whole = column.cast("int64") * PARTS
        return whole, whole
    held = column.cast("float64") * PARTS
    # Engines round a half in two ways, but a half is a fourth decimal and refused.
    return held, held.round().cast("int64")


def unusable(hours: Any) -> Any:
    """Return the expression: how many readings of each kind cannot be taken as they are."""
    wrong = {}
    for item in ITEMS:
        column = hours[item]
        wrong[item] = (column.notnull() & ~_usable(column, item)).sum()
        held, whole = _scaled(_usable(column, item).ifelse(column, None))
        wrong[f"{item}_digits"] = ((held - whole).abs() * NEARLY > 1).sum()
    wrong["clock"] = ((hours.moment.minute() != 0) | (hours.moment.second() != 0)).sum()
    wrong["nameless"] = hours.station.isnull().sum()
    wrong["rows"] = hours.count()
    return hours.aggregate(**{name: held.fill_null(0) for name, held in wrong.items()})


def faults(told: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for each kind that `unusable` counted."""
    if not told["rows"]:
        yield "这一时段没有小时值。请核对时段和时间标注方式。"
    for item in ITEMS:
        unit, most = AIR[item]
        if told[item]:
            yield (
                f"{item} 栏有{told[item]}个数值为负、不是数或者超过{most}{unit}。"
                "缺测请在视图中写为 NULL，并核对单位和栏目。"
            )
        if told[f"{item}_digits"]:
            yield (
                f"{item} 栏有{told[f'{item}_digits']}个数值多于三位小数，请在视图中先按规则修约。"
            )
    if told["clock"]:
        yield f"有{told['clock']}行的时间不是整点，请先换算为北京时间的整点。"
    if told["nameless"]:
        yield f"有{told['nameless']}行没有站点编码，请补上。"


def twice(table: Any, keys: Sequence[str]) -> Any:
    """Return the expression: how many keys stand in more than one row."""
    counted = table.group_by(*keys).aggregate(held=table.count())
    several = counted.filter(counted.held > 1)
    return several.aggregate(twice=several.count())


def station_days(hours: Any, stations: Any, validity: Validity, label: Label) -> Any:
    """Return the expression: station, day and six exact day values, -1 where a day is not valid."""
    ibis = importlib.import_module("ibis")
    start = hours.moment
    if label is Label.END:
        start = start - ibis.interval(hours=1)
    laid = hours.select(
        "station",
        day=start.date(),
        hour=start.hour(),
        **{item: _scaled(hours[item])[1] for item in ITEMS},
    ).semi_join(stations, "station")
    counted = {}
    for item, pollutant in zip(ITEMS, POLLUTANTS, strict=True):
        if pollutant == POLLUTANTS[air.OZONE]:
            for end in range(validity.first_window_end, air.HOURS + 1):
                inside = laid.hour.between(end - air.WINDOW, end - 1)
                value = inside.ifelse(laid[item], None)
                counted[f"{item}_{end}"] = value.sum()
                counted[f"{item}_{end}_held"] = value.count()
        else:
            counted[item] = laid[item].sum()
            counted[f"{item}_held"] = laid[item].count()
    days = laid.group_by("station", "day").aggregate(**counted)
    return _meant(ibis, days, validity)


def _meant(ibis: Any, days: Any, validity: Validity) -> Any:
    """Turn sums and counts into exact day values: a whole number of common parts."""
    item = ITEMS[air.OZONE]
    windows = range(validity.first_window_end, air.HOURS + 1)
    weighed = days.select(
        "station",
        "day",
        best=ibis.greatest(
            *(
                _weighed(
                    ibis,
                    days[f"{item}_{end}"],
                    days[f"{item}_{end}_held"],
                    range(validity.hours_of_8, air.WINDOW + 1),
                    air.WINDOW_PARTS,
                )
                for end in windows
            )
        ),
        windows=sum(
            (days[f"{item}_{end}_held"] >= validity.hours_of_8).ifelse(1, 0) for end in windows
        ),
        **{
            one: _weighed(
                ibis,
                days[one],
                days[f"{one}_held"],
                range(validity.hours_of_day, air.HOURS + 1),
                air.DAY_PARTS,
            )
            for one in ITEMS
            if one != item
        },
    )
    limit = validity.ozone_limit * air.WINDOW_PARTS * PER_WHOLE[air.OZONE]
    valid = (weighed.windows >= validity.windows_of_17) | (weighed.best > limit)
    return weighed.select(
        "station",
        "day",
        *(one for one in ITEMS if one != item),
        **{item: valid.ifelse(weighed.best, NOT_COMPUTED)},
    )


def _weighed(ibis: Any, total: Any, held: Any, counts: range, common: int) -> Any:
    """Return the mean of `held` readings as a whole number of common parts, -1 with too few."""
    return ibis.cases(
        *((held == count, total.cast("int64") * (common // count)) for count in counts),
        else_=NOT_COMPUTED,
    )
