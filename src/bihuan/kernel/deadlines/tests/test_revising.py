"""A new edition moves nothing by itself; it makes proposals, and each applied one is an entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from bihuan.kernel import calendar
from bihuan.kernel.access import Actor
from bihuan.kernel.calendar import Calendar, load, national, working_days
from bihuan.kernel.deadlines import api
from bihuan.kernel.deadlines.models import ClockRow
from bihuan.kernel.deadlines.tests.clocks import SUBJECT, at, begin
from bihuan.kernel.ledger import api as ledger

pytestmark = pytest.mark.django_db

# Invented for these tests: nobody has announced 2027 when they were written.
EDITION_2027 = """
[[edition]]
year = 2027
title = "2027年部分节假日安排（演示）"
number = "演示1号"
issued = 2026-11-20
mark = "invented for a test"

[[edition.festival]]
name = "元旦"
first = 2027-01-01
last = 2027-01-03
days = 3

[[edition.festival]]
name = "春节"
first = 2027-02-05
last = 2027-02-11
days = 7
work = [2027-01-31, 2027-02-20]
"""


@pytest.fixture
def draft(tmp_path: Path) -> Calendar:
    """Return the national calendar with the edition of 2027, not in force."""
    for shipped in (Path(settings.POLICY_DIR) / "calendars").glob("*.toml"):
        text = shipped.read_text(encoding="utf-8")
        text += EDITION_2027 if shipped.stem == "china" else ""
        (tmp_path / shipped.name).write_text(text, encoding="utf-8")
    return load(tmp_path)["china"]


@contextmanager
def in_force(directory: Path) -> Iterator[None]:
    """Let the process read its calendars from a directory."""
    calendar.read_from(directory)
    try:
        yield
    finally:
        calendar.read_from(Path(settings.POLICY_DIR) / "calendars")


@pytest.fixture
def rows(clerk: Actor) -> list[ClockRow]:
    """Four clocks: untouched, moved, merely settled, and in a region with its own notice."""
    return [
        begin(clerk, key="old"),
        begin(clerk, key="new", start=date(2027, 1, 25), at=at("2026-11-02T09:00")),
        begin(clerk, key="near", start=date(2026, 12, 25), span=working_days(3)),
        begin(clerk, key="liangshan", start=date(2027, 1, 25), region="513400"),
    ]


@pytest.mark.usefixtures("rows")
def test_a_draft_proposes_and_changes_nothing(draft: Calendar) -> None:
    before = list(ClockRow.objects.order_by("pk").values())
    found = {proposal.label + str(proposal.before): proposal for proposal in api.proposals(draft)}
    assert sorted((each.before, each.after, each.provisional) for each in found.values()) == [
        (date(2026, 12, 30), date(2026, 12, 30), False),
        # ten working days after 25 January: 26–29, 31 (Sun), 1–4 February, 12 February
        (date(2027, 2, 8), date(2027, 2, 12), False),
    ]
    assert sum(proposal.moves for proposal in found.values()) == 1
    assert any(
        "由2027-02-08改为2027-02-12，不再是暂定。" in each.sentence for each in found.values()
    )
    assert any("仍为2026-12-30，不再是暂定。" in each.sentence for each in found.values())
    assert list(ClockRow.objects.order_by("pk").values()) == before
    assert list(api.proposals(national())) == []


def test_a_proposal_from_a_draft_cannot_be_applied(
    rows: list[ClockRow], draft: Calendar, clerk: Actor
) -> None:
    assert rows
    proposal = next(each for each in api.proposals(draft) if each.moves)
    with pytest.raises(api.ClockError, match="还没有载入"):
        api.apply_proposal(proposal, basis="通知", actor=clerk, at=at("2026-11-21T09:00"))


@pytest.mark.goal("F3")
@pytest.mark.usefixtures("rows", "draft")
def test_applying_is_an_entry_with_both_dates_and_editions(clerk: Actor, tmp_path: Path) -> None:
    later = at("2026-11-21T09:00")
    with in_force(tmp_path):
        proposal = next(each for each in api.proposals(national()) if each.moves)
        with pytest.raises(api.ClockError, match="必须写明依据"):
            api.apply_proposal(proposal, basis="", actor=clerk, at=later)
        row = api.apply_proposal(proposal, basis="演示1号", actor=clerk, at=later)
        with pytest.raises(api.ClockChanged, match="已有变动"):
            api.apply_proposal(proposal, basis="演示1号", actor=clerk, at=later)
        assert not any(each.moves for each in api.proposals(national()))
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (date(2027, 2, 12), False)
    assert row.editions == ["china-2027"]
    entry = list(ledger.entries(subject=SUBJECT))[-1]
    assert (entry.verb, entry.before, entry.after) == ("clock.revise", "2027-02-08", "2027-02-12")
    assert entry.facts["editions_before"] == []
    assert entry.facts["editions_after"] == ["china-2027"]
    assert entry.facts["basis"] == "演示1号"


@pytest.mark.goal("F3")
@pytest.mark.usefixtures("draft")
def test_until_then_the_stored_date_holds_and_the_explanation_says_so(
    clerk: Actor, tmp_path: Path
) -> None:
    row = begin(clerk, start=date(2027, 1, 25))
    assert row.provisional
    with in_force(tmp_path):
        explanation = api.explain(row)
        assert explanation.due.on == date(2027, 2, 8)
        assert "至2027年2月12日" in explanation.summary
        assert "登记的截止日期仍是2027-02-08，核定之前以登记的为准。" in explanation.summary
        api.extend(
            subject=SUBJECT,
            key="plan",
            basis="办法第十二条",
            span=working_days(1),
            actor=clerk,
            at=at("2026-12-01T09:00"),
        )
    # The change of calendar and the extension are two acts, and stay two entries.
    found = [(e.verb, e.before, e.after) for e in ledger.entries(subject=SUBJECT)][1:]
    assert found == [
        ("clock.revise", "2027-02-08", "2027-02-12"),
        ("clock.extend", "2027-02-12", "2027-02-15"),
    ]
