"""Below the use cases: what cases have already shown, for duties that are born after them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bihuan.kernel import process as registry
from bihuan.kernel.calendar import for_region
from bihuan.kernel.process import api as process
from bihuan.modules.directives.models import (
    Duty,
    DutyRecord,
    Evidence,
    Exemption,
    LocalRule,
    RecordState,
    StrayRecord,
)
from bihuan.modules.directives.rules.occurrences import event_end
from bihuan.modules.directives.rules.values import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bihuan.kernel.process import StepPerformed
    from bihuan.modules.directives.queries.loaded import Loaded, Shows
    from bihuan.modules.directives.rules.membership import Member

FINISHED = frozenset({RecordState.RECORDED.value, RecordState.CONFIRMED.value})


@dataclass(frozen=True, slots=True)
class Happened:
    """A case entered a state."""

    process: str
    state: str
    number: str
    title: str
    body: str
    region: str
    period: str
    topic: str
    recorded_on: date
    on: date
    seq: int


@dataclass(slots=True)
class History:
    """Everything of the past that a predicate or a trigger of one pack asks for."""

    shown: dict[tuple[str, str, str], list[tuple[Shows, Happened]]] = field(default_factory=dict)
    """By clause and body and, where it must fit, period or case number ("*" where it need not)."""
    ends: dict[tuple[str, str], list[Happened]] = field(default_factory=dict)
    """By process and case number: every state that was entered."""
    triggers: dict[str, list[Happened]] = field(default_factory=dict)
    relieved: set[tuple[int, str]] = field(default_factory=set)
    local: set[tuple[int, str]] = field(default_factory=set)
    """Clause and region of what places decided for themselves."""
    opened: dict[tuple[str, str, str], date] = field(default_factory=dict)
    """By the same key as `shown`: when the first case about it was opened."""

    def knows(self, clause_id: int, code: str, body: str, period: str) -> bool:
        """Say whether anything is known about a duty."""
        if (clause_id, body.partition("-")[0]) in self.local:
            return True
        return (clause_id, body) in self.relieved or any(
            key in self.shown or key in self.opened for key in slots(code, body, period)
        )


def gather(item: Loaded) -> History:
    """Read the past once."""
    found = History(
        relieved=set(Exemption.objects.values_list("clause_id", "body")),
        local=set(LocalRule.objects.order_by().values_list("clause_id", "region").distinct()),
    )
    entered = {key: _entered(*key) for key in _states(item)}
    for rows in entered.values():
        for row in rows:
            found.ends.setdefault((row.process, row.number), []).append(row)
    for key, shows in item.shows.items():
        for show in shows:
            for row in entered[key]:
                place = slot(show, row)
                if place is not None:
                    found.shown.setdefault(place, []).append((show, row))
    _gather_openings(item, found)
    for key, codes in item.triggers.items():
        for code in codes:
            found.triggers.setdefault(code, []).extend(entered[key])
    return found


def _gather_openings(item: Loaded, found: History) -> None:
    for key in {process_key for process_key, _ in item.shows}:
        shows = {show for (of, _), rows in item.shows.items() if of == key for show in rows}
        for row in _entered(key, registry.get(key).initial.value):
            for place in {slot(show, row) for show in shows} - {None}:
                if place is not None:
                    day = found.opened.get(place, row.recorded_on)
                    found.opened[place] = min(day, row.recorded_on)


def _states(item: Loaded) -> set[tuple[str, str]]:
    wanted = set(item.shows) | set(item.triggers)
    for shows in item.shows.values():
        wanted |= {
            (show.predicate.process, state) for show in shows for state in show.predicate.until
        }
    return wanted


def _entered(key: str, state: str) -> list[Happened]:
    rows = process.reached(key, state)
    records = _records([row.case_number for row in rows]) if key == RECORD else {}
    found = []
    for row in rows:
        topic, period, happened_on = records.get(row.case_number, ("", "", None))
        found.append(
            Happened(
                process=key,
                state=state,
                number=row.case_number,
                title=row.title,
                body=row.body,
                region=row.body.partition("-")[0],
                period=period,
                topic=topic,
                recorded_on=row.on,
                on=happened_on or row.on,
                seq=row.seq,
            )
        )
    return found


def _records(numbers: Sequence[str]) -> dict[str, tuple[str, str, date | None]]:
    found: dict[str, tuple[str, str, date | None]] = {}
    for start in range(0, len(numbers), 500):
        rows = DutyRecord.objects.filter(case__number__in=numbers[start : start + 500])
        for number, topic, period, happened_on in rows.values_list(
            "case__number", "case__topic", "case__period", "happened_on"
        ):
            found[number] = (topic, period, happened_on)
    return found


def slot(show: Shows, row: Happened) -> tuple[str, str, str] | None:
    """Return which duties a case can be evidence of: clause, body, period; None for none at all."""
    match show.predicate.match:
        case "clause":
            return (show.code, row.body, row.period) if row.topic == show.code else None
        case "case":
            return (show.code, "*", row.number)
        case _:
            return (show.code, row.body, "*")


def slots(code: str, body: str, period: str) -> tuple[tuple[str, str, str], ...]:
    """Return where evidence of a duty would lie."""
    return ((code, body, period), (code, body, "*"), (code, "*", period))


def attach_past(item: Loaded, duties: Iterable[Duty], past: History) -> list[Duty]:
    """Attach what is known already; return the duties that anything is known about."""
    evidence, touched = [], []
    for duty in duties:
        rows: list[tuple[Shows, Happened]] = []
        keys = dict.fromkeys(slots(item.codes[duty.clause_id], duty.body, duty.period))
        for key in keys:
            rows += past.shown.get(key, [])
        duty.opened_on = min((past.opened[key] for key in keys if key in past.opened), default=None)
        evidence += [_ended(new_evidence(duty, show, row), show, row, past) for show, row in rows]
        decided = (duty.clause_id, duty.body) in past.relieved
        if rows or duty.opened_on or decided or (duty.clause_id, duty.region) in past.local:
            touched.append(duty)
    Duty.objects.bulk_update(
        [duty for duty in touched if duty.opened_on], ["opened_on"], batch_size=100
    )
    Evidence.objects.bulk_create(evidence, batch_size=500)
    numbers = sorted({row.number for row in evidence})
    for start in range(0, len(numbers), 500):
        shown = numbers[start : start + 500]
        StrayRecord.objects.filter(record__case__number__in=shown).delete()
    return touched


def note_strays(event: StepPerformed) -> None:
    """Keep a finished record that shows nothing, until a duty is born that it shows."""
    if event.process != RECORD or event.after not in FINISHED:
        return
    if not Evidence.objects.filter(number=event.number).exists():
        StrayRecord.objects.get_or_create(record_id=event.case_id)


def _ended(evidence: Evidence, show: Shows, row: Happened, past: History) -> Evidence:
    following = sorted(past.ends.get((row.process, row.number), []), key=lambda item: item.seq)
    for later in following:
        if later.seq > row.seq and later.state in show.predicate.until:
            why = turned(later.process, later.state)
            end(evidence, on=later.recorded_on, why=why, lapsed=True)
            break
    return evidence


def new_evidence(duty: Duty, show: Shows, row: Happened) -> Evidence:
    """Return the evidence a case is of a duty."""
    return Evidence(
        duty=duty,
        predicate=show.index,
        number=row.number,
        title=row.title,
        process=row.process,
        state=row.state,
        on=row.on,
        recorded_on=row.recorded_on,
        seq=row.seq,
    )


def end(evidence: Evidence, *, on: date, why: str, lapsed: bool) -> None:
    """Mark evidence as no longer counting."""
    evidence.ended_on, evidence.ended_why, evidence.lapsed = on, why, lapsed


def turned(key: str, state: str) -> str:
    """Say what made evidence lapse."""
    return f"办件转为“{registry.get(key).state_label(state)}”"


def triggered(
    item: Loaded, code: str, members: Mapping[str, Member | None], row: Happened
) -> Duty | None:
    """Return the duty that a case gives rise to, None when it falls on nobody here."""
    clause = item.pack.clause(code)
    if clause is None:
        return None
    region = row.region
    owner = f"{region}-office" if clause.deadline.owner == "office" else row.body
    body = members.get(owner)
    if body is None or body.level not in clause.levels:
        return None
    due_on = event_end(item.pack, clause, for_region(region), row.recorded_on)
    return new_duty(item.ids[code], body, row.number, row.recorded_on, due_on, event=row.title)


def new_duty(
    clause_id: int,
    body: Member,
    period: str,
    starts_on: date,
    due_on: date | None,
    *,
    event: str = "",
) -> Duty:
    """Return a duty of which nothing is known yet."""
    return Duty(
        clause_id=clause_id,
        body=body.code,
        region=body.region,
        line=body.line,
        level=body.level,
        period=period,
        event=event,
        starts_on=starts_on,
        first_due_on=due_on,
        due_on=due_on,
    )
