"""Many cases at once, with the rows that `open_case` and `perform` would have left.

For demonstrations and measurements only: nobody is asked whether he may, no guard is judged, no
event is published. The facts of the ledger come from the same functions; `tests/journeys/
test_scale.py` compares everything else, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic

from django.db.models import Max
from django.utils import timezone

from bihuan.kernel.ledger.api import insert_rows
from bihuan.kernel.process import desks, entries
from bihuan.kernel.process.definition import EMPTY, Attempt, D, Inputs
from bihuan.kernel.process.locked import overwrite
from bihuan.kernel.process.models import Case, Desk, NumberSeries, Party, Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ledger.demo import Chain
    from bihuan.kernel.process.definition import Process, Step

PASSAGE = (
    *("case_id", "step", "label", "before", "after", "at", "actor_key", "actor_name"),
    *("actor_post", "actor_body", "actor_body_name", "on_behalf_of", "opinion", "seq"),
)


class NotForBulk(ValueError):
    """A process with clocks, or a step from where the case is not: take the engine for these."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step of a case: which, by whom, when, with what filled in."""

    step: Step[Any]
    actor: Actor
    at: datetime
    fields: Mapping[str, object] = field(default_factory=dict)
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One case from its opening to where it stands."""

    title: str
    body: str
    region: str
    line: str
    period: str
    topic: str
    opened_by: Actor
    opened_at: datetime
    fields: Mapping[str, object] = field(default_factory=dict)
    acts: Sequence[Act] = ()


@dataclass(slots=True)
class Cases(Generic[D]):
    """Collects many cases of one process and writes them, in one transaction with their chain."""

    process: Process[D]
    chain: Chain
    effects: Mapping[str, Callable[[D, Actor], None]] = field(default_factory=dict)
    """What the effects of a step write on the detail, by the key of the step."""
    _details: list[D] = field(default_factory=list)
    _passages: list[tuple[Any, ...]] = field(default_factory=list)
    _parties: list[tuple[int, str, str]] = field(default_factory=list)
    _desks: list[tuple[int, str, str, str]] = field(default_factory=list)
    _last: int = 0
    _numbers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out where keys and numbers stand; the chain holds the lock."""
        if self.process.has_clocks:
            raise NotForBulk(self.process.key)
        self._last = Case.objects.aggregate(last=Max("pk"))["last"] or 0
        rows = NumberSeries.objects.filter(prefix=self.process.number_prefix)
        self._numbers = dict(rows.values_list("year", "last"))

    def tell(self, story: Story) -> tuple[D, int]:
        """Take one case in; return it with the ledger number of its last act."""
        detail = self._open(story)
        case = detail.case
        seq = self.chain.add(
            "case.open",
            actor=story.opened_by,
            at=story.opened_at,
            subject=case.subject,
            after=case.state,
            facts=entries.opening_facts(self.process, detail, fields=story.fields),
        )
        label = f"开办{self.process.label}"
        self._pass(case, "open", label, "", story.opened_by, story.opened_at, seq)
        parties = dict.fromkeys((body, part) for part, body in desks.organ_fields(detail) if body)
        actors = {story.opened_by.body, *(act.actor.body for act in story.acts)} - {""}
        for act in story.acts:
            seq = self._act(detail, act)
            parties |= dict.fromkeys((b, p) for p, b in desks.organ_fields(detail) if b)
        parties |= dict.fromkeys((body, desks.ACTED) for body in sorted(actors))
        self._parties += [(case.pk, body, part) for body, part in parties]
        wanted = {
            (desk.body, desk.role, step.key)
            for step in self.process.leaving(case.state)
            if step.awaited
            for desk in step.by.desks(detail)
        }
        self._desks += [(case.pk, *desk) for desk in sorted(wanted)]
        self._details.append(detail)
        return detail, seq

    def store(self) -> int:
        """Write everything that was collected; return how many cases."""
        details, self._details = self._details, []
        insert_rows(Case, *_rows(Case, [detail.case for detail in details]))
        insert_rows(self.process.detail, *_rows(self.process.detail, details))
        insert_rows(Passage, PASSAGE, self._passages)
        insert_rows(Party, ("case_id", "body", "part"), self._parties)
        insert_rows(Desk, ("case_id", "body", "role", "step"), self._desks)
        self._passages, self._parties, self._desks = [], [], []
        for year, last in self._numbers.items():
            NumberSeries.objects.update_or_create(
                prefix=self.process.number_prefix, year=year, defaults={"last": last}
            )
        self.chain.store()
        return len(details)

    def _open(self, story: Story) -> D:
        year = timezone.localtime(story.opened_at).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        self._last += 1
        case = Case(
            pk=self._last,
            number=f"{self.process.number_prefix}-{year}-{self._numbers[year]:04d}",
            process=self.process.key,
            version=self.process.version,
            state=self.process.initial.value,
            title=story.title,
            body=story.body,
            region=story.region,
            line=story.line,
            period=story.period,
            topic=story.topic,
            opened_at=story.opened_at,
            moved_at=story.opened_at,
        )
        return self.process.detail(case=case, **story.fields)

    def _act(self, detail: D, act: Act) -> int:
        process, case, step = self.process, detail.case, act.step
        if not step.leaves(case.state):
            raise NotForBulk(f"{step.key} does not leave {case.state}.")
        written = {name: getattr(detail, name) for name in act.fields}
        before: Any = SimpleNamespace(**written, state=case.state, _meta=type(detail)._meta)  # noqa: SLF001 - what `step_facts` reads
        for name, value in act.fields.items():
            setattr(detail, name, value)
        target = step.target.value
        closed = act.at if process.is_final(target) else None
        moved = {"state": target, "revision": case.revision + 1}
        overwrite(case, moved | {"moved_at": act.at, "closed_at": closed})
        inputs = Inputs(fields={"opinion": act.opinion}) if act.opinion else EMPTY
        attempt = Attempt(process, step, detail, act.actor, act.at, inputs)
        seq = self.chain.add(
            "case.step",
            actor=act.actor,
            at=act.at,
            subject=case.subject,
            before=before.state,
            after=target,
            facts=entries.step_facts(attempt, before=before, written=list(act.fields)),
        )
        self._pass(case, step.key, step.label, before.state, act.actor, act.at, seq, act.opinion)
        effect = self.effects.get(step.key)
        if effect is not None:
            effect(detail, act.actor)
        return seq

    def _pass(
        self,
        case: Case,
        step: str,
        label: str,
        before: str,
        actor: Actor,
        at: datetime,
        seq: int,
        opinion: str = "",
    ) -> None:
        who = (actor.key, actor.name, actor.post, actor.body, actor.body_name, actor.on_behalf_of)
        self._passages.append((case.pk, step, label, before, case.state, at, *who, opinion, seq))


def _rows(model: Any, instances: Sequence[Any]) -> tuple[list[str], list[list[Any]]]:
    names = [found.attname for found in model._meta.concrete_fields]  # noqa: SLF001 - documented
    return names, [[getattr(instance, name) for name in names] for instance in instances]
