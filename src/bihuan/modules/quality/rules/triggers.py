"""The interview rule applied to a city: fired or not, by how much, on which figures.

A fired row is a proposal to look at (拟约谈建议), never an interview by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.quality.rules import trigger_air, trigger_other
from bihuan.modules.quality.rules.trigger_policy import Metric
from bihuan.modules.quality.rules.trigger_result import Answer, Result

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bihuan.modules.quality.rules.trigger_facts import Facts
    from bihuan.modules.quality.rules.trigger_policy import Gap, Policy, Tier, Trigger

JUDGES: dict[Metric, Callable[[Trigger, Facts, Policy], Answer]] = {
    Metric.RANK: trigger_air.rank,
    Metric.GOOD_DAYS_DOWN: trigger_air.good_days,
    Metric.HEAVY_DAYS: trigger_air.heavy_days,
    Metric.GOOD_WATER_DOWN: trigger_other.good_water,
    Metric.SECTION_BELOW_TARGET: trigger_other.sections_below_target,
    Metric.TARGET_MISSED: trigger_other.targets_missed,
    Metric.EVENT: trigger_other.incidents,
    Metric.NO_IMPROVEMENT: trigger_other.no_improvement,
    Metric.WATER_RANK_LAST: trigger_other.water_rank,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of the rule for one city, with everything needed to check it by hand."""

    rule: Trigger
    answer: Answer

    @property
    def result(self) -> Result:
        """Return fired, not fired, not applicable or not decidable."""
        return self.answer.result

    @property
    def sentence(self) -> str:
        """Return the verdict in a sentence, with the mark of an unverified number."""
        return f"{self.answer.sentence}{self.rule.caveat}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The trigger sheet of one city on one day."""

    code: str
    name: str
    on: date
    policy: str
    source: str
    verdicts: tuple[Verdict, ...]
    tier: Tier | None
    gaps: tuple[Gap, ...]

    @property
    def fired(self) -> tuple[Verdict, ...]:
        """Return every fired row, whatever its tier."""
        return tuple(one for one in self.verdicts if one.result is Result.FIRED)

    @property
    def sentence(self) -> str:
        """Return the whole sheet in a sentence."""
        open_rows = [one.rule.id for one in self.verdicts if one.result is Result.NOT_DECIDABLE]
        waiting = f"另有{'、'.join(open_rows)}因缺少数据不能判定。" if open_rows else ""
        if self.tier is None:
            return f"{self.name}：截至{self.on}，没有触发约谈情形。{waiting}"
        ids = "、".join(one.rule.id for one in self.fired)
        return (
            f"{self.name}：截至{self.on}，触发{ids}，最高为第{self.tier.number}级，"
            f"拟建议由{self.tier.interviewer}约谈{self.tier.interviewee}，须经人工核查和批准。{waiting}"
        )


def judge(rule: Trigger, facts: Facts, policy: Policy) -> Verdict:
    """Apply one row to one city."""
    return Verdict(rule, JUDGES[rule.metric](rule, facts, policy))


def sheet(facts: Facts, policy: Policy) -> Sheet:
    """Apply every row; the highest tier wins, and all fired rows are listed.

    :raises ValueError: when the day lies before the rule.
    """
    if facts.on < policy.start:
        raise ValueError(f"{policy.title}自{policy.start}起，{facts.on}尚不适用。")
    verdicts = tuple(judge(rule, facts, policy) for rule in policy.rules)
    tiers = [one.rule.tier for one in verdicts if one.result is Result.FIRED]
    return Sheet(
        code=facts.code,
        name=facts.name,
        on=facts.on,
        policy=policy.title,
        source=policy.source,
        verdicts=verdicts,
        tier=policy.tiers[max(tiers)] if tiers else None,
        gaps=policy.gaps,
    )
