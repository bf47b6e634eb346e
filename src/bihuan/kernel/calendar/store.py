"""Calendars from `policies/calendars/*.toml`, judged while they are read."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bihuan.kernel.calendar.editions import NATIONAL, Calendar, Edition, FixedDay

DIRECTORY = Path(__file__).resolve().parents[4] / "policies" / "calendars"
_PLACE = {"directory": DIRECTORY}

T = TypeVar("T")
_SATURDAY = 5
_PREFECTURE = 4


class CalendarError(ValueError):
    """A calendar file that cannot be trusted; the message names file, place and fault."""


class _Table:
    """A TOML table that knows where it stands, so that every fault can be named."""

    __slots__ = ("_place", "_values")

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self._values = values
        self._place = place

    def fault(self, sentence: str) -> CalendarError:
        return CalendarError(f"{self._place}：{sentence}")

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        value = self._values.get(key, default)
        if value is None:
            raise self.fault(f"缺少“{key}”。")
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise self.fault(f"“{key}”的值 {value!r} 类型不对，应为 {kind.__name__}。")
        return value

    def table(self, key: str) -> "_Table":
        return _Table(self.get(key, dict), f"{self._place} {key}")

    def tables(self, key: str) -> "list[_Table]":
        found: list[_Table] = []
        for index, item in enumerate(self.get(key, list, []), start=1):
            if not isinstance(item, dict):
                raise self.fault(f"“{key}”应写成 [[{key}]]。")
            label = item.get("year") or item.get("name") or index
            found.append(_Table(item, f"{self._place} {key} {label}"))
        return found

    def only(self, *known: str) -> None:
        """Refuse unknown keys: a misspelt `work` would silently lose a make-up day."""
        if unknown := sorted(set(self._values) - set(known)):
            raise self.fault(f"不认识的字段“{'”“'.join(unknown)}”。")

    def month_day(self, text: object) -> tuple[int, int]:
        try:
            day = date.fromisoformat(f"2023-{text}")
        except ValueError as error:
            raise self.fault(f"“{text}”不是“月-日”。") from error
        return day.month, day.day


def load(directory: Path) -> dict[str, Calendar]:
    """Read every calendar in a directory, regional ones laid over the national one.

    :raises CalendarError: for a file that is not whole, with the file and the sentence.
    """
    tables = [_read(path) for path in sorted(directory.glob("*.toml"))]
    heads = [(table, _head(table)) for table in tables]
    roots = [table for table, head in heads if head.get("region", str) == NATIONAL]
    if len(roots) != 1:
        message = f'{directory.name}：应有且只有一个全国日历（region = "{NATIONAL}"）。'
        raise CalendarError(message)
    base = _calendar(roots[0], None)
    calendars = {base.key: base}
    regions = {base.region}
    for table, _ in heads:
        if table is roots[0]:
            continue
        calendar = _calendar(table, base)
        if calendar.key in calendars or calendar.region in regions:
            raise table.fault(f"日历“{calendar.key}”或区划“{calendar.region}”已有另一个文件。")
        calendars[calendar.key] = calendar
        regions.add(calendar.region)
    return calendars


def pick(calendars: Mapping[str, Calendar], region: str) -> Calendar:
    """Return the most local calendar that covers a region: county, prefecture, province, country.

    :raises CalendarError: for anything but a six-digit code.
    """
    if len(region) != len(NATIONAL) or not (region.isascii() and region.isdigit()):
        message = f"“{region}”不是六位行政区划代码。"
        raise CalendarError(message)
    wanted = (region, f"{region[:_PREFECTURE]}00", f"{region[:2]}0000", NATIONAL)
    by_region = {calendar.region: calendar for calendar in calendars.values()}
    return next(by_region[code] for code in wanted if code in by_region)


def national() -> Calendar:
    """Return the calendar of the whole country."""
    return pick(shipped(), NATIONAL)


def for_region(code: str) -> Calendar:
    """Return the calendar that holds in a region (GB/T 2260 code).

    :raises CalendarError: for anything but a six-digit code.
    """
    return pick(shipped(), code)


def read_from(directory: Path) -> None:
    """Choose the directory the whole process reads; called once, when the application starts."""
    _PLACE["directory"] = directory
    shipped.cache_clear()


@cache
def shipped() -> Mapping[str, Calendar]:
    """Return the calendars in force in this process, by key."""
    return MappingProxyType(load(_PLACE["directory"]))


def _read(path: Path) -> _Table:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path.name}：读不出来（{error}）。"
        raise CalendarError(message) from error
    return _Table(values, path.name)


def _head(table: _Table) -> _Table:
    table.only("calendar", "fixed", "edition")
    head = table.table("calendar")
    head.only("key", "name", "region", "settled_until", "basis", "mark")
    head.get("basis", str)
    head.get("mark", str)
    return head


def _calendar(table: _Table, base: Calendar | None) -> Calendar:
    head = _head(table)
    key, region = head.get("key", str), head.get("region", str)
    own = tuple(_edition(item, key, region, base) for item in table.tables("edition"))
    years = [edition.year for edition in own]
    if len(set(years)) != len(years):
        raise table.fault("同一年有两个版次；修订应改原版次并把 revision 加一。")
    fixed: list[FixedDay] = []
    for item in table.tables("fixed"):
        item.only("name", "days")
        for text in item.get("days", list):
            month, day = item.month_day(text)
            fixed.append(FixedDay(month, day, item.get("name", str)))
    return Calendar(
        key=key,
        name=head.get("name", str),
        region=region,
        editions=(*(base.editions if base else ()), *sorted(own, key=lambda e: e.year)),
        fixed=(*(base.fixed if base else ()), *fixed),
        settled_until=head.month_day(head.get("settled_until", str)),
    )


def _edition(item: _Table, key: str, region: str, base: Calendar | None) -> Edition:
    item.only(
        *("year", "title", "number", "issued", "mark", "revision", "amended_by", "complete"),
        "festival",
    )
    year, revision = item.get("year", int), item.get("revision", int, 1)
    source = f"{item.get('title', str)}（{item.get('number', str)}）"
    if amended_by := item.get("amended_by", str, ""):
        source += f"，经{amended_by}修改"
    item.get("issued", date)
    names: dict[date, str] = {}
    work: set[date] = set()
    for festival in item.tables("festival"):
        names |= _days_off(festival, year)
        work |= _days_on(festival, year, base)
    if both := work & names.keys():
        raise item.fault(f"{min(both).isoformat()} 既写成放假又写成上班。")
    return Edition(
        key=f"{key}-{year}" + (f"r{revision}" if revision > 1 else ""),
        region=region,
        year=year,
        rest=frozenset(names),
        work=frozenset(work),
        source=source,
        mark=item.get("mark", str),
        complete=item.get("complete", bool, True),
        names=MappingProxyType(names),
    )


def _days_off(festival: _Table, year: int) -> dict[date, str]:
    festival.only("name", "first", "last", "days", "work")
    first, last = festival.get("first", date), festival.get("last", date)
    length = (last - first).days + 1
    if length != festival.get("days", int):
        raise festival.fault(f"从{first}到{last}是{length}天，与通知写明的天数不符。")
    days = [first + timedelta(days=i) for i in range(length)]
    for day in days:
        _belongs(festival, day, year)
    return dict.fromkeys(days, festival.get("name", str))


def _days_on(festival: _Table, year: int, base: Calendar | None) -> set[date]:
    days: set[date] = set()
    for day in festival.get("work", list, []):
        if not isinstance(day, date):
            raise festival.fault(f"上班日 {day!r} 不是日期。")
        _belongs(festival, day, year)
        ordinary = day.weekday() < _SATURDAY
        if ordinary and (base is None or base.is_working_day(day)):
            raise festival.fault(f"{day.isoformat()} 本来就是工作日，不会是调休上班。")
        days.add(day)
    return days


def _belongs(festival: _Table, day: date, year: int) -> None:
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise festival.fault(f"{day.isoformat()} 不在{year}年，也不在上一年12月。")
