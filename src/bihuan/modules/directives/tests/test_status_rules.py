"""Status and its sentence, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.modules.directives.rules.pack import Clause, Deadline, Mark, Predicate
from bihuan.modules.directives.rules.sentences import sentence
from bihuan.modules.directives.rules.status import (
    Fact,
    Relief,
    Settled,
    Status,
    settle,
    status_of,
)

DUE = date(2023, 6, 30)
FILED = Predicate("matter-list", ("filed",), "清单", "报备", "body")
RECEIPT = Predicate("matter-list", ("accepted",), "备案回执", "出具", "body", receipt=True)


def clause(*evidence: Predicate) -> Clause:
    deadline = Deadline(kind="fixed", basis="通知", mark=Mark.NOTICE, on=DUE)
    return Clause(
        id="2.1.5",
        path="二（一）",
        name="报环委办备案",
        wording="",
        anchor="",
        actors=("IMP",),
        levels=("P",),
        mark=Mark.NOTICE,
        deadline=deadline,
        act="备案",
        evidence=evidence or (FILED,),
    )


def fact(on: date, **values: Any) -> Fact:
    values.setdefault("predicate", 0)
    values.setdefault("recorded_on", on)
    return Fact(on=on, number="QD-2023-0001", **values)


def said(
    facts: tuple[Fact, ...],
    on: date,
    *,
    due_on: date | None = DUE,
    of: Clause | None = None,
    reliefs: tuple[Relief, ...] = (),
) -> tuple[Status, str]:
    found = of or clause()
    settled = settle(
        receipts=[p.receipt for p in found.evidence],
        due_on=due_on,
        facts=facts,
        reliefs=reliefs,
        as_of=on,
    )
    status = status_of(settled, on=on, soon_until=on + timedelta(days=10))
    return status, sentence(found, settled, status, facts, reliefs, on=on)


def test_late_filing_is_said_with_its_days() -> None:
    status, text = said((fact(date(2023, 12, 1)),), date(2024, 1, 1))
    assert status is Status.MET_LATE
    assert text == "逾期 154 天备案：清单 2023-12-01 报备，期限 2023-06-30。"


def test_filing_in_time() -> None:
    status, text = said((fact(date(2023, 6, 30)),), date(2024, 1, 1))
    assert status is Status.MET
    assert text == "按期备案：清单 2023-06-30 报备，期限 2023-06-30。"


@pytest.mark.parametrize(
    ("on", "status", "text"),
    [
        (
            date(2023, 6, 19),
            "in_progress",
            "推进中：尚未登记清单报备，期限 2023-06-30，还剩 11 天。",
        ),
        (date(2023, 6, 20), "due_soon", "临期：尚未登记清单报备，期限 2023-06-30，还剩 10 天。"),
        (date(2023, 6, 30), "due_soon", "临期：尚未登记清单报备，期限 2023-06-30，今天到期。"),
        (date(2023, 7, 1), "overdue", "逾期 1 天：尚未登记清单报备，期限 2023-06-30。"),
    ],
)
def test_open_duties_count_their_days(on: date, status: str, text: str) -> None:
    assert said((), on) == (status, text)


def test_the_other_sides_receipt_is_needed_but_does_not_make_late() -> None:
    both = clause(FILED, RECEIPT)
    filed = fact(date(2023, 6, 28))
    status, text = said((filed,), date(2023, 7, 5), of=both)
    assert status is Status.OVERDUE
    assert "尚缺备案回执出具" in text
    receipt = fact(date(2023, 7, 10), predicate=1)
    status, text = said((filed, receipt), date(2023, 7, 11), of=both)
    assert status is Status.MET
    assert said((filed, receipt), date(2023, 7, 9), of=both)[0] is Status.OVERDUE


def test_without_a_date_and_without_a_trace_nobody_can_tell() -> None:
    status, text = said((), date(2024, 1, 1), due_on=None)
    assert status is Status.CANNOT_TELL
    assert text == "无法判断：本项没有期限，也尚未登记清单报备。"


def test_withdrawn_evidence_is_named_with_its_reason() -> None:
    gone = fact(date(2023, 6, 1), ended_on=date(2023, 9, 1), ended_why="数据有误")
    assert said((gone,), date(2023, 8, 31))[0] is Status.MET
    status, text = said((gone,), date(2023, 9, 1))
    assert status is Status.OVERDUE
    assert "原佐证 QD-2023-0001 的清单报备已于 2023-09-01 被撤回（数据有误）" in text
    again = fact(date(2023, 6, 2))
    assert "被撤回" not in said((gone, again), date(2023, 9, 1))[1]


def test_what_is_recorded_later_is_not_known_before() -> None:
    late_entry = fact(date(2023, 6, 1), recorded_on=date(2023, 8, 1))
    assert said((late_entry,), date(2023, 7, 31))[0] is Status.OVERDUE
    assert said((late_entry,), date(2023, 8, 1))[0] is Status.MET


def test_a_lapse_of_a_standing_duty_starts_a_new_period() -> None:
    lapsed = fact(date(2023, 3, 20), ended_on=date(2024, 5, 1), lapsed=True)

    def settled(*facts: Fact, as_of: date) -> Settled:
        return settle(
            receipts=[False],
            due_on=date(2023, 4, 1),
            facts=facts,
            again=lambda start: start + timedelta(days=15),
            as_of=as_of,
        )

    assert settled(lapsed, as_of=date(2024, 4, 30)).due_on == date(2023, 4, 1)
    vacant = settled(lapsed, as_of=date(2024, 5, 2))
    assert (vacant.met_on, vacant.due_on) == (None, date(2024, 5, 16))
    successor = fact(date(2024, 5, 10))
    filled = settled(lapsed, successor, as_of=date(2024, 5, 11))
    assert filled.met_on == date(2024, 5, 10)


@pytest.mark.parametrize("kind", ["not_applicable", "waived"])
def test_an_exemption_is_said_with_its_reason_and_record(kind: str) -> None:
    relief = Relief(kind, date(2023, 7, 2), "MQ-2023-0001", "没有这类职责")
    assert said((), date(2023, 7, 1), reliefs=(relief,))[0] is Status.OVERDUE
    status, text = said((), date(2023, 7, 2), reliefs=(relief,))
    assert status == kind
    assert "没有这类职责（MQ-2023-0001，2023-07-02 同意）" in text
