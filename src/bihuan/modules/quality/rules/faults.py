"""What is wrong with a file, cell by cell, in words a data clerk can act on."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_FAULTS = 200
"""Faults that are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a row, or the whole file (row 0), cannot be used."""

    file: str
    sheet: str
    row: int
    column: str
    rule: str
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """Return where it is: 文件 a.csv 工作表“日值”第5行“PM2.5”栏."""
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        row = f"第{self.row}行" if self.row else ""
        column = f"“{self.column}”栏" if self.column else ""
        return f"文件 {self.file} {sheet}{row}{column}".rstrip()

    @property
    def sentence(self) -> str:
        """Return place, reason and what to do."""
        return f"{self.place}：{self.message}{self.remedy}"


@dataclass(slots=True)
class Faults:
    """Faults as they are found: the first ones are kept, all are counted."""

    file: str
    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        rule: str,
        message: str,
        remedy: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: str = "",
    ) -> None:
        """Note one fault."""
        self.count += 1
        if len(self.kept) < MOST_FAULTS:
            self.kept.append(Fault(self.file, sheet, row, column, rule, message, remedy))


class Unusable(ValueError):
    """The file cannot be read at all; the message says why and what to do."""
