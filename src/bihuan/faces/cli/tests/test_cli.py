"""The command line: exit code 0 only on success; bad input is one clear line and exit code 2."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.faces import cli

ENGLISH = re.compile(r"\b(?:Missing|Got|No such|Invalid|Error|does not|requires)\b")


def test_due_answers_with_a_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["due", "--start", "2023-03-17", "--span", "2 months"]) == 0
    assert capsys.readouterr().out == "2023-05-17\n"


def test_due_explains_every_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["due", "--start", "2023-09-28", "--span", "3 working days", "--explain"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "2023-10-09"
    assert sum(" 计入 " in line for line in shown) == 3
    assert any("国庆" in line for line in shown)


@pytest.mark.parametrize(
    "arguments",
    [
        ["due", "--start", "2023-02-30", "--span", "2 months"],
        ["due", "--start", "2023-02-28", "--span", "some time"],
        ["due", "--start", "2023-02-28", "--span", "3 hours"],
        ["due", "--span", "3 days"],
        ["no-such-command"],
        ["policy", "check", "no-such-file.toml"],
        ["process", "diagram", "no-such-process"],
        ["ledger", "verify", "--anchor", "no-such-file"],
        ["import-matters", "no-such-file.xlsx", "--body", "510000-water"],
        ["import-duties", "no-such-file.xlsx", "--region", "510000"],
        ["import-duties", ".", "--region", "510000"],
        ["import-duties", "README.md"],
        ["lists", "diff"],
        ["lists", "diff", "510000-water", "--from", "2024-01-01"],
        ["lists", "diff", "510000-water", "--from", "2024-1-x", "--to", "2024-02-01"],
        ["lists", "diff", "510000-water", "--from", "2024-02-01", "--to", "2024-01-01"],
        ["who"],
        ["who", "  "],
        ["who", "烧秸秆", "谁管"],
        ["who", "烧秸秆", "--region"],
        ["who", "烧秸秆", "--year", "2025"],
        ["algebra", "walk"],
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("bihuan: ")
    assert printed.err.count("\n") == 1
    assert not ENGLISH.search(printed.err.replace("--help", "")), printed.err


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["who", "烧秸秆", "--region", "999999"],
        ["who", "烧秸秆", "--on", "2025-13-01"],
        ["lists", "diff", "510000-nobody", "--from", "2024-01-01", "--to", "2024-02-01"],
        ["algebra", "run", "--body", "510000-nobody"],
        ["algebra", "show", "--body", "510000-nobody"],
        ["import-duties", "README.md", "--region", "510000"],
        ["import-duties", "README.md", "--region", "999999"],
    ],
)
def test_what_nobody_knows_is_refused_in_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("bihuan: ")
    assert printed.err.count("\n") == 1


def test_a_database_that_was_never_prepared_is_said_so(tmp_path: Path) -> None:
    source = str(Path(cli.__file__).parents[3])
    settings = {**os.environ, "BIHUAN_VAR": str(tmp_path), "DATABASE_URL": "", "PYTHONPATH": source}
    for words in (["who", "烧秸秆"], ["algebra", "show"]):
        done = subprocess.run(  # noqa: S603  our own command line
            [sys.executable, "-m", "bihuan.faces.cli", *words],
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == cli.BAD_INPUT
        assert done.stderr.startswith("bihuan: 数据库还没有建立")
        assert "Traceback" not in done.stderr


def test_the_shipped_notice_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["policy", "check"]) == 0
    assert "84" in capsys.readouterr().out


def test_a_broken_pack_is_named_by_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('format = 1\n[notice]\nkey = "x"\n', encoding="utf-8")
    assert cli.run(["policy", "check", str(broken)]) == cli.BAD_INPUT
    assert "broken.toml:" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_untouched_ledger_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["ledger", "verify"]) == 0
    assert capsys.readouterr().out


@pytest.mark.django_db
def test_status_of_an_unknown_body_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", "--body", "000000-nobody"]) == cli.BAD_INPUT
    assert "000000-nobody" in capsys.readouterr().err


@pytest.mark.django_db
def test_status_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_processes_are_listed_and_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["process", "list"]) == 0
    keys = [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()]
    assert "matter-list" in keys
    assert cli.run(["process", "diagram", "matter-list"]) == 0
    assert "stateDiagram" in capsys.readouterr().out
