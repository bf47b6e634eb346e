from __future__ import annotations

from datetime import date

import pytest

from bihuan.modules.matters.models import MatterLevel
from bihuan.modules.matters.rules.bases import LegalBase, bases_text, parse_bases
from bihuan.modules.matters.rules.dates import days_late, level_of
from bihuan.modules.matters.rules.faults import completion_fault, same_matter
from bihuan.modules.matters.rules.settings import policy


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("《水法》第八条", (LegalBase("水法", "第八条"),)),
        (
            "《农业法》第六十五条（2012-12-28）；《水法》",
            (LegalBase("农业法", "第六十五条", "2012-12-28"), LegalBase("水法")),
        ),
        ("《甲法》第一条、第二条", (LegalBase("甲法", "第一条、第二条"),)),
        (
            "《甲法》第一条、《乙法》第二条",
            (LegalBase("甲法", "第一条"), LegalBase("乙法", "第二条")),
        ),
        (
            "《甲法》第一条\n《乙法》第二条。",
            (LegalBase("甲法", "第一条"), LegalBase("乙法", "第二条")),
        ),
        ("《甲法》第一条(2020-1-5修正)", (LegalBase("甲法", "第一条", "2020-01-05"),)),
    ],
)
def test_bases_are_read_as_people_write_them(text: str, found: tuple[LegalBase, ...]) -> None:
    assert parse_bases(text) == found


@pytest.mark.parametrize(
    "text", ["水法第八条", "《水法", "《》第一条", "《水法》第八条（2020-02-30）"]
)
def test_what_is_no_citation_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="。"):
        parse_bases(text)


def test_bases_are_written_as_they_are_read() -> None:
    text = "《农业法》第六十五条（2012-12-28）；《水法》"
    assert bases_text([base.as_data() for base in parse_bases(text)]) == text


def test_every_number_has_a_basis_and_a_mark() -> None:
    found = policy()
    for limit in (found.filing, found.check, found.publication):
        assert limit.basis
        assert limit.mark
    assert str(found.filing.span) == "10个工作日"
    assert str(found.check.span) == "15个工作日"
    assert str(found.publication.span) == "20个工作日"
    assert all(first.basis and first.mark for first in found.first_lists)
    assert len(found.categories) == 23


@pytest.mark.parametrize(
    ("region", "level"),
    [
        ("510000", MatterLevel.PROVINCE),
        ("510100", MatterLevel.CITY),
        ("513400", MatterLevel.CITY),
        ("510104", MatterLevel.COUNTY),
    ],
)
def test_the_level_of_a_region(region: str, level: MatterLevel) -> None:
    assert level_of(region) == level


def test_days_late_are_calendar_days_and_never_negative() -> None:
    assert days_late(date(2023, 12, 1), date(2023, 6, 30)) == 154
    assert days_late(date(2023, 6, 30), date(2023, 6, 30)) == 0
    assert days_late(date(2023, 6, 1), date(2023, 6, 30)) == 0


@pytest.mark.parametrize("text", ["", "长期", "2023-12-31"])
def test_completion_is_a_date_or_standing(text: str) -> None:
    assert completion_fault(text) is None


@pytest.mark.parametrize("text", ["尽快", "2023-13-01", "2023年底", "2023-2-3"])
def test_any_other_completion_is_a_fault(text: str) -> None:
    assert completion_fault(text)


def test_names_are_compared_without_signs_and_widths() -> None:
    assert same_matter("防治 水土流失（试点）") == same_matter("防治水土流失(试点)。")
