"""The people every access test asks: the one who may, the one above, the stranger, the machine.

A factory makes any row; a persona is somebody. Tests that need an account signed in through a post
of the demo province take `demo_site`; tests of rules take actors, which need no database.
"""

from collections.abc import Callable

import pytest

from bihuan.kernel.access import VISITOR, Actor, system_actor

NAMES = {
    "510000-agriculture": "四川省农业农村厅",
    "510000-water": "四川省水利厅",
    "510000-office": "四川省生态环境保护委员会办公室",
    "510100-water": "成都市水务局",
    "510104-water": "锦江区农业和水务局",
}


def actor(body: str, *roles: str, post: str = "1") -> Actor:
    """Return somebody in a post of this body with these roles."""
    region, line = body.split("-", 1)
    return Actor(
        key=f"post:{body}:{post}",
        name=f"演示{post}",
        post=f"{NAMES.get(body, body)}岗位{post}",
        body=body,
        body_name=NAMES.get(body, body),
        region=region,
        line=line,
        roles=frozenset(roles),
    )


@pytest.fixture
def make_actor() -> Callable[..., Actor]:
    """Return the maker of actors, for the tests that need one of their own."""
    return actor


@pytest.fixture
def clerk() -> Actor:
    """甲: the clerk of the body whose business it is."""
    return actor("510000-agriculture", "handler", post="经办人")


@pytest.fixture
def principal() -> Actor:
    """甲: the principal of the same body."""
    return actor("510000-agriculture", "principal", post="主要负责人")


@pytest.fixture
def office() -> Actor:
    """乙: the commission office, which looks over it."""
    return actor("510000-office", "handler", post="环委办经办人")


@pytest.fixture
def stranger() -> Actor:
    """丙: somebody of another body, with every role there is in it."""
    return actor("510104-water", "handler", "office_head", "deputy", "principal", post="无关人员")


@pytest.fixture
def machine() -> Actor:
    """系统: never None."""
    return system_actor("tests")


@pytest.fixture
def visitor() -> Actor:
    """Whoever has not signed in."""
    return VISITOR
