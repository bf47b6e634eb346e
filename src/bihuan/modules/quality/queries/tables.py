"""Files on disk as rows of text: CSV (packed or not), Excel, Parquet, with bounded memory."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Context
from numbers import Real
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from bihuan.kernel.ui import workbook
from bihuan.modules.quality.rules.faults import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import duckdb

LARGEST = 2_000_000_000
"""Bytes of a file of station hours; larger ones come month by month."""
LARGEST_TABLE = 64_000_000
"""Bytes of any other file: a province writes less than a tenth of it in a year."""
MOST_ROWS = 300_000
SNIFF = 1 << 20
CHUNK = 1 << 20
SHEETS = workbook.Limits(
    upload=24 * 1024 * 1024,
    part_size=96 * 1024 * 1024,
    total_size=128 * 1024 * 1024,
    elements=8_000_000,
    cells=3_000_000,
    rows=150_000,
)
"""How much of a workbook of readings is believable: a year of 183 counties is a third of it."""
PARQUET_MAGIC, GZIP_MAGIC = b"PAR1", b"\x1f\x8b"
SHOWN_FORMULAS = 20
FIFTEEN = Context(prec=15)
"""A spreadsheet keeps fifteen digits of a number."""
AGAIN = "请重新导出或者重新上传后再试。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its name ("" in a file of one table), header and rows with numbers."""

    name: str
    header: Sequence[str]
    rows: Iterable[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Form:
    """What a file is, by its first bytes and not by its name."""

    kind: str
    """`csv`, `xlsx` or `parquet`."""
    packed: bool = False
    encoding: str = "utf-8-sig"


def digest_of(path: Path) -> str:
    """Return the SM3 digest of a file, read piece by piece."""
    sm3 = hashlib.new("sm3")
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            sm3.update(piece)
    return sm3.hexdigest()


def form_of(path: Path, *, largest: int) -> Form:
    """Look at a file before it is read.

    :raises Unusable: it is not there, empty, too large, or nothing that can be read.
    """
    if not path.is_file():
        raise Unusable(f"文件 {path.name} 不存在，请核对路径。")
    size = path.stat().st_size
    if not size:
        raise Unusable(f"文件 {path.name} 是空的，请重新导出。")
    if size > largest:
        raise Unusable(
            f"文件 {path.name} 有 {size / 1_000_000:,.0f} MB，超过 {largest // 1_000_000:,} MB，"
            "没有读取。请按月份或者按年份分成几个文件导入。"
        )
    with path.open("rb") as file:
        head = file.read(4)
        if head in {workbook.ZIP_MAGIC, workbook.OLE_MAGIC}:
            return Form("xlsx")
        if head == PARQUET_MAGIC:
            file.seek(-4, io.SEEK_END)
            if file.read(4) != PARQUET_MAGIC:
                raise Unusable(f"Parquet 文件 {path.name} 不完整，末尾缺失。{AGAIN}")
            return Form("parquet")
    packed = head.startswith(GZIP_MAGIC)
    return Form("csv", packed, _encoding(path, packed=packed))


def _encoding(path: Path, *, packed: bool) -> str:
    with raw(path, packed=packed) as file:
        head = file.read(SNIFF)
    if b"\x00" in head:
        raise Unusable(f"文件 {path.name} 不是表格文件。请导入 CSV、.xlsx 或 Parquet。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            # A character cut in two at the end of the piece is no fault of the file.
            head.decode(encoding) if len(head) < SNIFF else head[: head.rfind(b"\n")].decode(
                encoding
            )
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unusable(f"文件 {path.name} 既不是 UTF-8 也不是 GB18030 编码。请另存为 UTF-8 的 CSV。")


@contextmanager
def raw(path: Path, *, packed: bool) -> Iterator[IO[bytes]]:
    """Open a file, unpacking as it is read.

    :raises Unusable: when the packed data breaks off.
    """
    try:
        if packed:
            with gzip.open(path, "rb") as file:
                yield file  # type: ignore[misc]  # a GzipFile reads bytes
        else:
            with path.open("rb") as plain:
                yield plain
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        if packed:
            raise Unusable(f"压缩文件 {path.name} 不完整，解不开。{AGAIN}") from error
        raise


@contextmanager
def sheets_of(path: Path, form: Form) -> Iterator[Iterable[Sheet]]:
    """Open the tables of a file.

    :raises Unusable: it cannot be read, or breaks off.
    """
    if form.kind == "csv":
        with _csv(path, form) as sheet:
            yield (sheet,)
    elif form.kind == "parquet":
        with _parquet(path) as sheet:
            yield (sheet,)
    else:
        yield _workbook(path)


@contextmanager
def _csv(path: Path, form: Form) -> Iterator[Sheet]:
    with raw(path, packed=form.packed) as file:
        text = io.TextIOWrapper(file, encoding=form.encoding, newline="")
        reader = csv.reader(text, strict=True)
        rows = _csv_rows(path, reader)
        _, header = next(rows, (0, []))
        try:
            yield Sheet("", header, rows)
        finally:
            text.detach()


def _csv_rows(path: Path, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, cells  # type: ignore[attr-defined]  # of csv.reader
    except csv.Error as error:
        line = reader.line_num  # type: ignore[attr-defined]  # of csv.reader
        raise Unusable(f"文件 {path.name} 第{line}行不是完整的 CSV（{error}）。{AGAIN}") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"文件 {path.name} 中途有读不出的字符。请另存为 UTF-8 的 CSV。") from error
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise Unusable(f"压缩文件 {path.name} 不完整，解不开。{AGAIN}") from error


@contextmanager
def _parquet(path: Path) -> Iterator[Sheet]:
    import duckdb  # noqa: PLC0415 - twelve megabytes in each process, for who reads Parquet

    connection = duckdb.connect(":memory:", config={"memory_limit": "256MB", "threads": 1})
    try:
        found = connection.execute(
            "SELECT COLUMNS(*)::VARCHAR FROM read_parquet($path)", {"path": str(path)}
        )
        header = [str(column[0]) for column in found.description or ()]
        yield Sheet("", header, _parquet_rows(found))
    except duckdb.Error as error:
        raise Unusable(f"Parquet 文件 {path.name} 已损坏，读不出内容。{AGAIN}") from error
    finally:
        connection.close()


def _parquet_rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, list[str]]]:
    number = 0
    while many := found.fetchmany(5000):
        for row in many:
            number += 1
            yield number, ["" if cell is None else str(cell) for cell in row]


def _workbook(path: Path) -> list[Sheet]:
    if path.stat().st_size > SHEETS.upload:
        raise Unusable(
            f"工作簿 {path.name} 超过 {SHEETS.upload // 1024 // 1024} MB，没有读取。"
            "请分成几个文件，或者另存为 CSV 后导入。"
        )
    data = path.read_bytes()
    try:
        tables = workbook.read(data, None, SHEETS)
    except workbook.WorkbookRefusedError as error:
        raise Unusable(f"工作簿 {path.name}：{error}") from error
    found = []
    for name, table in tables.items():
        filled = [
            (number, [_text(cell) for cell in cells])
            for number, cells in enumerate(table, start=1)
            if any(cell not in (None, "") for cell in cells)
        ]
        if filled:
            found.append(Sheet(name, filled[0][1], filled[1:]))
    if not found:
        raise Unusable(f"工作簿 {path.name} 里没有内容。")
    return found


def _text(cell: workbook.Cell) -> str:
    """Return a cell as text; a spreadsheet number keeps fifteen digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Real) and not isinstance(cell, int):
        return f"{FIFTEEN.create_decimal(cell).normalize():f}"
    return str(cell)


def formulas(path: Path) -> list[str]:
    """Return the first cells of a workbook that hold a formula, such as C5.

    The workbook was judged when it was read; here its sheets are only walked.
    """
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.filename.startswith("xl/worksheets/") or len(found) >= SHOWN_FORMULAS:
                continue
            cell = ""

            def start(name: str, attributes: dict[str, str]) -> None:
                nonlocal cell
                local = name.rpartition(":")[2]
                if local == "c":
                    cell = attributes.get("r", "")
                elif local == "f" and len(found) < SHOWN_FORMULAS:
                    found.append(cell)

            parser = expat.ParserCreate()
            parser.StartElementHandler = start
            with archive.open(info) as part:
                while piece := part.read(CHUNK):
                    parser.Parse(piece, False)
    return found
