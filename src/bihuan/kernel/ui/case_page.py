"""The case page of every process: where it stands, what can be done, why this date, the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.process import api as processes
from bihuan.kernel.process.desks import ACTED
from bihuan.kernel.ui import panels
from bihuan.kernel.ui.components import Crumb, Fact, FileLine, LogEntry, Station
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.names import body_address, body_names
from bihuan.kernel.ui.presses import press_name
from bihuan.kernel.ui.shell import home_address
from bihuan.kernel.ui.table_cells import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.deadlines import Light as ClockLight
    from bihuan.kernel.deadlines.models import ClockRow
    from bihuan.kernel.process import Process, Step
    from bihuan.kernel.process.api import Mover, Option
    from bihuan.kernel.process.models import Case, CaseDetail, Passage
    from bihuan.kernel.ui.components import HasLight
    from bihuan.kernel.ui.panels import Panel

PHASES = {"done": "past", "current": "now", "ahead": ""}
SILENT = frozenset({"owner", ACTED})  # the owner stands first; who has acted stands in the record


@dataclass(frozen=True, slots=True)
class OptionView:
    """One step: pressed, filled in, or refused with every reason."""

    label: str
    basis: str
    url: str
    allowed: bool
    direct: bool  # nothing to fill in and nothing to confirm: the button acts at once
    tone: str
    reasons: tuple[str, ...]
    by: str
    once: str  # names one press of the button


@dataclass(frozen=True, slots=True)
class ClockView:
    """One running period with its light."""

    clock: ClockRow
    light: ClockLight


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the page of one case."""

    case: Case
    process: Process[Any]
    crumbs: tuple[Crumb, ...]
    line: str
    light: HasLight
    stations: tuple[Station, ...]
    mine: tuple[OptionView, ...]
    blocked: tuple[OptionView, ...]
    others: tuple[OptionView, ...]
    desks: tuple[str, ...]
    clocks: tuple[ClockView, ...]
    facts: tuple[Fact, ...]
    filled: tuple[Fact, ...]
    main: tuple[Panel, ...]
    side: tuple[Panel, ...]
    log: tuple[LogEntry, ...]
    span: str
    files: tuple[FileLine, ...]
    children: tuple[Fact, ...]


def build(case: Case, *, actor: Actor, at: datetime) -> CasePage:
    """Work out the page of a case this actor may see."""
    process = processes.process_of(case)
    detail = processes.detail_of(case)
    options = processes.available(detail, actor=actor, at=at)
    views = tuple(option_view(case, option) for option in options)
    yours = {option.step.key for option in options if option.is_yours}
    history = processes.history(case, papers=getattr(case, "has_papers", True))
    timed = process.has_clocks or case.next_due is not None
    clocks = tuple(
        ClockView(clock, deadlines.light_of(clock, at=at))
        for clock in (deadlines.running(case.subject) if timed else ())
    )
    movers, parties = processes.around(case)
    codes = {case.body, *(party.body for party in parties), *(mover.body for mover in movers)}
    names = body_names(codes, timezone.localdate(at))
    placed = panels.panels_for(case.process, detail, actor=actor, at=at)
    pairs = list(zip(options, views, strict=True))
    facts = _facts(case, process, detail, parties, names, actor=actor)
    return CasePage(
        case=case,
        process=process,
        crumbs=(Crumb("工作台", home_address()), Crumb(process.label), Crumb(case.number)),
        light=clocks[0].light if clocks else case_light(case, on=timezone.localdate(at)),
        stations=_stations(case, history),
        mine=tuple(view for _, view in pairs if view.allowed),
        blocked=tuple(v for option, v in pairs if not v.allowed and option.step.key in yours),
        others=tuple(v for option, v in pairs if option.step.key not in yours),
        desks=_desks(movers, names),
        clocks=clocks,
        facts=facts,
        filled=() if placed else _filled(detail),
        line=_line(case, process, facts),
        main=tuple(panel for panel in placed if panel.place == panels.MAIN),
        side=tuple(panel for panel in placed if panel.place == panels.SIDE),
        log=tuple(log_entry(passage, process) for passage in reversed(history)),
        span=_span(history),
        files=_files(case, history),
        children=_children(case, actor),
    )


def option_view(case: Case, option: Option) -> OptionView:
    """Describe one step for its button."""
    step: Step[Any] = option.step
    return OptionView(
        label=step.label,
        basis=step.basis,
        url=reverse("ui:step", args=(case.number, step.key)),
        allowed=option.allowed,
        direct=not step.needs and not step.confirm,
        tone=step.tone,
        reasons=tuple(refusal.sentence for refusal in option.refusals),
        by=step.by.label,
        once=press_name(),
    )


def _stations(case: Case, history: Sequence[Passage]) -> tuple[Station, ...]:
    return tuple(
        Station(
            station.label,
            PHASES[station.status],
            timezone.localtime(station.at).strftime("%m-%d") if station.at else "",
        )
        for station in processes.track(case, history)
        if case.is_open or station.status != "ahead"  # a closed case has no way left to go
    )


def _desks(movers: Sequence[Mover], names: Mapping[str, str]) -> tuple[str, ...]:
    """Say with whom the case lies, each body once with what it can do."""
    steps: dict[str, list[str]] = {}
    for mover in movers:
        steps.setdefault(names.get(mover.body, mover.body), []).append(mover.step_label)
    return tuple(f"{name}：{'、'.join(dict.fromkeys(labels))}" for name, labels in steps.items())


def _facts(
    case: Case,
    process: Process[Any],
    detail: CaseDetail,
    parties: Sequence[Any],
    names: Mapping[str, str],
    *,
    actor: Actor,
) -> tuple[Fact, ...]:
    facts = [
        Fact("编号", case.number),
        Fact("状态", process.state_label(case.state)),
        Fact("责任单位", names.get(case.body, case.body), body_address(case.body)),
    ]
    for party in parties:
        if party.part not in SILENT:
            label = _part_label(detail, party.part)
            facts.append(Fact(label, names.get(party.body, party.body), body_address(party.body)))
    if case.period:
        facts.append(Fact("所属时期", case.period))
    if case.parent_id is not None:
        facts += _parent(case.parent_id, actor)
    facts.append(Fact("开办时间", timezone.localtime(case.opened_at).strftime("%Y-%m-%d %H:%M")))
    facts.append(Fact("流程", f"{process.label}（第{case.version}版）"))
    return tuple(facts)


def _parent(parent_id: int, actor: Actor) -> list[Fact]:
    """Name the case above, to those who may see it."""
    above = processes.cases_for(actor).filter(pk=parent_id).first()
    if above is None:
        return []
    return [Fact("上级办件", above.number, reverse("ui:case", args=(above.number,)))]


def _filled(detail: CaseDetail) -> tuple[Fact, ...]:
    """Return what was filled in, for a process whose module brings no panel of its own."""
    facts = []
    for field in detail._meta.concrete_fields:  # noqa: SLF001 - documented
        value = getattr(detail, field.attname)
        if field.name == "case" or field.name.endswith("_body") or value == "":
            continue
        if isinstance(value, str | int | Decimal | date):  # an instant is a date, yes is a number
            words = str(dict(field.flatchoices).get(value, "")) or text_of(value)
            facts.append(Fact(str(field.verbose_name), words))
    return tuple(facts)


def _line(case: Case, process: Process[Any], facts: Sequence[Fact]) -> str:
    """Say the case in one line: process, number, where it stands, whose it is."""
    named: dict[str, list[str]] = {}
    for fact in facts:
        if fact.label.endswith("单位"):
            named.setdefault(fact.label, []).append(str(fact.value))
    bodies = [f"{label}：{'、'.join(dict.fromkeys(found))}" for label, found in named.items()]
    state = f"现在“{process.state_label(case.state)}”"
    return " · ".join([f"{process.label} {case.number}", state, *bodies])


def _part_label(detail: CaseDetail, part: str) -> str:
    names = {field.name: field for field in detail._meta.concrete_fields}  # noqa: SLF001 - documented
    field = names.get(f"{part}_body")
    return str(field.verbose_name) if field is not None else "相关单位"


def log_entry(passage: Passage, process: Process[Any]) -> LogEntry:
    """Turn one act into a line of the record."""
    moved = (
        f"，进入“{process.state_label(passage.after)}”" if passage.before != passage.after else ""
    )
    behalf = f"（代{passage.on_behalf_of}）" if passage.on_behalf_of else ""
    who = f"{passage.actor_body_name} {passage.actor_name}{behalf}".strip()
    return LogEntry(
        text=f"{passage.label}{moved}",
        who=who,
        at=passage.at,
        opinion=passage.opinion,
        seq=passage.seq,
        url=reverse("ui:ledger-entry", args=(passage.seq,)) if passage.seq else "",
        files=tuple(paper.name for paper in passage.attachments.all()),
    )


def _span(history: Sequence[Passage]) -> str:
    if not history:
        return ""
    first, last = history[0].seq, history[-1].seq
    return f"账本编号 #{first:,}" if first == last else f"账本编号 #{first:,}–#{last:,}"


def _files(case: Case, history: Sequence[Passage]) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(
            name=paper.name,
            url=reverse("ui:paper", args=(case.number, paper.pk)),
            size=paper.size,
            digest=paper.sm3,
            by=paper.by_name,
            at=paper.at,
            label=paper.label,
        )
        for passage in history
        for paper in passage.attachments.all()
    )


def _children(case: Case, actor: Actor) -> tuple[Fact, ...]:
    if not getattr(case, "is_parent", True):  # `case_by_number` has looked
        return ()
    seen = processes.cases_for(actor).filter(parent_id=case.pk).order_by("number")
    return tuple(
        Fact(child.number, child.title, reverse("ui:case", args=(child.number,))) for child in seen
    )
