"""The opinion assembled from the record: who said what on which basis, what the meeting found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import chinese_date
from bihuan.modules.leads.models import PositionState, Stance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """One department's answer, with its name of the day."""

    body: str
    name: str
    state: str
    stance: str
    reason: str
    basis: str
    share: str

    @property
    def has_answered(self) -> bool:
        """Whether there is an answer."""
        return self.state == PositionState.ANSWERED

    @property
    def stance_label(self) -> str:
        """The answer in a word; who has not answered is said to be so."""
        if self.has_answered:
            return Stance(self.stance).label if self.stance else "未写明"
        if self.state == PositionState.NO_REPLY:
            return "未回复"
        return "不再征求" if self.state == PositionState.WITHDRAWN else "待答复"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the record suggests: a person may change every word of it."""

    lead: str
    partners: tuple[str, ...]
    division: str
    text: str


def assemble(
    *,
    title: str,
    matter: str,
    impact: str,
    decider: str,
    met_on: date,
    attended: str,
    minutes: str,
    said: Sequence[Said],
) -> Draft:
    """Draft the opinion. A lead is proposed only where exactly one department volunteers."""
    volunteers = [item for item in said if item.has_answered and item.stance == Stance.LEAD]
    lead = volunteers[0] if len(volunteers) == 1 else None
    partners = [
        item
        for item in said
        if item.has_answered and item.stance != Stance.DECLINE and item is not lead
    ]
    division = "\n".join(
        f"{item.name}（{'牵头' if item is lead else '配合'}）：{item.share}"
        for item in ([lead] if lead else []) + partners
        if item.share
    )
    parts = [
        f"关于“{title}”牵头部门的意见",
        f"一、事项情况。{_sentence(matter)}{_sentence(impact)}",
        f"二、各部门意见。共征求{len(said)}个部门意见：\n{_answers(said)}",
        f"三、会商情况。{chinese_date(met_on)}，"
        + (f"{attended}参加会商。" if attended else "有关部门参加会商。")
        + _sentence(minutes),
        f"四、建议。{_advice(lead, partners, division)}",
        f"以上意见，报{decider or '本级党委、政府'}审定。",
    ]
    return Draft(
        lead.body if lead else "", tuple(item.name for item in partners), division, "\n".join(parts)
    )


def _answers(said: Sequence[Said]) -> str:
    lines = []
    for number, item in enumerate(said, start=1):
        if item.has_answered:
            basis = f"依据：{_sentence(item.basis)}" if item.basis else ""
            lines.append(
                f"{number}.{item.name}：{item.stance_label}。{_sentence(item.reason)}{basis}"
            )
        else:
            lines.append(f"{number}.{item.name}：{item.stance_label}。")
    return "\n".join(lines)


def _advice(lead: Said | None, partners: Sequence[Said], division: str) -> str:
    names = "、".join(item.name for item in partners)
    if lead is None:
        return "各部门意见不一致，牵头部门由会商结果写明，请在此处补充理由。"
    text = f"由{lead.name}牵头" + (f"，{names}配合。" if names else "。")
    return f"{text}\n{division}" if division else text


def _sentence(text: str) -> str:
    plain = text.strip()
    return plain if not plain or plain.endswith(("。", "！", "？")) else f"{plain}。"
