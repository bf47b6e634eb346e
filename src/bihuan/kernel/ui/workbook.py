"""Opening an uploaded workbook without trusting it.

A few kilobytes of .xlsx can ask for two gigabytes: one value in a far cell, two million cells, a
million styles. A limit on the upload does not see that. So the archive is judged first (parts,
declared sizes, ratio), every part is read with a bound, its XML is walked once counting elements
and coordinates, and only then a *new* archive holding nothing but the checked parts is handed to
the spreadsheet reader. Macros, links, drawings and entities never get that far.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Table = Sequence[Sequence[Cell]]

OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ZIP_MAGIC = b"PK\x03\x04"
KEPT = re.compile(
    r"(\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml)",
)
MACRO = re.compile(r"vbaProject|macrosheets/|activeX/|embeddings/", re.IGNORECASE)
REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


class WorkbookRefusedError(ValueError):
    """The file is not read at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a workbook is believable. A list of 5,000 rows stays below a tenth of each."""

    upload: int = 10 * 1024 * 1024
    parts: int = 300
    part_size: int = 32 * 1024 * 1024
    total_size: int = 64 * 1024 * 1024
    ratio: int = 200  # unpacked to packed; only judged above a megabyte
    elements: int = 2_000_000
    style_elements: int = 50_000
    cells: int = 500_000
    rows: int = 20_000
    columns: int = 100


@dataclass(slots=True)
class _Count:
    limits: Limits
    sheet: bool
    most: int
    elements: int = 0
    cells: int = 0
    row: int = 0
    column: int = 0
    entered: bool = field(default=False)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > self.most:
            raise WorkbookRefusedError(
                "工作簿里的内容太多，没有读取。请只保留模板里的内容，分批导入。"
            )
        if not self.sheet:
            return
        local = name.rpartition(":")[2]
        if local == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif local == "c":
            self._cell(attributes.get("r"))
        elif local in {"v", "is"} and not self.entered:
            self._value()

    def _cell(self, reference: str | None) -> None:
        self.entered = False
        if reference is None:
            self.column += 1
            return
        match = REFERENCE.fullmatch(reference)
        if match is None:
            raise WorkbookRefusedError(
                "工作簿里有无法识别的单元格位置，没有读取。请另存为 .xlsx 后再上传。"
            )
        self.column, self.row = number_of(match[1]), int(match[2])

    def _value(self) -> None:
        self.entered = True
        self.cells += 1
        if self.row > self.limits.rows or self.column > self.limits.columns:
            raise WorkbookRefusedError(
                f"第{self.row}行第{self.column}列有内容，超出了最多{self.limits.rows}行、{self.limits.columns}列"
                "的范围，没有读取。请删去表格以外的内容后再上传。"
            )
        if self.cells > self.limits.cells:
            raise WorkbookRefusedError(
                f"工作簿超过{self.limits.cells}个单元格，没有读取。请分批导入。"
            )


def letters(position: int) -> str:
    """The name of a column counted from 0: A, B, … AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def number_of(name: str) -> int:
    """The number of a column counted from 1: A is 1, XFD is 16384."""
    number = 0
    for char in name.upper():
        number = number * 26 + ord(char) - 64
    return number


def read(data: bytes, names: tuple[str, ...] | None, limits: Limits) -> dict[str, Table]:
    """The cells of the named sheets, from A1 on; a sheet that is not there is not in the answer.

    Without names, those of every sheet.

    :raises WorkbookRefusedError: no workbook, or beyond the limits.
    """
    clean = _rebuilt(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(clean)
        present = set(book.sheet_names)
        names = tuple(book.sheet_names) if names is None else names
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in names
            if name in present
        }
    except CalamineError as error:
        raise WorkbookRefusedError(
            "工作簿已损坏，读不出内容。请用表格软件打开并另存为 .xlsx 后再上传。"
        ) from error


def _rebuilt(data: bytes, limits: Limits) -> io.BytesIO:
    if len(data) > limits.upload:
        raise WorkbookRefusedError(
            f"文件超过{limits.upload // 1024 // 1024} MB，没有读取。请分批导入。"
        )
    if data.startswith(OLE_MAGIC):
        raise WorkbookRefusedError(
            "这是旧版 .xls 文件，或者加了打开密码。请去掉密码，另存为 .xlsx 后再上传。"
        )
    if not data.startswith(ZIP_MAGIC):
        raise WorkbookRefusedError("这不是 .xlsx 工作簿。请使用下载的模板填写后上传。")
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as clean:
            for info in _judged(archive, limits):
                content = _content(archive, info, limits)
                _walk(info.filename, content, limits)
                clean.writestr(zipfile.ZipInfo(info.filename), content)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise WorkbookRefusedError(
            "文件已损坏，打不开。请用表格软件打开并另存为 .xlsx 后再上传。"
        ) from error
    except expat.ExpatError as error:
        raise WorkbookRefusedError(
            "工作簿的内容不完整，读不出来。请用表格软件另存为 .xlsx 后再上传。"
        ) from error
    out.seek(0)
    return out


def _judged(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    parts = archive.infolist()
    names = [info.filename for info in parts]
    if len(parts) > limits.parts or len(set(names)) != len(names):
        raise WorkbookRefusedError("工作簿的内部结构不正常，没有读取。请另存为 .xlsx 后再上传。")
    if any(MACRO.search(name) for name in names):
        raise WorkbookRefusedError(
            "工作簿带有宏或嵌入的文件，没有读取。请另存为不带宏的 .xlsx 后再上传。"
        )
    if "xl/workbook.xml" not in names:
        raise WorkbookRefusedError("这不是 .xlsx 工作簿。请使用下载的模板填写后上传。")
    kept = [info for info in parts if KEPT.fullmatch(info.filename)]
    total = sum(info.file_size for info in kept)
    packed = sum(info.compress_size for info in kept) or 1
    large = total > 1024 * 1024 and total // packed > limits.ratio
    if large or total > limits.total_size or any(i.file_size > limits.part_size for i in kept):
        raise WorkbookRefusedError("工作簿解开后过大，没有读取。请只保留模板里的内容，分批导入。")
    return kept


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Read one part; the archive's own word on its size is checked while unpacking."""
    with archive.open(info) as part:
        content = part.read(limits.part_size + 1)
    if len(content) > limits.part_size or len(content) != info.file_size:
        raise WorkbookRefusedError("工作簿解开后过大，没有读取。请只保留模板里的内容，分批导入。")
    return content


def _walk(name: str, content: bytes, limits: Limits) -> None:
    styles = name == "xl/styles.xml"
    count = _Count(
        limits,
        sheet=name.startswith("xl/worksheets/"),
        most=limits.style_elements if styles else limits.elements,
    )
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = count.start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(content, True)


def _refuse_doctype(*_args: object) -> None:
    raise WorkbookRefusedError("工作簿里夹带了不允许的声明，没有读取。请另存为 .xlsx 后再上传。")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,7}", text) else otherwise
