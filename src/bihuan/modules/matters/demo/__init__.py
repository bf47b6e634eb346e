"""Believable lists of Sichuan, made through operations with dated actors (演示数据).

The demonstration proves that the process runs: nothing here writes a table. Tests of this and of
higher modules use `Driver` to bring one list to one state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.modules.matters.demo.companions import (
    acknowledge_partners,
    answer_partners,
    load_duties,
    review_lists,
)
from bihuan.modules.matters.demo.driving import Driver, People, Plan
from bihuan.modules.matters.demo.plans import (
    latest_plans,
    plans_for_search,
    reminders,
    second_editions,
    wider_plans,
)
from bihuan.modules.matters.demo.plans import plans as first_plans
from bihuan.modules.matters.demo.wording import workbook_for

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Driver", "People", "Plan", "build", "plans_for_search", "workbook_for"]


def build(*, people: People, at: datetime) -> int:
    """Make every list of the demonstration; answer how many.

    `people` knows who holds which post (`organisations.demo.actor`).
    `at` is the moment the demonstration is built: lists of the present year are still in hand then.
    """
    load_duties(wide=False)
    driver = Driver(people)
    rounds = (first_plans(), second_editions(), wider_plans(), latest_plans(at))
    with transaction.atomic():  # one commit: what is half told is not kept
        driver.run(rounds[0], reminders=reminders())
        driver.run(rounds[1])
        load_duties(wide=True)
        for later in rounds[2:]:
            driver.run(later)
    acknowledge_partners(people=people)
    answer_partners(people=people, at=at)
    review_lists(people=people, at=at)
    return sum(len(plans) for plans in rounds)
