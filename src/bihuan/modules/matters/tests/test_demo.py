"""The demonstration proves that the process runs with real posts and dated acts."""

from __future__ import annotations

import pytest

from bihuan.modules.matters.models import ListState, MatterList, Publication, Reminder


@pytest.mark.usefixtures("demo")
def test_the_demonstration_has_late_returned_missing_and_open_lists() -> None:
    states = {
        (item.body, item.year): item.case.state
        for item in MatterList.objects.select_related("case")
    }
    assert states["510000-commerce", 2023] == ListState.RETURNED
    assert not any(body == "510000-forestry" for body, _year in states)
    late = {item.body: item.late_days for item in Publication.objects.filter(late_days__gt=0)}
    assert late["510000-agriculture"] == 154
    assert {"510000-finance", "510000-housing", "511100-agriculture"} <= set(late)
    agriculture = Publication.objects.get(body="510000-agriculture", year=2023)
    assert agriculture.matters.count() == 10
    assert Publication.objects.filter(body="510000-ecology").count() == 3
    assert Reminder.objects.filter(body="510000-forestry").count() == 2
    assert states["510000-transport", 2026] == ListState.FILED
    assert states["510000-agriculture", 2026] == ListState.CERTIFYING_DEPUTY
    assert len({body.split("-")[0] for body, _year in states}) == 6


@pytest.mark.usefixtures("demo")
def test_receipts_follow_the_order_of_acceptance_in_each_office() -> None:
    for office in ("510000-office", "510100-office", "511100-office"):
        accepted = MatterList.objects.filter(office_body=office, accepted_on__year=2023)
        numbers = [
            int(item.receipt_no.split("〕")[1].removesuffix("号"))
            for item in accepted.order_by("accepted_on", "case__moved_at")
        ]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert numbers[0] == 1
