"""One plain sentence for how a duty stands, naming dates, records and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.directives.rules.status import Status, counting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.modules.directives.rules.pack import Clause
    from bihuan.modules.directives.rules.status import Fact, Relief, Settled, Shift


def sentence(
    clause: Clause,
    settled: Settled,
    status: Status,
    facts: Sequence[Fact],
    reliefs: Sequence[Relief],
    *,
    on: date,
) -> str:
    """Say how a duty stands on a day and why."""
    facts = counting(facts, on)
    said = _said(clause, settled, status, facts, reliefs, on)
    lost = _lost(clause, facts, on) if not status.is_excluded else ""
    return f"{said}{lost}。"


def _said(
    clause: Clause,
    settled: Settled,
    status: Status,
    facts: Sequence[Fact],
    reliefs: Sequence[Relief],
    on: date,
) -> str:
    if status.is_excluded:
        return _relieved(reliefs, status, on)
    if status.is_done:
        return _done(clause, settled, status, facts, on)
    lacks = missing(clause, facts, on)
    owed = f"尚缺{'、'.join(lacks)}" if settled.started_on else f"尚未登记{'、'.join(lacks)}"
    if settled.due_on is None:
        if status is Status.CANNOT_TELL:
            return f"无法判断：本项没有期限，也{owed}"
        return f"推进中：{owed}，本项没有期限"
    left = (settled.due_on - on).days
    if status is Status.OVERDUE:
        return f"逾期 {-left} 天：{owed}，期限 {settled.due_on}"
    head = "临期" if status is Status.DUE_SOON else "推进中"
    when = "今天到期" if left == 0 else f"还剩 {left} 天"
    return f"{head}：{owed}，期限 {settled.due_on}，{when}"


def _done(clause: Clause, settled: Settled, status: Status, facts: Sequence[Fact], on: date) -> str:
    shown = "、".join(_shown(clause, facts, on))
    if settled.due_on is None or settled.met_on is None:
        return f"已{clause.act}：{shown}，本项没有期限"
    if status is Status.MET_LATE:
        days = (settled.met_on - settled.due_on).days
        return f"逾期 {days} 天{clause.act}：{shown}，期限 {settled.due_on}"
    return f"按期{clause.act}：{shown}，期限 {settled.due_on}"


def _shown(clause: Clause, facts: Sequence[Fact], on: date) -> list[str]:
    shown = []
    for index, predicate in enumerate(clause.evidence):
        live = [fact for fact in facts if fact.predicate == index and fact.is_live(on)]
        if live:
            first = min(live, key=lambda fact: fact.on)
            read = f"（按读数，{first.title}）" if first.measured else ""
            shown.append(f"{predicate.noun} {first.on} {predicate.verb}{read}")
    return shown


def missing(clause: Clause, facts: Sequence[Fact], on: date) -> list[str]:
    """Name every predicate that nothing shows."""
    facts = counting(facts, on)
    return [
        predicate.label
        for index, predicate in enumerate(clause.evidence)
        if not any(fact.predicate == index and fact.is_live(on) for fact in facts)
    ]


def _lost(clause: Clause, facts: Sequence[Fact], on: date) -> str:
    """Name evidence that no longer counts and that nothing has replaced."""
    said = []
    for index, predicate in enumerate(clause.evidence):
        mine = [fact for fact in facts if fact.predicate == index and fact.recorded_on <= on]
        if any(fact.is_live(on) for fact in mine):
            continue
        read = [fact for fact in mine if fact.measured]
        if read:
            said.append(f"；按读数，{read[-1].ended_why.rstrip('。')}")
            continue
        for fact in mine:
            if fact.ended_on is None:
                continue
            verb = "失效" if fact.lapsed else "被撤回"
            ended_why = fact.ended_why.rstrip("。")
            why = f"（{ended_why}）" if ended_why else ""
            said.append(
                f"；原佐证 {fact.number} 的{predicate.label}已于 {fact.ended_on} {verb}{why}"
            )
    return "".join(dict.fromkeys(said))


def _relieved(reliefs: Sequence[Relief], status: Status, on: date) -> str:
    found = next((item for item in reliefs if item.kind == status.value and item.is_live(on)), None)
    head = "不适用" if status is Status.NOT_APPLICABLE else "已豁免"
    if found is None:
        return head
    return f"{head}：{found.reason.rstrip('。')}（{found.number}，{found.recorded_on} 同意）"


def moved(shift: Shift) -> str:
    """Say that the place set its own date."""
    how = f"推后 {shift.days} 天" if shift.days > 0 else f"提前 {-shift.days} 天"
    reason = shift.reason.rstrip("。")
    return f"期限由本地参照执行时{how}：{reason}（{shift.number}，{shift.recorded_on} 起）。"


def next_move(status: Status, lacks: Sequence[str], clause: Clause) -> str:
    """Say what can be done now."""
    if status.is_done or status.is_excluded:
        return "本项不需要再办。"
    things = "、".join(lacks)
    if any(predicate.measure for predicate in clause.evidence):
        return (
            "本项按读数判定：读数导入或者更正后自动重判，请在“环境质量”中核对。"
            f"没有读数的地区，请点“登记佐证”填写{things}。"
        )
    if any(predicate.process == "matter-list" for predicate in clause.evidence):
        return f"请在“事项清单”中办理，办到“{things}”后本项自动点亮。"
    if any(predicate.process == "responsible-pair" for predicate in clause.evidence):
        return f"请在“负责领导与牵头处室”中登记，办到“{things}”后本项自动点亮。"
    receipt = "，并由对方确认回执" if clause.receipt else ""
    return f"请点“登记佐证”填写{things}，经牵头处室负责人核定{receipt}后本项点亮。"
