"""Which occurrences fall when: hand-computed dates."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.kernel.calendar import for_region
from bihuan.modules.directives.rules.occurrences import Occurrence, occurrences, period_word
from bihuan.modules.directives.rules.pack import Pack
from bihuan.modules.directives.tests.test_packs import sichuan  # noqa: F401 - a fixture

TO_2026 = date(2026, 12, 31)


def found(pack: object, code: str, since: date = date(2023, 3, 17)) -> tuple[Occurrence, ...]:
    assert isinstance(pack, Pack)
    clause = pack.clause(code)
    assert clause is not None
    return occurrences(pack, clause, for_region("510000"), since=since, until=TO_2026)


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("2.1.3", date(2023, 6, 30)),
        ("2.1.7", date(2023, 8, 29)),
        ("2.4.9", date(2023, 5, 17)),
        ("2.4.12", date(2023, 5, 17)),
        ("2.3.4", date(2023, 4, 1)),
        ("0.1", date(2023, 3, 31)),
        ("2.1.6", None),
    ],
)
def test_single_occurrences(sichuan: object, code: str, due: date | None) -> None:  # noqa: F811
    assert [item.due_on for item in found(sichuan, code)] == [due]


def test_the_january_report_is_first_due_in_2024(sichuan: object) -> None:  # noqa: F811
    reports = found(sichuan, "2.2.10")
    assert [(item.period, item.due_on) for item in reports] == [
        ("2023", date(2024, 1, 31)),
        ("2024", date(2025, 1, 31)),
        ("2025", date(2026, 1, 31)),
        ("2026", date(2027, 1, 31)),
    ]
    assert reports[0].starts_on == date(2023, 3, 17)


def test_cadences_begin_with_the_first_period_that_is_mostly_ahead(
    sichuan: object,  # noqa: F811
) -> None:
    assert found(sichuan, "2.2.7")[0].period == "2023Q2"
    assert found(sichuan, "1.1")[0].period == "2023"
    assert found(sichuan, "3.1.3")[0].period == "2023H1"
    assert found(sichuan, "2.3.6")[0].period == "2023-04"
    assert found(sichuan, "2.2.1")[0].period == "2024", "plans for 2023 were made already"


def test_interviews_are_judged_three_times_a_year(sichuan: object) -> None:  # noqa: F811
    periods = [item.period for item in found(sichuan, "3.1.10", date(2026, 1, 1))]
    assert periods == ["2026-06", "2026-09", "2026-12"]


def test_a_range_leaves_out_what_was_over_before(sichuan: object) -> None:  # noqa: F811
    assert found(sichuan, "2.1.3", date(2024, 1, 1)) == ()


@pytest.mark.parametrize(
    ("period", "word"),
    [
        ("2026", "2026年度"),
        ("2026Q3", "2026年第3季度"),
        ("2026H1", "2026年上半年"),
        ("2026-05", "2026年5月"),
        ("2026-E03", "2026年第3件"),
        ("", ""),
    ],
)
def test_periods_are_said_as_people_say_them(period: str, word: str) -> None:
    assert period_word(period) == word
