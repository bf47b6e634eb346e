"""Rows of the interview rule about water, targets, events and interviews that had no effect."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import comparison
from bihuan.modules.quality.rules.months import MONTHS
from bihuan.modules.quality.rules.trigger_air import runs, settle, waiting
from bihuan.modules.quality.rules.trigger_result import Answer, Result

if TYPE_CHECKING:
    from bihuan.modules.quality.rules.trigger_facts import Facts
    from bihuan.modules.quality.rules.trigger_policy import Policy, Trigger


def good_water(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """Share of good sections below last year's, over one and the same list."""
    del policy
    label = rule.term.span(facts.year).label
    held = facts.sections.get(rule.term)
    if held is None:
        return Answer(
            Result.NOT_DECIDABLE, f"缺少{facts.name}{label}或去年同期的断面水质类别，请先导入。"
        )
    found = comparison.compare_sections(held.now, held.then)
    inputs = (
        ("本期断面数", str(len(held.now))),
        ("去年同期断面数", str(len(held.then))),
        ("由优良变为非优良", "、".join(found.fallen) or "无"),
    )
    if found.now is None or found.then is None:
        return Answer(Result.NOT_DECIDABLE, f"{label}：{found.sentence}", inputs=inputs)
    interim = runs(rule, facts)
    standing = found.now < found.then
    # One good section fewer than last year is a decline.
    spare = (found.now - found.then) * len(held.now)
    return Answer(
        settle(standing=standing, interim=interim),
        f"{label}{found.sentence.removesuffix('。')}"
        + waiting(label, standing=standing, interim=interim),
        margin=f"少 {-spare} 个优良断面" if standing else f"再少 {spare + 1} 个优良断面即下降",
        distance=Fraction(0) if standing else spare + 1,
        inputs=inputs,
        tables=("GB 3838-2002",),
        interim=interim,
        standing=standing,
    )


def sections_below_target(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """A national section whose class is worse than its target."""
    del policy
    label = rule.term.span(facts.year).label
    held = facts.sections.get(rule.term)
    if held is None or not held.targets:
        return Answer(
            Result.NOT_DECIDABLE, f"缺少{facts.name}{label}国考断面水质类别或目标，请先导入。"
        )
    unknown = sorted(set(held.targets) - set(held.now))
    below = sorted(
        name for name, goal in held.targets.items() if name in held.now and held.now[name] > goal
    )
    interim = runs(rule, facts)
    inputs = (
        ("有目标的国考断面", str(len(held.targets))),
        ("低于目标", "、".join(below) or "无"),
        ("没有数据", "、".join(unknown) or "无"),
    )
    if unknown and not below:
        return Answer(
            Result.NOT_DECIDABLE,
            f"{label}{'、'.join(unknown)}没有数据，不能判定国考断面是否都达到目标。",
            inputs=inputs,
            interim=interim,
        )
    standing = bool(below)
    on_line = sum(1 for name, goal in held.targets.items() if held.now.get(name) == goal)
    named = f"{'、'.join(below)}低于目标" if below else f"{len(held.targets)}个国考断面均达到目标"
    return Answer(
        settle(standing=standing, interim=interim),
        f"{label}{named}{waiting(label, standing=standing, interim=interim)}",
        margin=f"{len(below)} 个断面低于目标" if below else f"{on_line} 个断面再降一类即触发",
        distance=Fraction(0 if below else 1),
        inputs=inputs,
        tables=("GB 3838-2002",),
        interim=interim,
        standing=standing,
    )


def targets_missed(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """A target of the year, for air or water, that was missed."""
    del policy
    if not facts.targets:
        return Answer(
            Result.NOT_DECIDABLE, f"尚未登记{facts.name}{facts.year}年空气和水环境质量目标。"
        )
    interim = runs(rule, facts)
    missed = [target.label for target in facts.targets if target.met is False]
    unknown = [target.label for target in facts.targets if target.met is None]
    inputs = tuple(
        (target.label, {True: "完成", False: "未完成", None: "数据不足"}[target.met])
        for target in facts.targets
    )
    if unknown and not missed:
        return Answer(
            Result.NOT_DECIDABLE,
            f"{'、'.join(unknown)}尚不能判断是否完成，不能判定。",
            inputs=inputs,
            interim=interim,
        )
    standing = bool(missed)
    label = f"{facts.year}年"
    said = f"未完成{'、'.join(missed)}" if missed else f"{len(facts.targets)}项目标均已完成"
    return Answer(
        settle(standing=standing, interim=interim),
        f"{label}{said}{waiting('全年', standing=standing, interim=interim)}",
        margin=f"{len(missed)} 项未完成" if missed else "全部完成",
        distance=Fraction(0 if missed else 1),
        inputs=inputs,
        interim=interim,
        standing=standing,
    )


def incidents(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """A larger or worse sudden event with severe effect on the quality of the environment."""
    del rule, policy
    if facts.incidents is None:
        return Answer(Result.NOT_DECIDABLE, f"尚未登记{facts.name}{facts.year}年有无突发环境事件。")
    heavy = [one for one in facts.incidents if one.major and one.severe]
    inputs = tuple((str(one.on), one.label) for one in facts.incidents)
    if heavy:
        named = "、".join(f"{one.on}{one.label}" for one in heavy)
        return Answer(
            Result.FIRED, f"{named}，已触发。", "已达到条件", Fraction(0), inputs, standing=True
        )
    return Answer(
        Result.NOT_FIRED,
        f"{facts.year}年没有较大及以上且严重影响环境质量的突发环境事件，未触发。",
        inputs=inputs,
    )


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the end of that month."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def no_improvement(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """Quality not better within so many months after an interview."""
    del policy
    if facts.interviews is None:
        return Answer(Result.NOT_DECIDABLE, f"尚未登记{facts.name}有无约谈。")
    failed: list[str] = []
    unknown: list[str] = []
    ahead: list[tuple[date, str]] = []
    for one in facts.interviews:
        ends = after_months(one.on, rule.value)
        if facts.on < ends:
            ahead.append((ends, one.number))
        elif one.improved is None:
            unknown.append(one.number)
        elif not one.improved:
            failed.append(one.number)
    inputs = tuple((one.number, str(one.on)) for one in facts.interviews)
    if failed:
        said = f"{'、'.join(failed)}约谈后{rule.value}个月内环境质量未改善，已触发。"
        return Answer(Result.FIRED, said, "已达到条件", Fraction(0), inputs, standing=True)
    if unknown:
        said = f"{'、'.join(unknown)}约谈已满{rule.value}个月，尚未登记复评结论，不能判定。"
        return Answer(Result.NOT_DECIDABLE, said, inputs=inputs)
    if ahead:
        ends, number = min(ahead)
        rest = (ends - facts.on).days
        said = f"{number}约谈未满{rule.value}个月，{ends}复评，未触发。"
        return Answer(
            Result.NOT_FIRED, said, f"还有 {rest} 天", Fraction(rest), inputs, interim=True
        )
    said = "没有约谈后未改善的情况，未触发。" if facts.interviews else "没有约谈记录，未触发。"
    return Answer(Result.NOT_FIRED, said, inputs=inputs)


def water_rank(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """National rank of the city's water among the last so many, counted from the end."""
    del policy
    label = rule.term.span(facts.year).label
    found = facts.water_rank
    if found is None:
        return Answer(
            Result.NOT_DECIDABLE, f"缺少{facts.name}{label}全国地表水环境质量排名，请先导入。"
        )
    interim = runs(rule, facts)
    from_end = found.total - found.now + 1
    standing = from_end <= rule.value
    short = max(from_end - rule.value, 0)
    said = f"{label}全国排名第{found.now}位（共{found.total}个城市），为倒数第{from_end}位"
    return Answer(
        settle(standing=standing, interim=interim),
        said + waiting(label, standing=standing, interim=interim),
        margin="已达到条件" if standing else f"还差 {short} 位",
        distance=Fraction(short),
        limit=rule.value,
        inputs=(
            ("全国排名", str(found.now)),
            ("参加排名城市数", str(found.total)),
            ("来源", found.source),
        ),
        tables=(found.now_table,),
        interim=interim,
        standing=standing,
    )
