"""Reading TOML so that every fault can be named by file, line and sentence.

`tomllib` forgets where a value stood. A light scan of the text remembers: the line of each table
header and of each key inside it. All faults of a file are collected; a pack with any is refused as
a whole.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_POSITION = re.compile(r"at line (\d+)")
_KINDS = {str: "文字", int: "整数", bool: "true 或 false", dt.date: "日期，如 2023-06-30"}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a pack."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}：{self.sentence}"


class BadPack(ValueError):
    """A pack that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)
class Source:
    """One file: its name, its values, where each of them stands, and what is wrong with it."""

    name: str
    values: dict[str, object] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _blocks: dict[str, list[tuple[int, dict[str, int]]]] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, text: str) -> Source:
        """Read a text; a syntax error is the first fault."""
        source = cls(name)
        source._scan(text)
        try:
            source.values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _POSITION.search(str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            source.fault(line, f"不是合法的 TOML，这一行读不下去（{error}）。")
        return source

    def _scan(self, text: str) -> None:
        keys: dict[str, int] = {}
        self._blocks[""] = [(1, keys)]
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                keys = {}
                self._blocks.setdefault(header[2], []).append((number, keys))
            elif key := _KEY.match(line):
                keys.setdefault(key[1], number)

    def line(self, block: str = "", index: int = 0, key: str = "") -> int:
        """Return the line of a key in the n-th table of a name, or of that table."""
        blocks = self._blocks.get(block, [])
        if index >= len(blocks):
            return 1
        start, keys = blocks[index]
        return keys.get(key, start)

    def fault(self, line: int, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.name, line, sentence))

    def top(self) -> Table:
        """Return the values outside all tables."""
        return Table(self, self.values, "", 0, "文件开头")

    def tables(self, name: str, what: str) -> list[Table]:
        """Return the tables written as [[name]]."""
        found = self.values.get(name, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.fault(self.line(name), f"“{name}”应写成一个或多个 [[{name}]]。")
            return []
        return [
            Table(self, item, name, i, f"{what}{_named(item, i)}") for i, item in enumerate(found)
        ]


def _named(item: Mapping[str, object], index: int) -> str:
    name = item.get("id") or item.get("key")
    return f" {name}" if isinstance(name, str) else f"第{index + 1}个"


@dataclass(slots=True)
class Table:
    """A TOML table that knows where it stands; a wrong value is noted, a stand-in returned."""

    source: Source
    values: Mapping[str, object]
    block: str
    index: int
    what: str
    under: str = ""

    def wrong(self, key: str, sentence: str) -> None:
        """Note a fault at a key."""
        line = self.source.line(self.block, self.index, self.under or key)
        self.source.fault(line, f"{self.what}：{sentence}")

    def only(self, *known: str) -> None:
        """Refuse unknown keys: a misspelt one would be silently without effect."""
        for key in sorted(set(self.values) - set(known)):
            self.wrong(key, f"不认识的字段“{key}”。")

    def get(self, key: str, kind: type[T], default: T) -> T:
        """Return an optional value of the right kind."""
        value = self.values.get(key, default)
        plain = isinstance(value, kind) and isinstance(value, bool) is (kind is bool)
        if kind is dt.date and isinstance(value, dt.datetime):
            plain = False
        if not plain:
            self.wrong(key, f"“{key}”的值应为{_KINDS.get(kind, kind.__name__)}。")
            return default
        return value  # type: ignore[return-value]  # judged above

    def text(self, key: str, *, needed: bool = True) -> str:
        """Return a text, by default not an empty one."""
        value = self.get(key, str, "").strip()
        if needed and not value and (key not in self.values or self.values[key] == ""):
            self.wrong(key, f"缺少“{key}”。")
        return value

    def choice(self, key: str, among: Sequence[str], default: str = "") -> str:
        """Return one of the known words."""
        value = self.get(key, str, default)
        if value not in among:
            self.wrong(key, f"“{key}”应为 {'、'.join(among)} 之一，现在是“{value}”。")
            return among[0]
        return value

    def words(self, key: str, *, among: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list of one."""
        value = self.values.get(key, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.wrong(key, f"“{key}”应为文字的列表。")
            return ()
        for item in items:
            if among is not None and item not in among:
                self.wrong(key, f"“{key}”里的“{item}”不认识，应为 {'、'.join(among)} 之一。")
        return tuple(items)

    def day(self, key: str) -> dt.date | None:
        """Return a date, None when it is not given."""
        if key not in self.values:
            return None
        return self.get(key, dt.date, dt.date.min)

    def inner(self, key: str) -> Table | None:
        """Return the inline table at a key."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, f"“{key}”应为 {{ … }}。")
            return None
        under = self.under or key
        return Table(self.source, value, self.block, self.index, f"{self.what} {key}", under)

    def inners(self, key: str) -> list[Table]:
        """Return the inline tables in the list at a key."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, f"“{key}”应为 [{{ … }}] 的列表。")
            return []
        place = (self.source, self.block, self.index, self.under or key)
        return [
            Table(place[0], item, place[1], place[2], f"{self.what} {key} 第{i}项", place[3])
            for i, item in enumerate(value, start=1)
        ]

    def replaced(self, changes: Mapping[str, object]) -> Table:
        """Return this table with some values replaced."""
        values = {**self.values, **changes}
        return Table(self.source, values, self.block, self.index, self.what, self.under)
