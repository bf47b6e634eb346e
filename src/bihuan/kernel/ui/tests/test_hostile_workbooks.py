"""Whatever is sent where a workbook is asked for is refused in a sentence or read without harm."""

from __future__ import annotations

from bihuan.kernel.process.tests import hostile
from bihuan.kernel.ui import workbook


def test_no_hostile_file_stops_the_reader() -> None:
    """Of an archive only the checked parts reach the reader: macros and links stay behind."""
    said: list[str] = []
    read = []
    for what, name, data in hostile.hostile():
        try:
            tables = workbook.read(data, None, workbook.Limits())
        except workbook.WorkbookRefusedError as refusal:
            said.append(str(refusal))
        else:
            read.append((what, name, tables))
    assert len(said) >= 250
    assert all(sentence.endswith("。") for sentence in said)
    assert [what for what, name, _ in read if not name.endswith(".xlsx")] == []
    assert all(table == [] for _, _, tables in read for table in tables.values())
