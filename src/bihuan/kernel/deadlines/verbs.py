"""Ledger verbs of deadlines, and how each reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.ledger import Verb

if TYPE_CHECKING:
    from bihuan.kernel.ledger import Line


def _who(line: Line) -> str:
    proxy = f"（代{line.on_behalf_of}）" if line.on_behalf_of else ""
    return f"{line.actor_body_name}{line.actor_name}{proxy}"


def _started(line: Line) -> str:
    mark = "（暂定）" if line.facts.get("provisional") else ""
    return f"“{line.facts['label']}”起算，截止{line.after}{mark}。依据：{line.facts['basis']}。"


def _stopped(line: Line) -> str:
    return f"“{line.facts['label']}”停止计时，截止日期为{line.before}。"


def _paused(line: Line) -> str:
    return f"{_who(line)}中止“{line.facts['label']}”。依据：{line.facts['basis']}。"


def _resumed(line: Line) -> str:
    return _change(line, "恢复")


def _extended(line: Line) -> str:
    return _change(line, "延长")


def _revised(line: Line) -> str:
    return _change(line, "按放假安排核定")


def _change(line: Line, act: str) -> str:
    dates = f"截止日期由{line.before}变为{line.after}"
    if line.before == line.after:
        dates = f"截止日期仍为{line.after}"
    return f"{_who(line)}{act}“{line.facts['label']}”，{dates}。依据：{line.facts['basis']}。"


ALL = (
    Verb("clock.start", "期限起算", _started),
    Verb("clock.stop", "期限停止", _stopped),
    Verb("clock.pause", "期限中止", _paused),
    Verb("clock.resume", "期限恢复", _resumed),
    Verb("clock.extend", "期限延长", _extended),
    Verb("clock.revise", "期限核定", _revised),
)
