"""Each contract of .importlinter is broken on purpose, in a small house of its own, and caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

HOUSE = (
    "__init__", "config.__init__", "config.settings", "faces.__init__", "faces.portal.__init__",
    "faces.portal.views",
    "modules.__init__", "modules.matters.__init__", "modules.matters.api",
    "modules.matters.models", "modules.matters.queries", "modules.matters.rules",
    "modules.directives.__init__", "modules.directives.api", "modules.directives.models",
    "kernel.__init__", "kernel.process.__init__", "kernel.process.engine",
    "kernel.calendar.__init__", "kernel.calendar.spans", "kernel.ui.__init__",
)  # fmt: skip


def lint(folder: Path, *plants: tuple[str, str]) -> str:
    """Build the house with these lines planted and return what import-linter says."""
    shutil.copy(ROOT / ".importlinter", folder)
    lines = dict.fromkeys(HOUSE, "")
    for place, line in plants:
        lines[place] = lines.get(place, "") + line + "\n"
    for place, text in lines.items():
        path = folder / "bihuan" / (place.replace(".", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return subprocess.run(  # noqa: S603  our own linter on a folder of ours
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
    ).stdout


def test_the_empty_house_keeps_every_contract(tmp_path: Path) -> None:
    assert "6 kept, 0 broken" in lint(tmp_path)


@pytest.mark.parametrize(
    ("contract", "place", "line"),
    [
        ("config > faces", "kernel.process.engine", "import bihuan.config.settings"),
        ("config > faces", "modules.matters.api", "import bihuan.faces.portal"),
        (
            "A module sees only lower tiers",
            "modules.directives.api",
            "import bihuan.modules.matters",
        ),
        ("A module sees only lower tiers", "modules.gadgets.__init__", ""),
        ("The kernel in its order", "kernel.calendar.spans", "import bihuan.kernel.process"),
        ("config > faces", "kernel.process.engine", "import bihuan.modules.matters.api"),
        ("The kernel in its order", "kernel.gadgets.__init__", ""),
        ("Every module has the same rooms", "modules.matters.utils", ""),
        (
            "Every module has the same rooms",
            "modules.matters.rules",
            "import bihuan.modules.matters.queries",
        ),
        (
            "Enter a module only by",
            "modules.matters.queries",
            "import bihuan.modules.directives.models",
        ),
        ("Enter a module only by", "faces.portal.views", "import bihuan.modules.matters.queries"),
    ],
)
def test_a_breach_is_caught(tmp_path: Path, contract: str, place: str, line: str) -> None:
    said = lint(tmp_path, (place, line))
    broken = [row for row in said.splitlines() if row.endswith("BROKEN")]
    told = [row for row in said.splitlines() if "not listed as layers" in row or "layer" in row]
    assert any(row.startswith(contract) for row in broken), (said, told)


def test_two_siblings_that_need_each_other_are_caught(tmp_path: Path) -> None:
    said = lint(
        tmp_path,
        ("kernel.process.engine", "import bihuan.kernel.process.judging"),
        ("kernel.process.judging", "import bihuan.kernel.process.engine"),
    )
    assert "No two siblings need each other BROKEN" in said
