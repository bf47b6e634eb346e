"""Lines, tables and pages of duties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Fact, Light, Tab
from bihuan.kernel.ui.tables import Asked, Column, Filter, Table
from bihuan.modules.directives.queries import clauses as ledger
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries.standing import standings, with_status
from bihuan.modules.directives.rules.faces import value_word
from bihuan.modules.directives.rules.measures import measure_of
from bihuan.modules.directives.rules.occurrences import period_word
from bihuan.modules.directives.rules.pack import LEVEL_WORDS
from bihuan.modules.directives.rules.sentences import next_move
from bihuan.modules.directives.rules.status import Status
from bihuan.modules.directives.web.pages.addresses import address
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.models import Duty
    from bihuan.modules.directives.queries.standing import Standing
    from bihuan.modules.directives.rules.pack import Clause, Parameter
    from bihuan.modules.directives.rules.status import Fact as Shown

URGENCY = {
    status: order
    for order, status in enumerate(
        (
            Status.OVERDUE,
            Status.DUE_SOON,
            Status.IN_PROGRESS,
            Status.CANNOT_TELL,
            Status.MET_LATE,
            Status.MET,
            Status.WAIVED,
            Status.NOT_APPLICABLE,
        )
    )
}


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as tables and pages show it."""

    standing: Standing
    body_name: str
    light: Light

    @property
    def duty(self) -> Duty:
        """Return the duty."""
        return self.standing.duty

    @property
    def url(self) -> str:
        """Return its page."""
        return address("duty", self.duty.pk)

    @property
    def period(self) -> str:
        """Return the period, or what gave rise to it."""
        return occasion(self.duty)

    @property
    def next_move(self) -> str:
        """Return what can be done now."""
        found = self.standing
        return next_move(found.status, found.missing, found.clause)


def duty_lines(duties: Sequence[Duty], *, on: date) -> list[DutyLine]:
    """Return duties as lines."""
    names = organisations.names({duty.body for duty in duties}, on, short=True)
    return [
        DutyLine(found, names[found.duty.body], light_of(found, on))
        for found in standings(duties, on=on)
    ]


def occasion(duty: Duty) -> str:
    """Return the period of a duty, or what gave rise to it."""
    return duty.event or period_word(duty.period) or "一次性"


def light_of(found: Standing, on: date) -> Light:
    """Return the light of a duty."""
    return light(found.status, found.settled.due_on, found.sentence, on)


def light(status: Status, due_on: date | None, sentence: str, on: date) -> Light:
    """Return the light of a status, with the days to or since its date and the sentence why."""
    word = status.word
    if due_on is not None and status is Status.OVERDUE:
        word = f"逾期{(on - due_on).days}天"
    elif due_on is not None and status in {Status.DUE_SOON, Status.IN_PROGRESS}:
        word = f"剩{(due_on - on).days}天"
    return Light(status.light, word, sentence)


def duties_table(*, on: date) -> Table[Duty, DutyLine]:
    """Return the table of duties as they stand on a day."""
    return Table(
        "duties",
        "应办事项",
        columns=COLUMNS,
        filters=(
            Filter(
                "clause", "条款", choices=clause_choices, widget="select", narrow=_narrow_clause
            ),
            Filter(
                "status",
                "状态",
                choices=(("done", "已落实（含逾期落实）"), *((s.value, s.word) for s in Status)),
                widget="select",
                narrow=partial(_narrow_status, on),
            ),
            Filter("level", "层级", "level", choices=tuple(LEVEL_WORDS.items()), widget="select"),
            Filter("place", "地区", choices=place_choices, widget="select", narrow=_narrow_place),
        ),
        order=("clause_id", "body", "period"),
        prepare=lambda rows, _: duty_lines(rows, on=on),
        keep=("body", "on", "all"),
        empty_title="没有应办事项",
        empty_text="这里列出本单位按通知应当办的每一项。没有生成时请联系系统管理员。",
    )


COLUMNS: tuple[Column[DutyLine], ...] = (
    Column("clause", "条款", lambda line: line.standing.clause.id, order="clause__position"),
    Column(
        "name",
        "要求",
        lambda line: line.standing.clause.name,
        link=lambda line: line.url,
        fixed=True,
        width=24,
    ),
    Column("body", "责任单位", lambda line: line.body_name, order="body", width=20),
    Column("period", "期次", lambda line: line.period, order="starts_on"),
    Column("status", "状态", lambda line: line.light, kind="light"),
    Column("due", "期限", lambda line: line.standing.settled.due_on, order="due_on", kind="date"),
    Column("sentence", "为什么", lambda line: line.standing.sentence, width=60),
)


def _narrow_status(on: date, query: QuerySet[Duty], value: str, asked: Asked) -> QuerySet[Duty]:
    found = packs.loaded(asked.actor.region)
    soon = found[0].soon_until(on) if found else on
    wanted = {Status.MET, Status.MET_LATE} if value == "done" else {Status(value)}
    return with_status(query, wanted, on=on, soon_until=soon)


def _narrow_place(query: QuerySet[Duty], value: str, asked: Asked) -> QuerySet[Duty]:
    del asked
    inside = [each.code for each in organisations.regions(within=value)]
    return query.filter(region__in=inside)


def _narrow_clause(query: QuerySet[Duty], value: str, asked: Asked) -> QuerySet[Duty]:
    items = packs.loaded(asked.actor.region)
    return query.filter(clause_id__in=[item.ids[value] for item in items if value in item.ids])


def clause_choices(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the clauses to choose from."""
    return tuple(
        (clause.id, f"{clause.id} {clause.name}")
        for item in packs.loaded(actor.region)
        for clause in item.pack.clauses
        if clause.is_checkable
    )


def place_choices(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the places to choose from: those of the actor's own region and below."""
    return tuple(
        (place.code, place.name)
        for level in ("city", "county")
        for place in organisations.regions(level=level, within=actor.region)
    )


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence on a page."""

    label: str
    fact: Shown
    is_live: bool
    figures: str = ""

    @property
    def url(self) -> str:
        """Return the case behind it, or the page with the figures it was read off."""
        if self.figures:
            return self.figures
        return reverse("ui:case", args=(self.fact.number,))


@dataclass(frozen=True, slots=True)
class DutyPage:
    """Everything on the page of one duty."""

    line: DutyLine
    facts: tuple[Fact, ...]
    evidence: tuple[EvidenceLine, ...]
    why: ledger.Why
    parameters: tuple[str, ...]
    can_record: bool
    can_apply: bool
    can_withdraw: bool


def _figures(duty: Duty, clause: Clause, fact: Shown) -> str:
    """Return where the figures of a reading are shown."""
    found = measure_of(clause.evidence[fact.predicate].measure) if fact.measured else None
    return "" if found is None else found.link(duty.region, duty.starts_on)


def duty_page(duty: Duty, *, actor: Actor, on: date, may_withdraw: bool) -> DutyPage:
    """Work the page of one duty out."""
    line = duty_lines([duty], on=on)[0]
    found, clause = line.standing, line.standing.clause
    own = actor.body == duty.body and not found.status.is_done
    reason = ledger.why(duty)
    by_record = any(predicate.process == "duty-record" for predicate in clause.evidence)
    return DutyPage(
        line=line,
        facts=(
            Fact("条款", f"{clause.path} {clause.id} {clause.name}", address("clause", clause.id)),
            Fact("责任单位", line.body_name, address("duties", body=duty.body)),
            Fact("期次", line.period),
            Fact("期限", found.settled.due_on or "通知没有写期限"),
            Fact("报送对象", "、".join(clause.recipients)),
            Fact("公开", clause.publish),
            Fact("谁应当看到", "、".join(clause.see)),
        ),
        evidence=tuple(
            EvidenceLine(
                clause.evidence[fact.predicate].label,
                fact,
                fact.is_live(on),
                _figures(duty, clause, fact),
            )
            for fact in found.facts
            if fact.recorded_on <= on
        ),
        why=reason,
        parameters=tuple(parameter_sentence(item) for item in reason.parameters),
        can_record=own
        and by_record
        and not any(fact.measured for fact in found.facts)
        and bool({"handler"} & actor.roles),
        can_apply=own
        and not found.status.is_excluded
        and bool({"handler", "office_head"} & actor.roles),
        can_withdraw=may_withdraw,
    )


def parameter_sentence(parameter: Parameter) -> str:
    """Say a dated number with its source."""
    value = value_word(parameter)
    return f"{parameter.label}：{value}（{parameter.mark.word}；{parameter.basis}）"


@dataclass(frozen=True, slots=True)
class DutiesHead:
    """What stands above a table of duties: whose they are, and how many stand how."""

    title: str
    lead: str
    tabs: tuple[Tab, ...]
    waiting: tuple[tuple[str, str], ...]


def duties_head(
    duties: QuerySet[Duty] | None, *, body: str, name: str, actor: Actor, on: date, chosen: str = ""
) -> DutiesHead:
    """Return the head: each figure opens exactly its rows."""
    found = packs.for_place(body.partition("-")[0]) if body else None
    counts = ledger.by_status(duties, found, on) if found and duties is not None else {}
    tabs = [Tab("全部", address("duties", body=body), sum(counts.values()), not chosen)]
    tabs += [
        Tab(
            status.word,
            address("duties", body=body, status=status.value),
            counts[status],
            chosen == status.value,
        )
        for status in URGENCY
        if status in counts
    ]
    own = bool(body) and body == actor.body
    return DutiesHead(
        title="本单位履责" if own else f"{name or '应办事项'}{'履责' if name else ''}",
        lead=f"截至 {on}。状态由佐证计算得出，不能手填。",
        tabs=tuple(tabs) if counts else (),
        waiting=_waiting(body) if own else (),
    )


def _waiting(body: str) -> tuple[tuple[str, str], ...]:
    """Return the clauses of a body that wait for something to happen."""
    found = packs.for_place(body.partition("-")[0])
    if found is None:
        return ()
    return tuple(
        (f"{clause.name}：{clause.deadline.event}", address("happened", clause.id))
        for clause in ledger.on_demand(found, body)
    )
