"""Rows of a work queue: of each case why it is here, how long is left, and what to press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.process import api as processes
from bihuan.kernel.process.models import Desk
from bihuan.kernel.ui.components import WorkItem
from bihuan.kernel.ui.lights import case_light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import Case


def work_items(cases: Sequence[Case], *, actor: Actor, on: date) -> tuple[WorkItem, ...]:
    """Say of each case why it is here and what to press: one query for all of them."""
    desks = Desk.objects.filter(
        case_id__in=[case.pk for case in cases], body=actor.body, role__in=sorted(actor.roles)
    )
    mine: dict[int, list[str]] = {}
    for case_id, step in desks.order_by("pk").values_list("case_id", "step"):
        steps = mine.setdefault(case_id, [])
        if step not in steps:
            steps.append(step)
    return tuple(_item(case, mine.get(case.pk, []), on=on) for case in cases)


def _item(case: Case, keys: list[str], *, on: date) -> WorkItem:
    process = processes.process_of(case)
    steps = [step for step in process.steps if step.key in keys]
    state = process.state_label(case.state)
    address = reverse("ui:case", args=(case.number,))
    if not steps:
        why = f"{process.label} {case.number} · 现在“{state}”"
        return WorkItem(case.title, address, why, case_light(case, on=on), case.next_clock)
    first = steps[0]
    only = len(steps) == 1
    direct = only and (first.needs or first.confirm)
    return WorkItem(
        title=case.title,
        url=address,
        why=(
            f"{process.label} {case.number} · 现在“{state}”，"
            f"由{first.by.label}“{first.label}”（{first.basis}）"
        ),
        light=case_light(case, on=on),
        due=case.next_clock,
        step="、".join(step.label for step in steps),
        action=first.label if only else "办理",
        action_url=reverse("ui:step", args=(case.number, first.key)) if direct else address,
    )
