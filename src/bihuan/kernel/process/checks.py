"""Every definition is judged at start: `manage.py check` fails on bad law.

process.E001 duplicate step key            process.E007 a clock is started and never stopped
process.E002 unknown state                 process.E008 a clock is stopped and never started
process.E003 a step leaves a final state   process.E009 a clock may still run in a final state
process.E004 a need the model lacks        process.E010 a Step constant missing from `steps`
process.E005 unreachable state             process.E011 a rule names an organ the case lacks
process.E006 a state without a way out     process.E012 no basis, label or key where law needs one
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core import checks

from bihuan.kernel.process.definition import OPINION, Process, Step
from bihuan.kernel.process.desks import ORGAN_SUFFIX
from bihuan.kernel.process.filling import model_field
from bihuan.kernel.process.models import CaseDetail
from bihuan.kernel.process.registry import all_processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bihuan.kernel.process.definition import Clock

TAG = "process"


def register() -> None:
    """Make `manage.py check` judge every registered process."""
    checks.register(check_processes, TAG)


def check_processes(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:  # noqa: ARG001 - Django's signature
    """Judge every registered process."""
    return [fault for process in all_processes() for fault in faults_of(process)]


def faults_of(process: Process[Any]) -> list[checks.CheckMessage]:
    """Return everything that is wrong with one definition."""
    found: list[checks.CheckMessage] = []
    for judge in (
        _duplicate_steps,
        _unknown_states,
        _leaves_final,
        _needs_lacking,
        _unreachable,
        _no_way_out,
        _clocks_unbalanced,
        _clocks_left_running,
        _steps_left_out,
        _organs_lacking,
        _nothing_said,
    ):
        found += judge(process)
    return found


def _error(process: Process[Any], number: int, sentence: str, hint: str) -> checks.Error:
    name = f"{process.key} v{process.version}"
    return checks.Error(f"{name}: {sentence}", hint=hint, obj=name, id=f"process.E{number:03}")


def _duplicate_steps(process: Process[Any]) -> Iterator[checks.Error]:
    keys = [step.key for step in process.steps]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield _error(process, 1, f"step key {key!r} is used twice.", "Give each step its own key.")


def _unknown_states(process: Process[Any]) -> Iterator[checks.Error]:
    known = set(process.states.values)
    used = {state for step in process.steps for state in (*step.sources, step.target)}
    named = used | {process.initial, *process.final, *process.track}
    for state in sorted(str(state.value) for state in named):
        if state not in known:
            hint = f"States are the members of {process.states.__name__}."
            yield _error(process, 2, f"state {state!r} is unknown.", hint)


def _leaves_final(process: Process[Any]) -> Iterator[checks.Error]:
    for step in process.steps:
        for source in step.sources:
            if process.is_final(source.value):
                sentence = f"step {step.key!r} leaves the final state {source.value!r}."
                hint = "Reopening is a new case, or the state is not final."
                yield _error(process, 3, sentence, hint)


def _needs_lacking(process: Process[Any]) -> Iterator[checks.Error]:
    for step in process.steps:
        for field in step.fields:
            stored = model_field(process.detail, field.name)
            if (stored is None and field.name != OPINION.name) or field.name == "case":
                sentence = f"step {step.key!r} needs {field.name!r}."
                hint = f"{process.detail.__name__} has no field of this name."
                yield _error(process, 4, sentence, hint)


def _unreachable(process: Process[Any]) -> Iterator[checks.Error]:
    reached = _spread({process.initial.value}, _ways(process))
    for state in process.states.values:
        if state not in reached:
            hint = "Add a step that leads there, or drop the state."
            yield _error(process, 5, f"state {state!r} cannot be reached.", hint)


def _no_way_out(process: Process[Any]) -> Iterator[checks.Error]:
    back = [(target, source) for source, target in _ways(process)]
    ends = _spread({state.value for state in process.final}, back)
    for state in process.states.values:
        if state not in ends:
            hint = "Every case must be able to end: add a step towards a final state."
            yield _error(process, 6, f"no way leads from {state!r} to a final state.", hint)


def _clocks_unbalanced(process: Process[Any]) -> Iterator[checks.Error]:
    started = _keys(process.starts, *(step.starts for step in process.steps))
    stopped = _keys(*(step.stops for step in process.steps))
    changed = stopped | _keys(*(step.pauses + step.resumes for step in process.steps))
    for key in sorted(started - stopped):
        hint = "Name it in `stops` of the step that fulfils it."
        yield _error(process, 7, f"clock {key!r} is started and never stopped.", hint)
    for key in sorted(changed - started):
        hint = "Name it in `starts` of a step or of the process."
        yield _error(process, 8, f"clock {key!r} is stopped or paused and never started.", hint)


def _clocks_left_running(process: Process[Any]) -> Iterator[checks.Error]:
    """Follow the clocks along every way through the graph until nothing changes."""
    running: dict[str, set[str]] = {state: set() for state in process.states.values}
    running.setdefault(process.initial.value, set()).update(_keys(process.starts))
    reached = {process.initial.value}
    changed = True
    while changed:
        changed = False
        for step in process.steps:
            after = running.setdefault(step.target.value, set())
            for source in step.sources:
                if source.value not in reached:
                    continue
                arriving = (running[source.value] - _keys(step.stops)) | _keys(step.starts)
                if step.target.value not in reached or not arriving <= after:
                    after |= arriving
                    reached.add(step.target.value)
                    changed = True
    for final in process.final:
        for key in sorted(running.get(final.value, ())):
            sentence = f"clock {key!r} may still run in the final state {final.value!r}."
            hint = (
                "Stop it in every step that leads there; stopping a clock that rests does no harm."
            )
            yield _error(process, 9, sentence, hint)


def _steps_left_out(process: Process[Any]) -> Iterator[checks.Error]:
    """Look at the file that defines the process for steps nobody listed."""
    for name, module in sorted(sys.modules.items()):
        if not name.rsplit(".", 1)[-1].startswith("process") and ".process." not in name:
            continue
        values = dict(vars(module))
        if not any(value is process for value in values.values()):
            continue
        processes = [value for value in values.values() if isinstance(value, Process)]
        listed = {id(step) for one in processes for step in one.steps}
        for constant, value in sorted(values.items()):
            if isinstance(value, Step) and id(value) not in listed:
                sentence = f"{name}.{constant} is not among the steps of the process."
                yield _error(process, 10, sentence, "Add it to `steps`, or remove it.")


def _organs_lacking(process: Process[Any]) -> Iterator[checks.Error]:
    if process.detail.organ is not CaseDetail.organ:
        return  # the model answers in its own way
    known = {"owner", "", *process.detail.parts}
    rules = [("opens_by", process.opens_by), *((step.key, step.by) for step in process.steps)]
    for where, rule in rules:
        for organ, _ in rule.roles():
            if organ not in known and not hasattr(process.detail, organ + ORGAN_SUFFIX):
                sentence = f"{where!r} names the organ {organ!r}."
                hint = f"Add a field {organ}{ORGAN_SUFFIX} or name it in `parts`."
                yield _error(process, 11, sentence, hint)


def _nothing_said(process: Process[Any]) -> Iterator[checks.Error]:
    said: list[tuple[str, str]] = [
        ("the process", process.key),
        ("the process", process.label),
        ("opening", process.opens_basis),
        ("numbering", process.number_prefix),
    ]
    for step in process.steps:
        said += [(f"step {step.key!r}", text) for text in (step.key, step.label, step.basis)]
    for clock in process.clocks:
        said += [(f"clock {clock.key!r}", text) for text in (clock.key, clock.label, clock.basis)]
    for where in dict.fromkeys(where for where, text in said if not text.strip()):
        hint = "A rule carries its article, and people read labels."
        yield _error(process, 12, f"{where} has an empty key, label or basis.", hint)


def _ways(process: Process[Any]) -> list[tuple[str, str]]:
    return [(s.value, step.target.value) for step in process.steps for s in step.sources]


def _spread(start: set[str], ways: Sequence[tuple[str, str]]) -> set[str]:
    reached = set(start)
    grown = True
    while grown:
        new = {target for source, target in ways if source in reached} - reached
        reached |= new
        grown = bool(new)
    return reached


def _keys(*groups: Iterable[Clock[Any]]) -> set[str]:
    return {clock.key for group in groups for clock in group}
