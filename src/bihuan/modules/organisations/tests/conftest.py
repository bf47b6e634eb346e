"""The map of the province, loaded once per test that asks for it, and actors to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bihuan.kernel.access import Actor, system_actor
from bihuan.modules.organisations import operations
from bihuan.modules.organisations.operations import NewPost
from bihuan.modules.organisations.rules import packs

AT = datetime(2023, 3, 20, 2, 0, tzinfo=UTC)
CORNER = ("5101", "5111")
DAY = date(2023, 3, 20)
SYSTEM = system_actor("tests")


def acting(body: str, line: str, *roles: str, region: str = "510000", key: str = "post:0") -> Actor:
    return Actor(
        key=key,
        name="测试",
        post="测试岗位",
        body=body,
        body_name=body,
        region=region,
        line=line,
        roles=frozenset(roles),
    )


OFFICE = acting("510000-office", "office", "handler", "principal")
WATER_HANDLER = acting("510000-water", "water", "handler")
WATER_PRINCIPAL = acting("510000-water", "water", "principal", key="post:1")


@pytest.fixture
def province(db: None) -> None:  # noqa: ARG001 - asks for the database
    operations.load_bodies(actor=SYSTEM, at=AT)


@pytest.fixture
def corner(db: None) -> None:  # noqa: ARG001 - asks for the database
    """The province, its cities, and the counties of two of them: a fifth of the rows to write."""
    pack = packs.load_pack()
    regions = tuple(r for r in pack.regions if r.level != "county" or r.code[:4] in CORNER)
    operations.load_bodies(actor=SYSTEM, at=AT, pack=replace(pack, regions=regions))


def hire(
    name: str, body: str, title: str, *roles: str, unit: str = "", rank: str = "", since: date = DAY
) -> int:
    person = operations.add_person(name, body=body, actor=SYSTEM, at=AT)
    return operations.give_post(
        person,
        NewPost(body=body, title=title, roles=roles, unit=unit, rank=rank),
        since=since,
        actor=SYSTEM,
        at=AT,
    )
