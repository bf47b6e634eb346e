"""Backup on the command line: what is said, and with which exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from bihuan.faces import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_folder(demo: Path) -> Iterator[None]:
    with override_settings(VAR_DIR=demo):
        yield


def test_a_backup_is_made_verified_and_refused_when_damaged(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, key = demo / "backup", demo / "key"
    key.write_text("0f" * 16, encoding="ascii")
    sealed = [str(folder), "--key", str(key)]
    assert cli.run(["backup", *sealed]) == 0
    assert "已加密" in capsys.readouterr().out
    assert cli.run(["backup", *sealed]) == cli.BAD_INPUT
    assert "里已有内容" in capsys.readouterr().err
    assert cli.run(["backup", "verify", *sealed]) == 0
    assert cli.run(["backup", "verify", str(folder)]) == 0
    assert "没有给出密钥" in capsys.readouterr().out
    assert cli.run(["restore", *sealed]) == cli.BAD_INPUT
    assert "--replace" in capsys.readouterr().err
    (folder / "ledger" / "anchors.txt").unlink()
    assert cli.run(["backup", "verify", *sealed]) == 1
    assert "缺少 ledger/anchors.txt" in capsys.readouterr().err
    assert cli.run(["restore", *sealed, "--replace"]) == 1
    assert "现有数据没有改动" in capsys.readouterr().err


def test_a_drill_says_how_long_each_stage_took(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["drill"]) == 0
    shown = capsys.readouterr().out
    assert "逐表摘要相同" in shown
    assert "演练通过" in shown
