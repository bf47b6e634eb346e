"""The register itself: every goal once, every test of assurance serves one, the page tells all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.assurance.register import HERE, Goal, Lane, goals, lanes
from tests.assurance.results import Found, keep, page, read_report

if TYPE_CHECKING:
    from pathlib import Path

GOAL = re.compile(r'mark\.goal\(((?:"\w+"(?:, )?)+)\)')


def test_every_goal_stands_once_under_its_letter() -> None:
    every = [(lane.letter, goal.key) for lane in lanes() for goal in lane.goals]
    assert len({key for _, key in every}) == len(every)
    assert all(key.startswith(letter) for letter, key in every)
    assert "A13" in goals()


@pytest.mark.goal("L4")
def test_a_goal_has_a_test_or_says_why_not_and_a_test_has_a_goal() -> None:
    root = HERE.parents[1]
    files = [path for folder in ("src", "tests") for path in (root / folder).rglob("test_*.py")]
    named = {
        key
        for path in files
        for found in GOAL.findall(path.read_text(encoding="utf-8"))
        for key in re.findall(r'"(\w+)"', found)
    }
    assert named <= set(goals()), "tests that name a goal of no lane"
    silent = {key for key, goal in goals().items() if not goal.missing} - named
    assert silent == set(), "goals without a test that do not say why"


def test_the_page_says_red_where_nothing_was_found(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        """<testsuite>
        <testcase time="2"><properties><property name="goal" value="X1"/>
        <property name="figure" value="9 of 9"/></properties></testcase>
        <testcase time="1"><properties><property name="goal" value="X2"/></properties>
        <failure/></testcase></testsuite>""",
        encoding="utf-8",
    )
    found = read_report(report, on="2026-11-24", commit="abc", load="1.0")
    assert found["X1"].held
    assert not found["X2"].held
    wanted = ("X1", "X2", "X3", "X4")
    gone = {"X4": "there is no machine for it"}
    lane = Lane("X", "x", tuple(Goal(key, "w", "g", gone.get(key, "")) for key in wanted), ())
    known = keep(tmp_path / "known.json", found)
    rows = [line for line in page([lane], known).splitlines() if line.startswith("| X")]
    words = ("reached", "missed", "not run", "not built")
    assert [word in row for word, row in zip(words, rows, strict=True)] == [True] * 4
    assert "9 of 9" in rows[0]
    again = keep(tmp_path / "known.json", {"X2": Found(on="later")})
    assert again["X1"].held
    assert again["X2"].held
