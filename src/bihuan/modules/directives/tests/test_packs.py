"""Packs are judged whole: every fault has file, line and sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.modules.directives.operations import checking
from bihuan.modules.directives.operations.loading import check_pack
from bihuan.modules.directives.rules.judging import judge
from bihuan.modules.directives.rules.reading import BadPack, Fault
from bihuan.modules.directives.tests.conftest import PACKS

if TYPE_CHECKING:
    from pathlib import Path

    from bihuan.modules.directives.rules.pack import Pack

GOOD = (PACKS / "notice-small.toml").read_text(encoding="utf-8")
ACTORS = (PACKS / "actors.toml").read_text(encoding="utf-8")


def judged(text: str = GOOD, actors: str = ACTORS, notice_text: str = "") -> Pack:
    return judge(
        name="n.toml",
        text=text,
        actors_name="a.toml",
        actors_text=actors,
        notice_text=notice_text,
    )


def faults(text: str = GOOD, actors: str = ACTORS, notice_text: str = "") -> tuple[Fault, ...]:
    with pytest.raises(BadPack) as caught:
        judged(text, actors, notice_text)
    return caught.value.faults


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_the_small_pack_is_good() -> None:
    pack = judged()
    assert [clause.id for clause in pack.clauses] == ["A1", "A2"]
    assert pack.clauses[0].levels == ("P", "C"), "the chosen reading applies"


def test_the_other_reading_changes_the_clause() -> None:
    pack = judged(GOOD.replace('chosen = "yes"', 'chosen = "no"'))
    assert pack.clauses[0].levels == ("P",)


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ('name = "按季巡查"', 'name = "' + "长" * 15 + '"', "name", "15个字"),
        ("on = 2024-06-30", "on = 2023-06-30", 'deadline = { kind = "fixed"', "早于印发日期"),
        ('kind = "fixed"', 'kind = "someday"', 'deadline = { kind = "someday"', "之一"),
        ('parameter = "cadence"', 'parameter = "none"', 'parameter = "none"', "没有名为"),
        ('parameter = "cadence"', 'parameter = "duty.soon"', 'ter = "duty.soon"', "应是频次"),
        ('value = "quarter"', 'value = "now and then"', "now and then", "看不懂期限"),
        ('chosen = "yes"', 'chosen = "perhaps"', "perhaps", "不在读法之中"),
        ('is = "yes"', 'is = "maybe"', "variants", "没有“maybe”"),
        ('state = "confirmed"', 'state = "recorded"', 'receipt = "office"', "要求对方回执"),
        ('actors = ["CITIES"]', 'actors = ["NOBODY"]', "NOBODY", "不认识"),
        ('levels = ["C"]\nmark', 'levels = ["K"]\nmark', 'levels = ["K"]', "没有任何负责主体"),
        ('wording = "报送方案', 'wordings = "报送方案', "wordings", "不认识的字段"),
        ('id = "A2"', 'id = "A1"', '[[clause]]\nid = "A1"\npath = "二"', "写了两次"),
        ('key = "duty.soon"', 'key = "duty.late"', "", "缺少参数 duty.soon"),
    ],
)
def test_a_fault_is_named_by_line_and_sentence(old: str, new: str, where: str, words: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    found = [fault for fault in faults(text) if words in fault.sentence]
    assert found, faults(text)
    if where and where != "name":
        assert found[0].line == line_of(text, where)
    assert str(found[0]).startswith("n.toml:")


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace('name = "按季巡查"', 'name = ""').replace('act = "报送"', "")
    text = text.replace('chosen = "yes"', 'chosen = "x"')
    assert len(faults(text)) >= 3


def test_a_syntax_error_names_its_line() -> None:
    text = GOOD.replace("format = 1", "format = = 1")
    assert faults(text)[0].line == 1


def test_a_circle_of_sets_is_refused() -> None:
    actors = ACTORS.replace('besides = ["TOP"]', 'includes = ["DEPARTMENTS"]')
    assert any("包含自己" in fault.sentence for fault in faults(actors=actors))


def test_anchors_are_found_in_the_text_of_the_notice() -> None:
    pack = judged(notice_text="请巡查并报送方案")
    assert pack.offsets == {"A1": 1, "A2": 6}
    missing = faults(notice_text="请巡查")
    assert [fault.line for fault in missing] == [line_of(GOOD, 'anchor = "方案"')]


def test_states_nobody_knows_are_faults(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "actors.toml").write_text(ACTORS, encoding="utf-8")
    path = folder / "notice-x.toml"
    path.write_text(GOOD.replace('state = "recorded"', 'state = "certain"'), encoding="utf-8")
    report = check_pack(path)
    assert not report.is_good
    assert "没有状态“certain”" in report.faults[0].sentence
    assert report.faults[0].line == line_of(path.read_text(encoding="utf-8"), '"certain"')
    path.write_text(GOOD.replace('process = "duty-record"', 'process = "x"', 1), encoding="utf-8")
    assert "没有登记过流程" in check_pack(path).faults[0].sentence


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert not check_pack(tmp_path / "notice-none.toml").is_good


def test_every_shipped_pack_is_sound() -> None:
    assert list(checking.shipped_packs())
    assert checking.packs_are_sound() == []


IDS = (
    *("0.1", "1.1", "1.2", "1.3"),
    *(f"2.1.{n}" for n in range(1, 10)),
    *(f"2.2.{n}" for n in range(1, 15)),
    *(f"2.3.{n}" for n in range(1, 10)),
    *(f"2.4.{n}" for n in range(1, 15)),
    *(f"3.1.{n}" for n in range(1, 11)),
    *(f"3.2.{n}" for n in range(1, 12)),
    *(f"3.3.{n}" for n in range(1, 14)),
)


@pytest.fixture
def sichuan() -> Pack:
    path = next(path for path in checking.shipped_packs() if path.parent.name == "sichuan")
    return judge(
        name=path.name,
        text=path.read_text(encoding="utf-8"),
        actors_name="actors.toml",
        actors_text=(path.parent / "actors.toml").read_text(encoding="utf-8"),
    )


def test_the_notice_has_84_clauses_each_with_a_duty_or_a_reason(sichuan: Pack) -> None:
    assert len(IDS) == 84
    assert tuple(clause.id for clause in sichuan.clauses) == IDS
    for clause in sichuan.clauses:
        assert bool(clause.evidence) is not bool(clause.no_duty), clause.id


def test_what_the_notice_does_not_say_is_marked(sichuan: Pack) -> None:
    for clause in sichuan.clauses:
        if clause.deadline.parameter or clause.deadline.grace:
            assert clause.deadline.mark != "N", clause.id
    assert all(parameter.mark != "N" for parameter in sichuan.parameters)


def test_clauses_that_need_the_other_side_wait_for_its_receipt(sichuan: Pack) -> None:
    for key in ("2.1.5", "2.2.10", "2.2.11", "2.4.5", "3.1.10"):
        clause = sichuan.clause(key)
        assert clause is not None
        assert clause.receipt, key
