"""Believable dockets of Sichuan, made through operations with dated actors (演示数据).

Real kinds of matters, invented answers and document numbers. Nothing here writes a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.leads.demo.driving import Driver, People
from bihuan.modules.leads.demo.plans import plans, studies

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Driver", "People", "build"]


def build(*, people: People, at: datetime) -> int:
    """Make every docket and joint study of the demonstration; answer how many.

    `at` is the moment the demonstration is built: some dockets are in hand then.
    """
    driver = Driver(people)
    dockets, joint = plans(at), studies(at)
    for plan in dockets:
        driver.docket(plan)
    for item in joint:
        driver.study(item)
    return len(dockets) + len(joint)
