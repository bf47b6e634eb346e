"""The pages under docs/processes are what the definitions say."""

from pathlib import Path

from bihuan.kernel.process import all_processes
from bihuan.kernel.process.documenting import write_documents

PAGES = Path(__file__).parents[2] / "docs" / "processes"


def test_every_process_has_its_page_and_every_page_its_process() -> None:
    real = [one for one in all_processes() if not one.key.startswith("sample-")]
    assert write_documents(PAGES, check=True, processes=real) == []
