"""A change above: who is affected is written down, each is asked again, nobody is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.directives.api import places
from bihuan.modules.following.models import Base, Cause, Change, Following, Holding, Pending
from bihuan.modules.following.operations.opening import LINE, take_over
from bihuan.modules.following.process import FOLLOWING
from bihuan.modules.following.queries.holding import live
from bihuan.modules.following.rules import verbs
from bihuan.modules.following.rules.comparing import CHANGED, REMOVED, WORDS, compare
from bihuan.modules.following.rules.relating import asked_of, level_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bihuan.modules.directives.api.places import ClauseFace, NoticeFace
    from bihuan.modules.following.rules.comparing import Difference

ACTOR = system_actor("following")


@transaction.atomic
def notice_changed(
    *,
    before: Sequence[ClauseFace],
    after: Sequence[ClauseFace],
    region: str,
    number: str,
    at: datetime,
) -> Change | None:
    """Write down what changed in the notice of a province and ask every place that answered it.

    Returns None where nothing changed, or where nobody has answered yet.
    """
    differences = compare(before, after) if before else []
    notice = places.notice_for(region)
    if not differences or notice is None:
        return None
    if not Holding.objects.filter(notice=notice.key, to_on__isnull=True).exists():
        return None
    return _announce(notice, region, f"{number}条款变化", differences, at=at)


@transaction.atomic
def city_decided(*, case: Following, at: datetime) -> Change | None:
    """Ask the counties that follow a city, where it now answers otherwise than before."""
    region = case.case.region
    notice = places.notice_for(region)
    if notice is None or level_of(region) != "C":
        return None
    differences = _differences_of(case, notice)
    if not differences:
        return None
    name = organisations.region(region).name
    return _announce(notice, region, f"{name}参照执行决定变化", differences, at=at)


def _differences_of(case: Following, notice: NoticeFace) -> list[Difference]:
    """Return which answers of a city are not what they were before this decision."""
    names = {face.code: face.name for face in notice.clauses}
    rows = Holding.objects.filter(region=case.case.region, notice=case.notice)
    new = {row.code: row for row in rows.filter(number=case.number)}
    on = civil_day(case.case.moved_at)
    old = {row.code: row for row in rows.filter(to_on=on).exclude(number=case.number)}
    found: list[Difference] = []
    for code, row in new.items():
        was = old.get(code)
        aspects = [
            [label, before, after]
            for (label, after), (_, before) in zip(_said(row), _said(was), strict=True)
            if before != after
        ]
        if was is not None and aspects:
            found.append(
                {"code": code, "name": names.get(code, code), "what": CHANGED, "aspects": aspects}
            )
    return found


def _said(row: Holding | None) -> list[tuple[str, str]]:
    if row is None:
        return [("答复", ""), ("本地要求", ""), ("期限推后天数", ""), ("理由", "")]
    return [
        ("答复", row.get_kind_display()),
        ("本地要求", row.own_text),
        ("期限推后天数", str(row.days or "")),
        ("理由", row.reason),
    ]


def _announce(
    notice: NoticeFace, origin: str, title: str, differences: list[Difference], *, at: datetime
) -> Change:
    ledger.lock()
    on = civil_day(at)
    words = "、".join(f"{x['code']}（{WORDS[x['what']]}）" for x in differences)
    change = Change.objects.create(
        notice=notice.key,
        origin=origin,
        title=f"{title}：{words}"[:200],
        on=on,
        at=at,
        differences=differences,
    )
    affected = _affected(notice, origin, differences, on=on)
    for region, codes in affected.items():
        _ask_again(change, notice, region, codes, at=at)
    ledger.record(
        verbs.CHANGED.key,
        actor=ACTOR,
        at=at,
        subject=f"following-change:{change.pk}",
        facts={
            "title": change.title,
            "origin": origin,
            "places": {region: tuple(sorted(codes)) for region, codes in affected.items()},
        },
    )
    return change


def _affected(
    notice: NoticeFace, origin: str, differences: Sequence[Difference], *, on: date
) -> dict[str, dict[str, str]]:
    """Return what each affected place answers to the changed clauses: place → clause → answer.

    Places that answered the notice are asked about new clauses too. Answers to a clause that is no
    longer there end with it.
    """
    codes = {item["code"] for item in differences}
    gone = {item["code"] for item in differences if item["what"] == REMOVED}
    rows = Holding.objects.filter(notice=notice.key, to_on__isnull=True)
    if level_of(origin) == "C":
        rows = rows.filter(region__startswith=origin[:4], base=Base.CITY).exclude(region=origin)
    else:
        rows = rows.filter(region__startswith=origin[:2])
    rows.filter(code__in=gone).update(to_on=on)
    held: dict[str, dict[str, str]] = {}
    for region, code, kind in rows.order_by("region").values_list("region", "code", "kind"):
        place = held.setdefault(region, {})
        if code in codes:
            place[code] = kind
    found: dict[str, dict[str, str]] = {}
    for region, kinds in held.items():
        asked = asked_of(notice, region)
        wanted = {code: kinds.get(code, "") for code in sorted(codes - gone) if code in asked}
        if wanted:
            found[region] = wanted
    return found


def _ask_again(
    change: Change, notice: NoticeFace, region: str, kinds: Mapping[str, str], *, at: datetime
) -> None:
    prints = {face.code: face.print for face in notice.clauses}
    on = civil_day(at)
    rows = Holding.objects.filter(live(on), region=region, notice=notice.key)
    held = {row.code: row for row in rows}
    base = Base.CITY if any(row.base == Base.CITY for row in held.values()) else Base.PROVINCE
    name = organisations.region(region).name
    case = process.open_case(
        FOLLOWING,
        title=f"{name}重新确认：{change.title}"[:200],
        body=f"{region}-{LINE}",
        region=region,
        line=LINE,
        fields={
            "notice": notice.key,
            "notice_number": notice.number,
            "cause": Cause.CHANGE,
            "base": base,
            "asked": {code: prints[code] for code in kinds},
            "change": change,
            "decider": f"{name}生态环境保护委员会",
        },
        actor=ACTOR,
        at=at,
    )
    take_over(case, held)
    Pending.objects.bulk_create(
        Pending(change=change, region=region, code=code, kind=kind, number=case.number, from_on=on)
        for code, kind in kinds.items()
    )
