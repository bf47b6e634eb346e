"""Rows of the interview rule about air: rank, good days, heavy days."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import comparison, rounding
from bihuan.modules.quality.rules.trigger_result import Answer, Result

if TYPE_CHECKING:
    from bihuan.modules.quality.rules.comparison import DaysCompared
    from bihuan.modules.quality.rules.trigger_facts import Facts, Rank, TwoYears
    from bihuan.modules.quality.rules.trigger_policy import Policy, Trigger


def runs(rule: Trigger, facts: Facts) -> bool:
    """Say whether the term of the row has not ended on that day."""
    return facts.on <= rule.term.span(facts.year).end


def settle(*, standing: bool, interim: bool) -> Result:
    """A row about a whole term fires at its end only."""
    return Result.FIRED if standing and not interim else Result.NOT_FIRED


def waiting(words: str, *, standing: bool, interim: bool) -> str:
    """Return the clause that says what the end of the term will decide."""
    if not interim:
        return f"，{'已' if standing else '未'}触发。"
    return f"；{words}尚未结束，{'按目前数据已达到条件，' if standing else ''}期末才能认定。"


def rank(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """Rank among the 168 cities: worse than last year and after the line."""
    del policy
    label = rule.term.span(facts.year).label
    if not facts.in_ranking:
        return Answer(
            Result.NOT_APPLICABLE, f"{facts.name}不在168个重点城市之列，{rule.id}不适用。"
        )
    found = facts.ranks.get(rule.term)
    if found is None:
        return Answer(
            Result.NOT_DECIDABLE,
            f"缺少{facts.name}{label}在168个重点城市中的排名及去年同期排名，"
            "请导入生态环境部公布的排名。",
        )
    if found.now_table != found.then_table:
        return Answer(
            Result.NOT_DECIDABLE,
            f"{label}排名按 {found.now_table}、去年同期按 {found.then_table} 计算，"
            "标准不同，不可比。",
            inputs=_rank_inputs(found),
            tables=(found.now_table, found.then_table),
        )
    interim = runs(rule, facts)
    # Both must hold: whichever is farther from holding decides how far the row is from firing.
    to_worse = max(found.then + 1 - found.now, 0)
    to_line = max(rule.value + 1 - found.now, 0)
    distance = max(to_worse, to_line)
    standing = distance == 0
    worse = found.now - found.then
    moved = f"后退{worse}位" if worse > 0 else (f"前进{-worse}位" if worse else "持平")
    line = "位于" if found.now > rule.value else "未到"
    said = (
        f"{label}排名第{found.now}位，去年同期第{found.then}位，{moved}，{line}{rule.value}名之后"
    )
    return Answer(
        settle(standing=standing, interim=interim),
        said + waiting(label, standing=standing, interim=interim),
        margin="已达到条件" if standing else f"还差 {distance} 位",
        distance=Fraction(distance),
        limit=rule.value,
        inputs=_rank_inputs(found),
        tables=(found.now_table,),
        interim=interim,
        standing=standing,
    )


def _rank_inputs(found: Rank) -> tuple[tuple[str, str], ...]:
    return (
        ("本期排名", str(found.now)),
        ("去年同期排名", str(found.then)),
        ("参加排名城市数", str(found.total)),
        ("来源", found.source),
    )


def good_days(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """Good days fewer than last year by so many; raw days decide, equal validity is shown."""
    span = rule.term.span(facts.year)
    held = facts.days.get(rule.term)
    if held is None:
        return Answer(
            Result.NOT_DECIDABLE,
            f"缺少{facts.name}{span.label}或去年同期的逐日空气质量数据，请先导入。",
        )
    found = _compared(facts, held, policy, sand=policy.counts_sand)
    inputs = _day_inputs(held, found)
    tables = tuple(dict.fromkeys((held.now_table, held.then_table)))
    if found.difference is None or found.trend is comparison.Trend.NOT_COMPARABLE:
        return Answer(Result.NOT_DECIDABLE, found.sentence, inputs=inputs, tables=tables)
    interim = runs(rule, facts)
    if not interim and held.until < span.end:
        said = f"{span.label}已结束，但{facts.name}的数据只到{held.until}，请补齐后再判定。"
        return Answer(Result.NOT_DECIDABLE, said, inputs=inputs, tables=tables)
    fewer = -found.difference
    standing = fewer >= rule.value
    moved = f"减少{fewer}天" if fewer > 0 else (f"增加{-fewer}天" if fewer else "持平")
    now, then = found.now.days, found.then.days
    said = (
        f"{span.label}（截至{held.until}）优良{now.good}天，去年同期{then.good}天，"
        f"{moved}，界线为减少{rule.value}天"
    )
    short = rule.value - fewer
    return Answer(
        settle(standing=standing, interim=interim),
        said + waiting(span.label, standing=standing, interim=interim),
        margin=_days_left(short),
        distance=Fraction(short),
        limit=rule.value,
        inputs=inputs,
        tables=tables,
        interim=interim,
        standing=standing,
        projection=_projected(rule, facts, held, found) if interim else "",
        check=_to_check(rule, facts, held, policy, found),
    )


def _days_left(short: int) -> str:
    """Return how far the line is: before it, on it, or behind."""
    if short > 0:
        return f"还差 {short} 天"
    return f"超过界线 {-short} 天" if short else "正好达到界线"


def _compared(facts: Facts, held: TwoYears, policy: Policy, *, sand: bool) -> DaysCompared:
    now = held.now.with_sand if sand else held.now.without_sand
    then = held.then.with_sand if sand else held.then.without_sand
    return comparison.compare_days(
        comparison.Side(f"{facts.year}年", held.now_table, now),
        comparison.Side(f"{facts.year - 1}年同期", held.then_table, then),
        tolerance=policy.tolerance,
    )


def _day_inputs(held: TwoYears, found: DaysCompared) -> tuple[tuple[str, str], ...]:
    level = "--" if found.level is None else f"{rounding.half_even(found.level, 1):+}天"
    return (
        ("本期优良天数", f"{found.now.days.good}/{found.now.days.valid}"),
        ("去年同期优良天数", f"{found.then.days.good}/{found.then.days.valid}"),
        ("按相同有效天数计的差额", level),
        ("优良率变化", f"{found.points_shown}个百分点"),
        ("剔除沙尘后本期", f"{held.now.without_sand.good}/{held.now.without_sand.valid}"),
        ("剔除沙尘后去年同期", f"{held.then.without_sand.good}/{held.then.without_sand.valid}"),
        ("数据截至", str(held.until)),
    )


def _to_check(
    rule: Trigger, facts: Facts, held: TwoYears, policy: Policy, found: DaysCompared
) -> str:
    """Say where another fair reading would give another answer."""
    standing = found.difference is not None and -found.difference >= rule.value
    said: list[str] = []
    if found.level is not None and (-found.level >= rule.value) != standing:
        shown = rounding.half_even(found.level, 1)
        said.append(f"按相同有效天数计为{shown:+}天，与原始差额分处界线两侧。")
    other = _compared(facts, held, policy, sand=not policy.counts_sand)
    if other.difference is not None and (-other.difference >= rule.value) != standing:
        word = "剔除" if policy.counts_sand else "计入"
        said.append(f"{word}沙尘天后为{other.difference:+}天，结论不同；办法未明确是否计入沙尘。")
    return "".join(said) and "须人工核定：" + "".join(said)


def _projected(rule: Trigger, facts: Facts, held: TwoYears, found: DaysCompared) -> str:
    """Say where the term would end, with its assumption: at the rate of this year so far."""
    rest = (rule.term.span(facts.year).end - held.until).days
    now = found.now.days
    if rest <= 0 or now.rate is None:
        return ""
    if held.rest_then is None:
        return f"余下{rest}天若与去年同期相同，全期差额仍为{found.difference:+}天。"
    expected = now.rate * rest - held.rest_then.good
    total = (found.difference or 0) + expected
    reach = "达到" if -total >= rule.value else "达不到"
    return (
        f"余下{rest}天若与去年同期相同，全期差额仍为{found.difference:+}天；"
        f"若按今年至今的优良率推算，全期差额约{rounding.half_even(total, 1):+}天，{reach}界线。"
    )


def heavy_days(rule: Trigger, facts: Facts, policy: Policy) -> Answer:
    """Heavy days of the year so far: fires on the day the number is reached and stays."""
    held = facts.heavy
    if held is None:
        return Answer(
            Result.NOT_DECIDABLE,
            f"缺少{facts.name}{facts.year}年逐日空气质量数据，重污染天数不明，请先导入。",
        )
    count, other = held.with_sand, held.without_sand
    if not policy.counts_sand:
        count, other = other, count
    short = rule.value - count
    standing = short <= 0
    check = ""
    if (other >= rule.value) != standing:
        word = "剔除" if policy.counts_sand else "计入"
        check = f"须人工核定：{word}沙尘天后为{other}天，结论不同；办法未明确是否计入沙尘。"
    behind = (facts.on - held.until).days - 1
    if behind > 0:
        check += f"数据只到{held.until}，其后{behind}天尚未计入。"
    said = f"{facts.year}年截至{held.until}重污染{count}天，界线为{rule.value}天"
    return Answer(
        Result.FIRED if standing else Result.NOT_FIRED,
        f"{said}，{'已' if standing else '未'}触发。",
        margin=_days_left(short),
        distance=Fraction(short),
        limit=rule.value,
        inputs=(
            ("重污染天数（含沙尘）", str(held.with_sand)),
            ("重污染天数（剔除沙尘）", str(held.without_sand)),
            ("数据截至", str(held.until)),
        ),
        tables=(held.table,),
        interim=runs(rule, facts),
        standing=standing,
        projection=_heavy_projected(rule, facts, count) if runs(rule, facts) else "",
        check=check,
    )


def _heavy_projected(rule: Trigger, facts: Facts, count: int) -> str:
    span = rule.term.span(facts.year)
    assert facts.heavy is not None  # noqa: S101  asked by heavy_days
    gone = (facts.heavy.until - span.start).days + 1
    if gone <= 0 or not count:
        return ""
    expected = rounding.half_even(Fraction(count * span.days, gone), 1)
    return f"若按今年至今的频率推算，全年约{expected}天（未考虑季节差异，秋冬季通常更多）。"
