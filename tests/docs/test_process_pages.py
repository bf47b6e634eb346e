"""The pages under docs/processes are what the definitions say, in words a law officer reads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.kernel.process import all_processes
from bihuan.kernel.process.documenting import INDEX, NONE, write_documents

PAGES = Path(__file__).parents[2] / "docs" / "processes"
COLUMNS = ("条件", "后果")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
CELL_EDGE = re.compile(r"(?<!\\)\|")


def cells(page: str, column: str) -> Iterator[str]:
    """Yield every cell that stands under this heading, in whichever table of the page."""
    place: int | None = None
    for line in page.splitlines():
        if not line.startswith("|"):
            place = None
            continue
        row = [cell.strip() for cell in CELL_EDGE.split(line)[1:-1]]
        if column in row:
            place = row.index(column)
        elif place is not None and set(row[place]) != {"-"}:
            yield row[place]


def foreign(page: str, column: str) -> list[str]:
    """Return the phrases under this heading that are not Chinese, or only half."""
    return [
        phrase
        for cell in cells(page, column)
        if cell != NONE
        for phrase in cell.split("<br>")
        if not CHINESE.search(phrase) or ENGLISH.search(phrase)
    ]


def test_every_process_has_its_page_and_every_page_its_process() -> None:
    real = [one for one in all_processes() if not one.key.startswith("sample-")]
    assert write_documents(PAGES, check=True, processes=real) == []


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize(
    "path", [one for one in sorted(PAGES.glob("*.md")) if one.name != INDEX], ids=lambda p: p.stem
)
def test_conditions_and_consequences_are_in_chinese(path: Path, column: str) -> None:
    page = path.read_text(encoding="utf-8")
    assert list(cells(page, column)), f"{path.name} has no column {column}"
    assert foreign(page, column) == []


def test_a_phrase_in_english_is_found_beside_a_chinese_one() -> None:
    head = "| 步骤 | 条件 |\n| --- | --- |\n"
    page = f"{head}| 送审 | — |\n| 核签 | 已核签<br>Look<br>完整: every row |\n"
    assert list(cells(page, "条件")) == ["—", "已核签<br>Look<br>完整: every row"]
    assert foreign(page, "条件") == ["Look", "完整: every row"]
