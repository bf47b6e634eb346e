"""A file of station hours in a throw-away DuckDB database, as text, with a bound on memory."""

from __future__ import annotations

import codecs
import csv
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.modules.quality.models import ImportKind
from bihuan.modules.quality.queries import tables
from bihuan.modules.quality.rules import hour_rules, shapes
from bihuan.modules.quality.rules.faults import Faults, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

MEMORY = "384MB"
THREADS = 2
FOLDER = "readings"


@dataclass(slots=True)
class Staged:
    """A file in a throw-away database."""

    db: duckdb.DuckDBPyConnection
    folder: Path
    faults: Faults
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    def ask(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Return the answer to a question."""
        return self.db.execute(sql, values or None).fetchall()

    def one(self, sql: str, **values: object) -> Any:
        """Return the one value of an answer."""
        return self.ask(sql, **values)[0][0]


def folder() -> Path:
    """Return where blocks are kept."""
    return Path(settings.MEDIA_ROOT) / FOLDER


@contextmanager
def staging(name: str) -> Iterator[Staged]:
    """Lend a throw-away database; nothing of it is left afterwards."""
    import duckdb  # noqa: PLC0415 - twelve megabytes in each process, for who imports hours

    folder().mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="staging-", dir=folder()))
    db = duckdb.connect(
        str(place / "stage.duckdb"),
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(place / "spill"),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        yield Staged(db, place, Faults(name))
    finally:
        db.close()
        shutil.rmtree(place, ignore_errors=True)


def load(staged: Staged, path: Path, form: tables.Form) -> None:
    """Bring the rows of a file into the table `raw`, as text, with their line."""
    import duckdb  # noqa: PLC0415 - as above

    name = staged.faults.file
    try:
        if form.kind == "parquet":
            source, values = "read_parquet($path)", {"path": str(path)}
            number = "row_number() OVER ()"
        else:
            plain = _plain(staged, path, form)
            source = (
                "read_csv($path, header = true, all_varchar = true, delim = ',', quote = '\"',"
                " escape = '\"', strict_mode = true, null_padding = false, nullstr = '\\x00',"
                " store_rejects = true, rejects_limit = 200, max_line_size = 1000000)"
            )
            values, number = {"path": str(plain)}, "row_number() OVER () + 1"
        header = [
            str(row[0])
            for row in staged.db.execute(f"DESCRIBE SELECT * FROM {source}", values).fetchall()  # noqa: S608
        ]
        picked = _picked(staged, header)
        if staged.faults.count:
            return
        staged.db.execute(
            f"CREATE TABLE raw AS SELECT {number} AS line, {picked} FROM {source}",  # noqa: S608
            values,
        )
        if form.kind != "parquet":
            _torn(staged)
    except duckdb.Error as error:
        told = str(error).splitlines()[0][:200]
        raise Unusable(
            f"文件 {name} 读不出来，可能没有写完或者格式不对（{told}）。{tables.AGAIN}"
        ) from error
    staged.rows = int(staged.one("SELECT count(*) FROM raw"))
    if not staged.rows and not staged.faults.count:
        staged.faults.add("empty", "表头下面没有数据行。", "请核对是否导出完整。")


def _plain(staged: Staged, path: Path, form: tables.Form) -> Path:
    """Return the file as plain UTF-8 CSV; a workbook or packed file is written out first."""
    if form.kind == "csv" and not form.packed and form.encoding == "utf-8-sig":
        return path
    plain = staged.folder / "plain.csv"
    if form.kind == "xlsx":
        return _from_workbook(staged, path, form, plain)
    decode = codecs.getincrementaldecoder(form.encoding)()
    written = 0
    with tables.raw(path, packed=form.packed) as source, plain.open("wb") as out:
        while piece := source.read(tables.CHUNK):
            try:
                text = decode.decode(piece)
            except UnicodeDecodeError as error:
                raise Unusable(
                    f"文件 {staged.faults.file} 中途有读不出的字符。请另存为 UTF-8 的 CSV。"
                ) from error
            written += out.write(text.encode())
            if written > tables.LARGEST:
                raise Unusable(
                    f"文件 {staged.faults.file} 解开后超过 {tables.LARGEST // 1_000_000:,} MB，"
                    "没有读取。请按月份分成几个文件导入。"
                )
    return plain


def _from_workbook(staged: Staged, path: Path, form: tables.Form, plain: Path) -> Path:
    for cell in tables.formulas(path):
        staged.faults.add(
            "formula", f"单元格 {cell} 是公式，不是数值。", "请复制后选择性粘贴为数值。"
        )
    with (
        tables.sheets_of(path, form) as sheets,
        plain.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out)
        for sheet in sheets:
            if shapes.kind_of(sheet.header) == ImportKind.HOURS:
                writer.writerow(sheet.header)
                writer.writerows(cells for _, cells in sheet.rows)
                break
        else:
            raise Unusable(f"工作簿 {staged.faults.file} 里没有站点小时值的工作表。")
    return plain


def _picked(staged: Staged, header: list[str]) -> str:
    """Return the columns to take, under our names; the first of several names counts."""
    by_name = {shapes.column_of(label): label for label in reversed(header)}
    parts, lacking = [], []
    for key, names in hour_rules.COLUMNS.items():
        label = next(
            (by_name[shapes.column_of(one)] for one in names if shapes.column_of(one) in by_name),
            None,
        )
        if label is None and key not in hour_rules.OPTIONAL:
            lacking.append(names[0])
        escaped = "" if label is None else label.replace('"', '""')
        value = "''" if label is None else f"trim(coalesce(\"{escaped}\"::VARCHAR, ''))"
        parts.append(f"{value} AS {key}")
    if lacking:
        staged.faults.add(
            "columns",
            f"缺少栏目：{'、'.join(lacking)}。",
            "请核对表头的写法。",
            row=1,
        )
    return ", ".join(parts)


def _torn(staged: Staged) -> None:
    """Note rows that have too few or too many cells: a file that was not written to its end."""
    told = staged.ask(
        "SELECT line, min(error_type) FROM reject_errors GROUP BY line ORDER BY line LIMIT 200"
    )
    for line, kind in told:
        staged.faults.add(
            "short",
            f"这一行的栏数与表头不同或者引号没有闭合（{kind}）。",
            "文件可能没有写完或者传输中断，请重新导出。",
            row=int(line),
        )
