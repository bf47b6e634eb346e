"""`bihuan paper`: makes, checks and measures; bad input is one line and exit code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bihuan.faces import cli

if TYPE_CHECKING:
    from pathlib import Path

DATA = {
    "issuer": "示例市生态环境局",
    "recipients": ["示例市水务局"],
    "on": "2026-09-05",
    "data": {"subject": "测试", "content": "请予支持。", "ending": "特此函告。"},
}


def written(folder: Path, **changes: object) -> str:
    path = folder / f"data{len(changes)}.json"
    path.write_text(json.dumps({**DATA, **changes}, ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("suffix", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("png", b"\x89PNG")]
)
def test_a_paper_is_rendered(suffix: str, begins: bytes, tmp_path: Path) -> None:
    out = tmp_path / f"out.{suffix}"
    assert cli.run(["paper", "render", "letter", written(tmp_path), "-o", str(out)]) == 0
    assert out.read_bytes().startswith(begins)


def test_a_kind_may_be_named_in_chinese_and_archived(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    words = ["paper", "render", "函", written(tmp_path), "-o", str(out), "--archive"]
    assert cli.run(words) == 0
    assert b"pdfaid" in out.read_bytes()


def test_kinds_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["paper", "kinds"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 26
    assert "supervision-letter\t督办函\t信函格式\t督办与约谈" in lines


def test_a_sample_can_be_made_again_and_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["paper", "sample", "督办函", "-o", str(tmp_path)]) == 0
    data = tmp_path / "supervision-letter.json"
    assert cli.run(["paper", "check", str(data)]) == 0
    assert cli.run(["paper", "measure", str(tmp_path / "supervision-letter.pdf")]) == 0
    shown = capsys.readouterr().out
    assert "天头 37.00 mm，订口 28.00 mm" in shown
    assert (tmp_path / "supervision-letter.docx").stat().st_size > 10_000


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = written(tmp_path, data={"subject": "测试"})
    assert cli.run(["paper", "check", data, "--kind", "letter"]) == 1
    said = capsys.readouterr()
    assert "必须改正\t填写完整\t“商洽事项”没有填写。" in said.out
    assert "处必须改正" in said.err
    out = tmp_path / "out.pdf"
    assert cli.run(["paper", "render", "letter", data, "-o", str(out)]) == 2
    assert cli.run(["paper", "render", "letter", data, "-o", str(out), "--draft"]) == 0


def test_a_check_says_rule_place_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = {
        "issuer": "示例市生态环境局",
        "recipients": ["清江县人民政府"],
        "data": {"subject": "整改", "content": "请务必于9月05日前完成。", "ending": "请函复。"},
    }
    assert cli.run(["paper", "check", written(tmp_path, **words), "--kind", "letter"]) == 1
    said = capsys.readouterr().out
    assert "必须改正\t行文关系\t主送下级“清江县人民政府”，正文第1段的“务必”" in said
    assert "必须改正\t日期写法" in said
    assert "（依据：" in said


def test_bad_input_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    out = str(tmp_path / "x.pdf")
    for words in (
        ["check", str(deep)],
        ["check", str(tmp_path)],
        ["sample", "letter", "-o", str(broken / "inside")],
        ["render", "letter", str(broken), "-o", out],
        ["render", "letter", str(tmp_path / "none.json"), "-o", out],
        ["render", "letter", written(tmp_path), "-o", str(tmp_path / "x.gif")],
        ["render", "nothing", written(tmp_path), "-o", out],
        ["render", "letter", written(tmp_path, surprise=1), "-o", out],
        ["check", written(tmp_path)],
        ["sample", "-o", str(tmp_path)],
        ["sample", "nothing", "-o", str(tmp_path)],
        ["measure", str(broken)],
        ["measure", str(tmp_path / "none.pdf")],
    ):
        assert cli.run(["paper", *words]) == 2, words
        assert capsys.readouterr().err.count("\n") == 1
