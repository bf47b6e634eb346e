"""Tasks as people write them: one a line, “承担单位 | 任务 | 2026-06-30”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

PARTS = re.compile(r"[|\uff5c]")
THREE = 3
LONGEST = 300


class TaskFault(ValueError):
    """A line is no task; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as it was written; `who` is a name, not yet a code."""

    who: str
    text: str
    due_on: date


def parse_tasks(text: str) -> tuple[TaskLine, ...]:
    """Read the lines.

    :raises TaskFault: naming the first line that cannot be read.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_line(number, line.strip()))
    return tuple(found)


def _line(number: int, line: str) -> TaskLine:
    parts = [part.strip() for part in PARTS.split(line)]
    if len(parts) != THREE or not all(parts):
        raise TaskFault(
            f"后续任务第{number}行看不懂。请一行写一项：承担单位 | 任务 | 完成日期（2026-06-30）。"
        )
    who, text, day = parts
    if len(text) > LONGEST:
        raise TaskFault(f"后续任务第{number}行的任务最多{LONGEST}字，现在有{len(text)}字。")
    try:
        due_on = date.fromisoformat(day)
    except ValueError:
        raise TaskFault(
            f"后续任务第{number}行的完成日期“{day}”不对。请按 2026-06-30 的样式填写。"
        ) from None
    return TaskLine(who, text, due_on)
