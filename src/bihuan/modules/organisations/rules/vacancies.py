"""Whether a body is without a responsible leader and lead office, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.modules.organisations.rules.packs import VacancyRule


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A body without a pair: since when, for how many days, and whether that is too long."""

    since: date
    days: int
    flagged: bool
    sentence: str


def vacancy(*, owed_since: date, last_ended: date | None, on: date, rule: VacancyRule) -> Vacancy:
    """Judge a vacancy.

    It runs from the day the last pair ended, or from the day the body came to owe one; the rule is
    not older than itself.
    """
    since = max(rule.since, owed_since, *([last_ended] if last_ended else []))
    days = max((on - since).days, 0)
    limit = since + timedelta(days=rule.days)
    if days > rule.days:
        sentence = f"已空缺{days}日，应在{limit:%Y-%m-%d}前确定。{rule.basis}。"
        return Vacancy(since, days, flagged=True, sentence=sentence)
    sentence = f"空缺{days}日，请在{limit:%Y-%m-%d}前确定。"
    return Vacancy(since, days, flagged=False, sentence=sentence)
