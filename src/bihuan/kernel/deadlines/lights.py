"""Lights: one shape, one word and the dated rule that decided, computed and never stored."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import Unit, chinese_date, civil_day, working_days_between

if TYPE_CHECKING:
    from bihuan.kernel.calendar import Calendar

FILE = Path(__file__).resolve().parents[4] / "policies" / "lights.toml"
_PLACE = {"file": FILE}
_HOUR = timedelta(hours=1)
_FIELDS = frozenset(
    {"key", "name", "first_day", "soon_working_days", "soon_percent", "basis", "mark"}
)


class LightRuleError(ValueError):
    """The file of light rules cannot be trusted; the message names the place and the fault."""


@dataclass(frozen=True, slots=True)
class LightRule:
    """When a running deadline counts as near, from `first_day` until the next rule begins."""

    key: str
    name: str
    first_day: date
    soon_working_days: int
    soon_percent: int
    basis: str
    mark: str

    @property
    def sentence(self) -> str:
        """The rule as a reader sees it beside the light."""
        return (
            f"{self.name}：剩余不超过{self.soon_working_days}个工作日，"
            f"或不超过全部期限的{self.soon_percent}%，为临期。"
            f"自{chinese_date(self.first_day)}起适用。依据：{self.basis}。"
        )


@dataclass(frozen=True, slots=True)
class Light:
    """A status: `key` chooses shape and colour, `word` stands beside them, `rule` says why."""

    key: str
    word: str
    rule: str


_SUSPENDED = Light("hold", "中止计时", "期限中止期间不计时，恢复后继续计算。")


def light(
    due_on: date | None,
    *,
    on: date,
    calendar: Calendar,
    done_on: date | None = None,
    suspended: bool = False,
    start_on: date | None = None,
    unit: Unit = Unit.WORKDAY,
    extended: bool = False,
) -> Light:
    """Return the light of a deadline as it stood, or stands, on a day.

    :param done_on: the day the duty was done; a day after `on` is not known yet and is ignored.
    :param unit: how the rule counts what is left; lateness is always told in calendar days.
    :param start_on: lets the rule judge by the share of the period that is left.
    """
    rule = rule_on(on)
    if done_on is not None and done_on <= on:
        return Light("done", _done_word(due_on, done_on), rule.sentence)
    if due_on is None:
        return Light("none", "无期限", "没有规定期限，不计时。")
    if suspended:
        return _SUSPENDED
    if on > due_on:
        late = f"逾期{(on - due_on).days}天"
        return Light("late", late, "期限届满的次日起为逾期，按自然日计。")
    near = _is_near(rule, start_on, on, due_on, calendar)
    if extended and not near:
        return Light("run", f"已延期至{chinese_date(due_on)}", rule.sentence)
    return Light("soon" if near else "run", _left(on, due_on, calendar, unit), rule.sentence)


def light_by_the_hour(
    due_at: datetime, *, at: datetime, done_at: datetime | None = None, suspended: bool = False
) -> Light:
    """Return the light of a deadline counted in hours: its last day is near from the start."""
    rule = rule_on(civil_day(at))
    if done_at is not None and done_at <= at:
        late = -((due_at - done_at) // _HOUR) if done_at > due_at else 0
        return Light("done", f"逾期{late}小时办结" if late else "已办结", rule.sentence)
    if suspended:
        return _SUSPENDED
    if at > due_at:
        late = -((due_at - at) // _HOUR)
        return Light("late", f"逾期{late}小时", "按小时计算的期限，届满时刻之后即为逾期。")
    left = (due_at - at) // _HOUR
    near = due_at - at <= timedelta(days=1)
    word = f"剩{left}小时" if left else "不足1小时"
    return Light("soon" if near else "run", word, "按小时计算的期限，最后24小时为临期。")


def rule_on(day: date) -> LightRule:
    """Return the light rule that applied on a day.

    :raises LightRuleError: for a day before the first rule.
    """
    found = [rule for rule in rules() if rule.first_day <= day]
    if not found:
        message = f"{_PLACE['file'].name}：{day.isoformat()} 还没有适用的灯色规则。"
        raise LightRuleError(message)
    return found[-1]


def read_from(file: Path) -> None:
    """Choose the file the whole process reads; called once, when the application starts."""
    _PLACE["file"] = file
    rules.cache_clear()


@cache
def rules() -> tuple[LightRule, ...]:
    """Return every rule, oldest first."""
    return load(_PLACE["file"])


def load(file: Path) -> tuple[LightRule, ...]:
    """Read and judge a file of light rules.

    :raises LightRuleError: with the file, the rule and the fault.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file.name}：读不出来（{error}）。"
        raise LightRuleError(message) from error
    tables = values.get("rule")
    if values.keys() != {"rule"} or not isinstance(tables, list) or not tables:
        message = f"{file.name}：应当只有 [[rule]]，至少一条。"
        raise LightRuleError(message)
    found = sorted(
        (_rule(table, f"{file.name} 第{n}条") for n, table in enumerate(tables, start=1)),
        key=lambda rule: rule.first_day,
    )
    if len({rule.first_day for rule in found}) != len(found):
        message = f"{file.name}：两条规则从同一天起适用。"
        raise LightRuleError(message)
    return tuple(found)


def _rule(table: object, place: str) -> LightRule:
    if not isinstance(table, dict) or table.keys() != _FIELDS:
        message = f"{place}：字段应为 {'、'.join(sorted(_FIELDS))}。"
        raise LightRuleError(message)
    texts = [table[name] for name in ("key", "name", "basis", "mark")]
    counts = [table[name] for name in ("soon_working_days", "soon_percent")]
    whole = all(isinstance(text, str) and text for text in texts)
    whole &= all(type(count) is int and 0 <= count <= 100 for count in counts)  # noqa: PLR2004
    if not whole or type(table["first_day"]) is not date:
        message = f"{place}：有字段为空或类型不对；天数和百分数应在0到100之间。"
        raise LightRuleError(message)
    return LightRule(**table)


def _done_word(due_on: date | None, done_on: date) -> str:
    if due_on is None or done_on <= due_on:
        return "已办结"
    return f"逾期{(done_on - due_on).days}天办结"


def _left(on: date, due_on: date, calendar: Calendar, unit: Unit) -> str:
    if on == due_on:
        return "今天到期"
    # Before a last day on a weekend no working day may be left, and yet there is time.
    days = working_days_between(on, due_on, calendar) if unit is Unit.WORKDAY else 0
    return f"剩{days}个工作日" if days else f"剩{(due_on - on).days}天"


def _is_near(
    rule: LightRule, start_on: date | None, on: date, due_on: date, calendar: Calendar
) -> bool:
    if working_days_between(on, due_on, calendar) <= rule.soon_working_days:
        return True
    if start_on is None or start_on >= due_on:
        return False
    share = Fraction((due_on - on).days, (due_on - start_on).days)
    return share <= Fraction(rule.soon_percent, 100)
