"""A9: the policy of the product against the tables, on random subjects, actions and objects."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.access import all_permissions
from bihuan.kernel.process.registry import all_processes
from tests.assurance import policy_tables as tables
from tests.assurance.policy_checks import CHECKS, answer, some_what, some_who

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

pytestmark = pytest.mark.goal("A9")

PUSH, NIGHT = 50_000, int(os.environ.get("ASSURANCE_TUPLES", "1000000"))
MODULES: dict[str, Any] = {
    name: importlib.import_module(name) for name in {check.module for check in CHECKS} if name
}


def disagreements(chance: random.Random, number: int) -> list[str]:
    """Ask both sides; return where they differ, at most twenty times."""
    found: list[str] = []
    for _ in range(number // len(CHECKS) + 1):
        who = some_who(chance)
        what = some_what(chance, who)
        for check in CHECKS:
            said, meant = (
                answer(check, MODULES.get(check.module), who, what),
                check.oracle(who, what),
            )
            if said != meant:
                found.append(f"{check}: product {said}, tables {meant}, {who} {what}")
        if len(found) > 20:
            break
    return found


def test_tables_name_every_right_and_every_confined_process() -> None:
    assert {each.key for each in all_permissions() if "test" not in each.key} == set(tables.RIGHTS)
    confined = {process.key for process in all_processes() if process.confined}
    assert confined == set(tables.CONFINED)


def test_product_and_tables_agree(chance: random.Random, figure: Callable[[str], None]) -> None:
    assert disagreements(chance, PUSH) == []
    figure(f"{PUSH:,} tuples of {len(CHECKS)} actions, 0 disagreements")


@pytest.mark.assurance
def test_product_and_tables_agree_at_night(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    assert disagreements(chance, NIGHT) == []
    figure(f"{NIGHT:,} tuples of {len(CHECKS)} actions, 0 disagreements")
