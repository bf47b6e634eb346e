"""Every process there is: each step × state × persona answers as the committed file says.

A new process fails here until its rows are reviewed and written:

    WRITE_CONFORMANCE=1 pytest tests/conformance
"""

import os
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.process import Process, all_processes
from bihuan.kernel.process.conformance import compare, conformance_rows
from tests.conformance.cases import CASES

FOLDER = Path(__file__).parent
WRITE = bool(os.environ.get("WRITE_CONFORMANCE"))


def name_of(process: Process[Any]) -> str:
    return f"{process.key}-v{process.version}"


@pytest.mark.django_db
@pytest.mark.parametrize("process", all_processes(), ids=name_of)
def test_who_may_do_what_is_what_was_reviewed(process: Process[Any]) -> None:
    rows = conformance_rows(process, case=CASES.get(process.key))
    assert compare(rows, FOLDER / f"{name_of(process)}.txt", write=WRITE) == []


def test_no_file_outlives_its_process() -> None:
    there = {path.stem for path in FOLDER.glob("*.txt")}
    assert there <= {name_of(process) for process in all_processes()}
