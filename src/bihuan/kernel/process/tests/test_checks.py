"""Each check fires on a planted fault, and the sample process has none."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models

from bihuan.kernel.access import holds
from bihuan.kernel.calendar import working_days
from bihuan.kernel.process import Clock, Field, Process, Step, register, temporarily
from bihuan.kernel.process.checks import faults_of
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import RepairState as S

REPAIR = sample.REPAIR
CLOCK = Clock("extra", "另一期限", working_days(5), basis="办法第一条")


class Elsewhere(models.TextChoices):
    """States of something else."""

    LIMBO = "limbo", "虚无"


def codes(process: Process[Any]) -> set[str]:
    return {str(fault.id) for fault in faults_of(process)}


def step(key: str, source: Any, target: Any, **more: Any) -> Step[Any]:
    named: dict[str, Any] = {"by": sample.OWNER, "basis": "办法第一条", **more}
    return Step(key, "步骤", source, target, **named)


def with_steps(*steps: Step[Any]) -> Process[Any]:
    return replace(REPAIR, steps=(*REPAIR.steps, *steps))


def test_the_samples_are_sound() -> None:
    assert faults_of(sample.REPAIR) == []
    assert faults_of(sample.VISIT) == []


@pytest.mark.parametrize(
    ("code", "faulty"),
    [
        ("E001", with_steps(sample.SIGN)),
        ("E002", with_steps(step("drift", S.OPENED, Elsewhere.LIMBO))),
        ("E003", with_steps(step("reopen", S.CLOSED, S.FIXING))),
        ("E004", with_steps(step("ask", S.PLANNING, S.PLANNING, needs=(Field("mesures"),)))),
        (
            "E005",
            replace(REPAIR, steps=tuple(s for s in REPAIR.steps if s is not sample.HOLD)),
        ),
        (
            "E006",
            replace(REPAIR, steps=tuple(s for s in REPAIR.steps if s is not sample.RESUME)),
        ),
        ("E008", with_steps(step("end", S.PLANNING, S.PLANNING, stops=(CLOCK,)))),
        (
            "E009",
            with_steps(step("drop", S.FIXING, S.CLOSED)),
        ),
        (
            "E011",
            with_steps(
                step(
                    "laed",
                    S.PLANNING,
                    S.PLANNING,
                    by=holds("handler", organ="laed", label="牵头单位"),
                )
            ),
        ),
        ("E012", with_steps(step("bare", S.PLANNING, S.PLANNING, basis=" "))),
    ],
)
def test_a_planted_fault_is_named(code: str, faulty: Process[Any]) -> None:
    assert codes(faulty) == {f"process.{code}"}
    assert all(fault.hint for fault in faults_of(faulty))


def test_a_clock_nobody_stops_is_named_and_seen_to_run_at_the_end() -> None:
    faulty = with_steps(step("begin", S.PLANNING, S.PLANNING, starts=(CLOCK,)))
    assert codes(faulty) == {"process.E007", "process.E009"}


def test_a_clock_stopped_on_one_way_only_may_still_run_on_the_other() -> None:
    steps = (
        step("a", S.OPENED, S.PLANNING, starts=(CLOCK,)),
        step("b", S.PLANNING, S.CLOSED, stops=(CLOCK,)),
        step("c", S.PLANNING, S.REVIEW),
        step("d", S.REVIEW, S.CLOSED),
    )
    faults = faults_of(replace(REPAIR, steps=steps, starts=(), track=()))
    assert "process.E009" in {fault.id for fault in faults}


def test_a_step_constant_nobody_listed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("planted.process")
    faulty = replace(REPAIR, key="planted")
    vars(module).update(PROCESS=faulty, FORGOTTEN=step("forgotten", S.OPENED, S.CLOSED))
    monkeypatch.setitem(sys.modules, "planted.process", module)
    (fault,) = faults_of(faulty)
    assert (fault.id, "FORGOTTEN" in fault.msg) == ("process.E010", True)


def test_manage_check_fails_on_bad_law() -> None:
    faulty = replace(with_steps(step("reopen", S.CLOSED, S.FIXING)), key="planted-2")
    with temporarily(faulty), pytest.raises(SystemCheckError, match=r"process\.E003"):
        call_command("check", "--tag", "process")


def test_two_processes_cannot_share_a_key_and_version() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register(replace(REPAIR, label="冒名"))
