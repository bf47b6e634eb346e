"""What would be published of a month: the very text, and what stands in the way of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bihuan.modules.quality import policies
from bihuan.modules.quality.models import MonthPublication
from bihuan.modules.quality.queries import overview as overviews
from bihuan.modules.quality.queries.files import water_tables_in_force
from bihuan.modules.quality.rules import months

if TYPE_CHECKING:
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.queries.lines import AirLine
    from bihuan.modules.quality.queries.overview import Overview, Ranking, WaterLine


class NotReady(ValueError):
    """The month cannot be published as it is; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class MonthText:
    """A month as it would be published: its text, and the tables it was computed by."""

    month: date
    title: str
    edition: str
    limits: str
    text: str
    sm3: str
    sha256: str
    without: tuple[str, ...]
    """Cities that have no index: they are published as "--"."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a month stands with the public: what a button above it says and does."""

    period: str
    label: str
    address: str
    """Of the newest publication, "" while there is none."""
    differs: bool
    """What was published and what would be published today are two texts."""
    lacking: str
    """Why it cannot be published today, "" when it can."""
    without: str = ""
    """Cities that would be published without an index."""
    withdrawn: str = ""
    """Since when and why the month was withdrawn; to publish it again takes a note."""
    may_withdraw: bool = False

    @property
    def needs_note(self) -> bool:
        """Say whether publishing now would correct something."""
        return self.differs or bool(self.withdrawn)


def month_text(period: str, *, actor: Actor, today: date) -> MonthText:
    """Return a month as it would be published, both years by the edition in force.

    :raises NotReady: it is no single month, not over, or its readings are not there.
    :raises NotAllowed: for whoever may not read unpublished figures.
    """
    try:
        span = months.parse(period)
    except ValueError as fault:
        raise NotReady(str(fault)) from fault
    if span.first != span.last:
        raise NotReady(f"{span.label}不是一个月。公布按月进行，请选择一个月。")
    if today <= span.end:
        raise NotReady(f"{span.label}还没有结束，结束以后才能公布。")
    found = overviews.overview(period=period, actor=actor)
    _ready(found, span)
    counties = overviews.ranking(period=period, actor=actor, level="county")
    content = _content(period, found, counties)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return MonthText(
        span.start,
        f"{span.label}全省环境质量",
        found.air.edition,
        found.air.limits,
        text,
        hashlib.new("sm3", text.encode()).hexdigest(),
        hashlib.sha256(text.encode()).hexdigest(),
        tuple(_without(found)),
    )


def _ready(found: Overview, span: months.Period) -> None:
    """Refuse a month whose readings are not all there; what is missing is named."""
    if found.air.until is None or found.air.until < span.end:
        told = "尚无" if found.air.until is None else f"只到{found.air.until}"
        raise NotReady(f"{span.label}的城市日值{told}，不能公布。请先由经办人导入完整的日值。")
    if len(_without(found)) == len(found.air.lines):
        raise NotReady(f"{span.label}没有一个市（州）可以计算综合指数，不能公布。请先核对日值。")
    if found.province_water is None or not found.province_water.total:
        raise NotReady(f"{span.label}没有断面水质数据，不能公布。请先由经办人导入断面月值。")


def _without(found: Overview) -> list[str]:
    return [line.place.short for line in found.air.lines if line.now.index == "--"]


def standing(period: str, *, actor: Actor, today: date) -> Standing | None:
    """Say how a month stands with the public; None for whoever may not publish, or no month."""
    if not policies.may_act(actor, policies.PUBLISH):
        return None
    span = months.parse(period)
    if span.first != span.last:
        return None
    row = MonthPublication.objects.filter(month=span.start).order_by("-version").first()
    current = row is not None and row.current
    found = Standing(
        period,
        span.label,
        "" if row is None else row.address,
        differs=False,
        lacking="",
        withdrawn=""
        if row is None or row.withdrawn_on is None
        else f"{row.withdrawn_on:%Y-%m-%d}撤下，原因：{row.withdrawn_reason}",
        may_withdraw=current and policies.may_act(actor, policies.WITHDRAW),
    )
    try:
        made = month_text(period, actor=actor, today=today)
    except NotReady as fault:
        return replace(found, lacking=str(fault))
    differs = row is not None and current and row.sm3 != made.sm3
    return replace(found, differs=differs, without="、".join(made.without))


def _content(period: str, found: Overview, counties: Ranking) -> dict[str, Any]:
    whole = found.province_water
    return {
        "month": period,
        "label": found.label,
        "edition": found.air.edition,
        "limits": found.air.limits,
        "air": [_air(line) for line in found.air.lines],
        "counties": [_air(line) for line in counties.air.lines if line.now.index != "--"],
        "water": [_water(line) for line in found.water],
        "province_water": None if whole is None else _water(whole),
        "standards": [found.air.edition, found.air.limits, water_tables_in_force().key],
    }


def _air(line: AirLine) -> dict[str, Any]:
    days = line.now.days.with_sand
    return {
        "place": line.place.code,
        "name": line.place.name,
        "rank": line.now.rank,
        "index": line.now.index,
        "index_then": line.then.index,
        "index_change": line.index_change,
        "figures": list(line.now.figures),
        "pm25": line.now.pm25,
        "pm25_then": line.then.pm25,
        "pm25_change": line.pm25_change,
        "main": list(line.now.main),
        "good": days.good,
        "valid": days.valid,
        "heavy": days.heavy,
        "rate": line.now.rate,
        "remark": line.now.remark,
    }


def _water(line: WaterLine) -> dict[str, Any]:
    return {
        "place": line.place.code,
        "name": line.place.name,
        "counts": list(line.counts),
        "total": line.total,
        "good": line.good,
        "rate": line.rate,
        "rate_then": line.rate_then,
        "trend": line.trend,
    }
