"""What may be answered to a clause, in whole sentences."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.following.models import Kind

if TYPE_CHECKING:
    from bihuan.modules.following.rules.relating import Asked

MOST_DAYS = 365
MOST_TEXT, MOST_REASON = 500, 300


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answers: the same for every clause that was chosen."""

    kind: str
    own_text: str = ""
    days: int = 0
    reason: str = ""


def mark_of(said: Said) -> str:
    """Return a mark that changes with the answer: what a form carries of what it showed."""
    words = repr((said.kind, said.own_text, said.days, said.reason))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def fault_of(said: Said) -> tuple[str, str] | None:
    """Return what is wrong with an answer whatever the clause: a sentence and its field."""
    if said.kind not in Kind.values:
        return "请选择答复：采用、调整采用或者不适用。", "kind"
    if said.kind == Kind.ADOPTED:
        return None
    nothing_own = said.kind == Kind.ADAPTED and not said.own_text.strip() and not said.days
    faults = (
        (
            not said.reason.strip(),
            "调整采用和不适用都要写明理由，公布时一并公开。",
            "reason",
        ),
        (
            len(said.reason) > MOST_REASON,
            f"理由最多{MOST_REASON}字，现在有{len(said.reason)}字。请压缩。",
            "reason",
        ),
        (
            len(said.own_text) > MOST_TEXT,
            f"本地要求最多{MOST_TEXT}字，现在有{len(said.own_text)}字。请压缩。",
            "own_text",
        ),
        (nothing_own, "调整采用请写明本地怎样要求，或者期限提前、推后多少天。", "own_text"),
        (abs(said.days) > MOST_DAYS, f"期限调整不能超过{MOST_DAYS}天。请核对。", "days"),
    )
    return next(((sentence, field) for wrong, sentence, field in faults if wrong), None)


def fault_in(asked: Asked, said: Said) -> str:
    """Return why a clause cannot be answered so, "" where it can."""
    face = asked.face
    where = f"条款 {face.code}“{face.name}”"
    if said.kind == Kind.NOT_APPLICABLE and not asked.may_decline:
        return (
            f"{where}是通知直接写给各地的要求，不属于参照执行，不能答复不适用。"
            "确实不适用的，请由责任单位在应办事项页面申请，由上级环委办决定。"
        )
    if said.kind != Kind.ADAPTED or not said.days:
        return ""
    if not asked.has_own_date:
        return f"{where}在本级没有自己的期限，不能推后或者提前。请把时间要求写进“本地要求”。"
    if said.days > 0 and not asked.may_loosen:
        return f"{where}的期限由通知或者其他规定写明（{face.due}），只能提前，不能推后。"
    return ""
