"""A8: each rule of the policy changed, one at a time; the tables of A9 notice every change."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.access import ROLES, permissions
from tests.assurance import policy_tables as tables
from tests.assurance.mutating import mutants, source_of
from tests.assurance.policy_checks import CHECKS, answer, some_what, some_who

if TYPE_CHECKING:
    import ast
    import random
    from collections.abc import Callable, Iterator

    from tests.assurance.policy_checks import Check
    from tests.assurance.policy_tables import What, Who

ASKED = 6_000
"""Pairs of subject and object that each mutant is asked about until one of them notices."""
SEEN, DUTIES, POSTS = (
    "kernel.process.visibility",
    "modules.directives.policies",
    "modules.organisations.policies",
)
SAME = {
    # The same rows found another way; what differs is the plan of the database.
    (SEEN, "if 0 < len(prefix) <= PROVINCE:", "never"),
    (SEEN, "if 0 < len(prefix) <= PROVINCE:", "Lt → LtE"),
    (SEEN, "if 0 < len(prefix) <= PROVINCE:", "0 → 1"),
    (DUTIES, "if not prefix:", "never"),
    # Nobody's compartments are no compartments: an empty list holds nothing either.
    (SEEN, "if not actor.compartments:", "never"),
    # Whoever is in no body is on no line: the grid below holds nothing for them.
    (POSTS, "if actor.is_public or not actor.body:", "never"),
    (POSTS, "if actor.is_public or not actor.body:", "Or → And"),
    # No body is without a region: its code begins with one.
    (DUTIES, "if not actor.region:", "never"),
    (DUTIES, "return own", "return None"),
}
"""Changes that are none: no subject and no object could tell. Each of them must live."""


def policies() -> dict[str, list[Check]]:
    """Return the checks of each module of rules; rights are declared, and changed below."""
    found: dict[str, list[Check]] = {}
    for check in CHECKS:
        if check.module and check.name not in tables.RIGHTS:
            found.setdefault(check.module, []).append(check)
    return found


def made_of(name: str, tree: ast.Module) -> ModuleType | None:
    """Return a module made of a mutant; None where it cannot even be read."""
    whole = importlib.import_module(name)
    mutant = ModuleType(name)
    mutant.__package__, mutant.__file__ = name.rpartition(".")[0], whole.__file__
    sys.modules[name] = mutant
    try:
        exec(compile(tree, name, "exec"), mutant.__dict__)  # noqa: S102  our own code, one change
    except Exception:  # noqa: BLE001  whatever it is: the product would not start
        return None
    finally:
        sys.modules[name] = whole
    return mutant


def is_noticed(mutant: Any, checks: list[Check], asked: list[tuple[Who, What]]) -> bool:
    """Whether any pair is answered otherwise than the tables say, or not at all."""
    for who, what in asked:
        for check in checks:
            try:
                said = answer(check, mutant, who, what)
            except Exception:  # noqa: BLE001  a rule that breaks is noticed by whoever asks
                return True
            if said != meant(check, who, what):
                return True
    return False


@cache
def meant(check: Check, who: Who, what: What) -> bool:
    """Return what the tables say, worked out once for all mutants."""
    return check.oracle(who, what)


def living(chance: random.Random) -> Iterator[tuple[tuple[str, str, str], bool]]:
    """Give every mutant (module, line, change), and whether nobody noticed it."""
    asked = []
    for _ in range(ASKED):
        who = some_who(chance)
        asked.append((who, some_what(chance, who)))
    for name, checks in policies().items():
        source = source_of(name)
        lines = source.splitlines()
        for said, tree in mutants(source):
            number, _, change = said.removeprefix("line ").partition(": ")
            line = lines[int(number) - 1].strip()
            mutant = made_of(name, tree)
            alive = mutant is not None and not is_noticed(mutant, checks, asked)
            yield (name.removeprefix("bihuan."), line, change), alive


@pytest.mark.goal("A8")
def test_every_change_of_a_rule_is_noticed(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    tried = list(living(chance))
    alive = {said for said, lives in tried if lives}
    assert alive == SAME
    killed = sum(not lives for _, lives in tried)
    figure(
        f"{len(tried)} mutants of {len(policies())} modules of rules, {killed} killed,"
        f" {len(tried) - killed} that change nothing"
    )


def changed(right: permissions.Permission) -> Iterator[permissions.Permission]:
    """Give a right that is nobody's, the others', everybody's, and that of every line."""
    everybody = frozenset(ROLES)
    for roles in (frozenset[str](), everybody - right.rule_roles, everybody):
        yield replace(right, rule_roles=roles)
    yield replace(right, system=not right.system)
    if right.lines is not None:
        yield replace(right, lines=None)
        yield replace(right, lines=frozenset())


@pytest.mark.goal("A8")
def test_every_change_of_a_right_is_noticed(
    chance: random.Random, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    asked = [some_who(chance) for _ in range(2_000)]
    what = some_what(chance, asked[0])
    register = dict(permissions._register)  # noqa: SLF001  rights are declared nowhere else
    monkeypatch.setattr(permissions, "_register", register)
    checks = {check.name: check for check in CHECKS if check.name in tables.RIGHTS}
    tried, alive = 0, []
    for key, check in checks.items():
        whole = register[key]
        for mutant in changed(whole):
            if mutant == whole:
                continue
            register[key], tried = mutant, tried + 1
            if not is_noticed(None, [check], [(who, what) for who in asked]):
                alive.append(str(mutant))
        register[key] = whole
    assert alive == [], "\n".join(alive)
    figure(f"{tried} changes of {len(checks)} rights, {tried} killed")
