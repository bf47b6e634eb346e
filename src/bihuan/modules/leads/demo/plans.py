"""What the demonstration holds: one finished, one waiting for a list, others in hand, one left."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.kernel.calendar import civil_day
from bihuan.modules.leads.demo.driving import Answer, Plan, StudyPlan

if TYPE_CHECKING:
    from datetime import datetime

PLANS = Path(__file__).with_name("plans.toml")


def plans(at: datetime) -> tuple[Plan, ...]:
    """The dockets, oldest first."""
    today = civil_day(at)
    return tuple(
        Plan(
            **{
                **item,
                "opened": _day(item["opened"], today),
                "answers": _answers(item),
                **({"pace": tuple(item["pace"])} if "pace" in item else {}),
            }
        )
        for item in _read()["docket"]
    )


def studies(at: datetime) -> tuple[StudyPlan, ...]:
    """The joint studies."""
    today = civil_day(at)
    return tuple(
        StudyPlan(
            **{
                **item,
                "opened": _day(item["opened"], today),
                "happened": _day(item["happened"], today),
                "answers": _answers(item),
                "tasks": "\n".join(_task(task, today) for task in item.get("tasks", ())),
            }
        )
        for item in _read()["study"]
    )


@cache
def _read() -> dict[str, Any]:
    with PLANS.open("rb") as file:
        return tomllib.load(file)


def _answers(item: dict[str, Any]) -> tuple[Answer, ...]:
    return tuple(Answer(**answer) for answer in item.get("answers", ()))


def _day(told: date | int, today: date) -> date:
    return told if isinstance(told, date) else today - timedelta(days=told)


def _task(task: dict[str, Any], today: date) -> str:
    return f"{task['body']} | {task['text']} | {today + timedelta(days=task['within'])}"
