"""Invented people in the real bodies of Sichuan (演示数据), made through operations.

The demonstration proves that the operations run: nothing here writes a table. `actor` gives tests
and the demonstrations of higher modules whoever holds a role in a body on a day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import ROLES, system_actor
from bihuan.kernel.access import api as access
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.organisations import operations, queries
from bihuan.modules.organisations.demo.cast import (
    ALIVE,
    CITIES,
    COUNTIES,
    COUNTY_LINES,
    PERSONAS,
    QUIET,
    RANKS,
    THREE,
    TWELVE,
    UNITS,
    Persona,
    name_of,
)
from bihuan.modules.organisations.models import Post
from bihuan.modules.organisations.operations import NewPost
from bihuan.modules.organisations.process import CONFIRM, END, RESPONSIBLE_PAIR, SUBMIT
from bihuan.modules.organisations.rules.packs import load_pack
from bihuan.modules.organisations.rules.pretending import pretend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process import Step
    from bihuan.modules.organisations.models import ResponsiblePair

__all__ = [
    "ALIVE",
    "CITIES",
    "COUNTIES",
    "COUNTY_LINES",
    "LOADED",
    "MAKER",
    "PERSONAS",
    "QUIET",
    "SINCE",
    "TWELVE",
    "Persona",
    "Staff",
    "actor",
    "add_province",
    "build",
]

MAKER = system_actor("demo")
SINCE = date(2023, 1, 1)
LOADED = datetime(2023, 3, 1, 9, tzinfo=SHANGHAI)


def actor(body: str, role: str, *, on: date) -> Actor:
    """Return whoever holds this role in this body on a day, in their own post.

    :raises LookupError: nobody does.
    """
    held = queries.roster(actor=MAKER, on=on, body=body).filter(on_behalf_of=None).order_by("-pk")
    for post in held:
        if role in post.roles:
            return queries.actor_of_post(post, on=on)
    message = f"Nobody is {role!r} in {body!r} on {on}."
    raise LookupError(message)


class Staff:
    """`actor` for a long story: the posts of a body are read once."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._posts: dict[str, list[Post]] = {}

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """Return whoever holds this role in this body on a day, in their own post.

        :raises LookupError: nobody does.
        """
        if body not in self._posts:
            held = Post.objects.filter(body_id=body, on_behalf_of=None).order_by("-pk")
            self._posts[body] = list(held.select_related("person"))
        for post in self._posts[body]:
            now = post.valid_from <= on and (post.valid_to is None or on < post.valid_to)
            if now and role in post.roles:
                return queries.actor_of_post(post, on=on)
        message = f"Nobody is {role!r} in {body!r} on {on}."
        raise LookupError(message)


@transaction.atomic
def build(*, at: datetime) -> int:
    """Load the map, people the living bodies, appoint the pairs; return how many posts there are.

    `at` is the moment the demonstration is built: somebody is absent on that day.
    """
    operations.load_bodies(actor=MAKER, at=LOADED)
    if Post.objects.exists():
        return Post.objects.count()
    posts = {body: _staff(body) for body in (*ALIVE, *QUIET)}
    _admit(posts)
    _appoint()
    _move()
    _leave_of_absence(posts["510000-water"], at)
    return Post.objects.count()


def _staff(body: str) -> dict[str, int]:
    """Give a body its people: one for each role."""
    view = queries.body(body, on=SINCE)
    first, second, third, fourth = RANKS[view.level]
    place, unit = _place(view), _unit_of(view)
    chief, vice = _titles(view.name, view.line)
    rows = (
        ("principal", chief, "", first),
        ("deputy", vice, "", second),
        ("office_head", f"{place}长" if view.line != "office" else "组长", unit, third),
        ("handler", "经办人", unit, fourth),
        ("reviewer", "法规和公开审查员", "办公室", third),
    )
    posts = {
        role: _hire(body, role, title, unit=where, rank=rank) for role, title, where, rank in rows
    }
    if body == "510000-office":
        for role in THREE:
            posts[role] = _hire(body, role, ROLES[role], unit="信息中心", rank=fourth)
        posts["viewer"] = _hire(body, "viewer", "审计人员", unit="审计厅派驻审计组", rank=third)
    return posts


def _place(view: queries.BodyView) -> str:
    return "处" if view.level == "province" else "科"


def _unit_of(view: queries.BodyView) -> str:
    return UNITS.get(view.line, "综合") + ("" if view.line == "office" else _place(view))


def _hire(body: str, role: str, title: str, *, unit: str, rank: str) -> int:
    name = name_of(body, role)
    person = operations.add_person(name, body=body, demo=True, actor=MAKER, at=LOADED)
    new = NewPost(
        body=body,
        title=title,
        roles=(role,),
        unit=unit,
        rank=rank,
        phone="028-00000000",
        public_name=role in {"principal", "deputy"},
    )
    return operations.give_post(person, new, since=SINCE, actor=MAKER, at=LOADED)


def _titles(name: str, line: str) -> tuple[str, str]:
    if line == "party":
        return "书记", "副书记"
    if line == "gov":
        return "行政首长", "分管领导"
    for ending, titles in (
        ("委员会办公室", ("主任", "副主任")),
        ("委员会", ("主任", "副主任")),
        ("厅", ("厅长", "副厅长")),
    ):
        if name.endswith(ending):
            return titles
    return "局长", "副局长"


def _admit(posts: dict[str, dict[str, int]]) -> None:
    """Give the personas their accounts; none has a password."""
    for persona in PERSONAS.values():
        account = access.create_account(
            login=persona.login,
            display=persona.name,
            password=None,
            actor=MAKER,
            at=LOADED,
            is_demo=True,
        )
        post = posts[persona.body][persona.role]
        operations.link_account(post, account_id=account.pk, actor=MAKER, at=LOADED)


def _appoint() -> None:
    """Appoint the pairs: ten in time, 商务厅 late, 省林草局 and later 交通运输厅 without one."""
    for order, line in enumerate(TWELVE):
        if line == "forestry":
            continue
        on = (
            date(2023, 5, 18)
            if line == "commerce"
            else date(2023, 3, 20) + timedelta(days=order % 9)
        )
        _pair(f"510000-{line}", on)
    for city in CITIES:
        for line in TWELVE[:9]:
            _pair(f"{city}-{line}", date(2023, 4, 10))
    for county in COUNTIES:
        for line in COUNTY_LINES[2:]:
            _pair(f"{county}-{line}", date(2023, 4, 24))


def _pair(body: str, on: date, *, leader: int | None = None) -> ResponsiblePair:
    clerk, chief = actor(body, "handler", on=on), actor(body, "principal", on=on)
    deputy = leader or int(actor(body, "deputy", on=on).key.removeprefix("post:"))
    head = actor(body, "office_head", on=on)
    pair = operations.open_pair(body=body, actor=clerk, at=_at(on, 9))
    fields: dict[str, object] = {
        "leader": deputy,
        "office": _unit_of(queries.body(body, on=on)),
        "office_head": head.name,
        "contact": clerk.name,
        "phone": "028-00000000",
        "document_no": f"分工文件（演示）{on.year}年第{on.month}号",
        "starts_on": on,
        "public_name": True,
    }
    _take(pair, SUBMIT, clerk, _at(on, 10), fields)
    _take(pair, CONFIRM, chief, _at(on, 15), {})
    return pair


def _move() -> None:
    """Let time pass: 水利厅 gets another deputy in 2024, 交通运输厅 loses its own in 2025.

    The new deputy of 交通运输厅 has not been appointed responsible leader: that is the vacancy.
    """
    on = date(2024, 9, 2)
    fresh = operations.add_person(
        "程望岳", body="510000-water", demo=True, actor=MAKER, at=_at(on, 8)
    )
    post = operations.give_post(
        fresh,
        NewPost("510000-water", "副厅长", ("deputy",), rank="副厅级", public_name=True),
        since=on,
        actor=MAKER,
        at=_at(on, 8),
    )
    second = _pair("510000-water", date(2024, 9, 9), leader=post)
    leaves = date(2025, 3, 3)
    end = {"ends_on": leaves, "end_reason": "工作调动（演示）"}
    _take(second, END, actor("510000-water", "principal", on=leaves), _at(leaves, 9), end)
    operations.end_post(post, on=leaves, reason="工作调动（演示）", actor=MAKER, at=_at(leaves, 10))
    _pair("510000-water", date(2025, 3, 10))
    gone = date(2025, 6, 2)
    away = actor("510000-transport", "deputy", on=gone)
    operations.end_post(
        int(away.key.removeprefix("post:")),
        on=gone,
        reason="退休（演示）",
        actor=MAKER,
        at=_at(gone, 9),
    )
    successor = operations.add_person(
        "甘听泉", body="510000-transport", demo=True, actor=MAKER, at=_at(gone, 10)
    )
    operations.give_post(
        successor,
        NewPost("510000-transport", "副厅长", ("deputy",), rank="副厅级", public_name=True),
        since=gone,
        actor=MAKER,
        at=_at(gone, 10),
    )


def _leave_of_absence(water: dict[str, int], at: datetime) -> None:
    """The head of 水利厅 is away for these days; the deputy signs for them."""
    today = at.astimezone(SHANGHAI).date()
    operations.arrange_absence(
        water["principal"],
        water["deputy"],
        since=today - timedelta(days=2),
        until=today + timedelta(days=30),
        reason="外出学习（演示）",
        actor=MAKER,
        at=at,
    )


def _take(
    pair: ResponsiblePair,
    step: Step[ResponsiblePair],
    who: Actor,
    at: datetime,
    fields: Mapping[str, object],
) -> None:
    process.perform(RESPONSIBLE_PAIR, step, pair, actor=who, at=at, inputs=Inputs(fields=fields))


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=SHANGHAI)


def add_province(number: int, *, cities: int, counties: int, at: datetime) -> str:
    """Load an invented province (演示数据) as any is loaded; return the code of its region."""
    pack = pretend(load_pack(), number, cities=cities, counties=counties)
    operations.load_bodies(actor=MAKER, at=at, pack=pack)
    return pack.region
