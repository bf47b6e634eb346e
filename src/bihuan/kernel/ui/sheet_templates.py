"""What a sheet is: its columns, what may stand in them, and the rows and faults found in one.

A `SheetTemplate` is the one description of a sheet. From it comes the file that is downloaded
(`sheet_files`) and the check of the file that is uploaded (`sheets`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MOST_ERRORS = 500


class Kind(StrEnum):
    """What a cell holds. The value read is str, int, Decimal, date or bool."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column: what it is called, what may stand in it, and the note shown on its head."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    strict: bool = True  # False: the drop-down only proposes
    many: bool = False  # several values in one cell, parted by 、 or ；; read as a tuple
    max_length: int = 500
    width: int = 16
    help: str = ""
    example: str = ""
    check: Callable[[object], str | None] | None = None  # returns the sentence that refuses


@dataclass(frozen=True, slots=True)
class SheetError:
    """One fault, in words a clerk can act on."""

    sheet: str
    row: int
    column: str
    message: str
    letter: str = ""

    @property
    def place(self) -> str:
        """Where the fault is: 工作表“人员”第5行“姓名”列（B5）."""
        row = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        cell = f"（{self.letter}{self.row}）" if self.letter and self.row else ""
        return f"工作表“{self.sheet}”{row}{column}{cell}"

    @property
    def sentence(self) -> str:
        """Place and fault in one sentence."""
        return f"{self.place}：{self.message}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row; `number` is the row number the spreadsheet shows."""

    number: int
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        """The value as text, "" where the cell is empty."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def many(self, key: str) -> tuple[str, ...]:
        """The values of a column with `many`."""
        value = self.values.get(key)
        return tuple(str(item) for item in value) if isinstance(value, tuple) else ()

    def day(self, key: str) -> date | None:
        """The value of a date column."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def required_day(self, key: str) -> date:
        """Return the value of a required date column of a preview without faults.

        :raises LookupError: the cell is empty.
        """
        day = self.day(key)
        if day is None:
            raise LookupError(key)
        return day

    def flag(self, key: str) -> bool:
        """The value of a yes/no column; an empty cell is no."""
        return self.values.get(key) is True


@dataclass(frozen=True, slots=True)
class SheetTemplate:
    """One sheet: its name, its columns in order, and the columns that together must not repeat."""

    name: str
    columns: tuple[ColumnSpec, ...]
    unique: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    least_rows: int = 1

    def column(self, key: str) -> ColumnSpec:
        """The column of that key.

        :raises KeyError: there is none.
        """
        for spec in self.columns:
            if spec.key == key:
                return spec
        raise KeyError(key)

    def error(self, row: int, key: str, message: str) -> SheetError:
        """A fault the caller found (an unknown body, dates in a wrong order) at a column."""
        return SheetError(self.name, row, self.column(key).label if key else "", message)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload would do: the rows read and every fault found."""

    template: SheetTemplate
    rows: tuple[SheetRow, ...]
    errors: tuple[SheetError, ...]
    more_errors: int = 0  # faults beyond those listed
    letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # by label

    @property
    def ok(self) -> bool:
        """Whether the file may be taken over."""
        return not self.errors

    def with_errors(self, errors: Iterable[SheetError]) -> Preview:
        """The same preview with the caller's own faults added, in order of rows."""
        placed = (
            error if error.letter else replace(error, letter=self.letters.get(error.column, ""))
            for error in errors
        )
        found = sorted([*self.errors, *placed], key=lambda error: error.row)
        kept = tuple(found[:MOST_ERRORS])
        more = self.more_errors + len(found) - len(kept)
        return replace(self, errors=kept, more_errors=more)
