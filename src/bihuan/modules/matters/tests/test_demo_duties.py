"""The invented 责任清单 and the lists of the demonstration point to each other."""

from __future__ import annotations

import pytest

from bihuan.modules.matters.demo.duties import MORE, duties_of, lines_with_duties, unit_of
from bihuan.modules.matters.demo.wording import source_of
from bihuan.modules.matters.rules.duty_sheet import pointers


@pytest.mark.parametrize("wide", [False, True])
def test_every_matter_of_the_province_points_to_a_duty_that_is_there(*, wide: bool) -> None:
    for line in lines_with_duties(wide=wide):
        there = [f"{duty.unit}第{duty.number}项" for duty in duties_of(line, wide=wide)]
        assert len(there) == len(set(there)), line
        _prefix, rows = source_of(line, "province", wide=wide)
        assert {one for row in rows for one in pointers(row[5])} <= set(there), line


def test_duties_nobody_claims_are_pointed_to_by_nobody() -> None:
    for line, duties in MORE.items():
        _prefix, rows = source_of(line, "province", wide=True)
        claimed = {one for row in rows for one in pointers(row[5])}
        nobodys = {f"{unit_of(line)}第{number}项" for number, _text in duties}
        assert not claimed & nobodys, line


def test_a_number_never_changes_its_duty() -> None:
    for line in lines_with_duties(wide=False):
        before, after = (dict(_numbers(line, wide=wide)) for wide in (False, True))
        assert before.items() <= after.items(), line


def _numbers(line: str, *, wide: bool) -> list[tuple[int, str]]:
    return [(duty.number, duty.text) for duty in duties_of(line, wide=wide)]
