"""Many cases at once: the rows that operations would have left, written in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from bihuan.kernel.access import Actor
from bihuan.kernel.ledger.canonical import (
    ALGORITHM,
    GENESIS,
    Draft,
    digest_of,
    evidence_text,
    facts_text,
    text_of_instant,
)
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process.models import Case, Desk, NumberSeries, Party, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.process import Process

SLICE = 5_000


def insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Insert through the driver, past managers and signals: a tenth of the time of the ORM."""
    options = model._meta  # noqa: SLF001 - Django's documented way
    fields = [f for f in options.concrete_fields if not isinstance(f, models.AutoField)]
    rows = list(rows)
    if rows and rows[0].pk is not None:
        fields = list(options.concrete_fields)
    names = ", ".join(f'"{f.column}"' for f in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{options.db_table}" ({names}) VALUES ({places})'  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        for start in range(0, len(rows), SLICE):
            values = [
                tuple(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields)
                for row in rows[start : start + SLICE]
            ]
            cursor.executemany(sql, values)
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


class Chain:
    """The ledger's chain, continued in memory."""

    def __init__(self) -> None:
        """Begin behind the last entry."""
        last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
        self._seq: int = last[0] if last else 0
        self._head: str = last[1] if last else GENESIS
        self.entries: list[Entry] = []

    def add(
        self,
        verb: str,
        *,
        actor: Actor,
        at: datetime,
        subject: str,
        before: str,
        after: str,
        facts: Mapping[str, Any],
    ) -> int:
        """Append one entry and return its number."""
        draft = Draft(
            at=text_of_instant(at),
            verb=verb,
            subject=subject,
            actor=actor.key,
            name=actor.name,
            body=actor.body,
            body_name=actor.body_name,
            before=before,
            after=after,
            correlation="",
            post=actor.post,
            on_behalf_of="",
            facts=facts_text(facts),
            evidence=evidence_text(()),
        )
        previous = self._head
        self._seq += 1
        canonical = draft.canonical(seq=self._seq, previous=previous)
        self._head = digest_of(canonical)
        self.entries.append(
            Entry(
                seq=self._seq,
                previous=previous,
                digest=self._head,
                algorithm=ALGORITHM,
                at=at,
                verb=verb,
                subject=subject,
                actor_key=actor.key,
                actor_name=actor.name,
                actor_body=actor.body,
                actor_body_name=actor.body_name,
                before=before,
                after=after,
                correlation="",
                canonical=canonical,
            )
        )
        return self._seq


def person(body: str, name: str, role: str, *, key: str = "") -> Actor:
    """Return somebody who acts for a body in one role."""
    region, _, line = body.partition("-")
    return Actor(
        key=key or f"post:{body}:{role}",
        name="演示人员",
        post=f"{name}岗位",
        body=body,
        body_name=name,
        region=region,
        line=line,
        roles=frozenset({role}),
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One step of a case: which, by whom, when."""

    step: str
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """One case from its opening to where it stands."""

    title: str
    body: str
    period: str
    topic: str
    opened_by: Actor
    opened_at: datetime
    acts: Sequence[Act]


@dataclass(slots=True)
class Writer:
    """Collects the rows of many cases of one process and writes them in one transaction."""

    process: Process[Any]
    chain: Chain
    cases: list[Case] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    _next: int = 0
    _numbers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out where keys and numbers stand."""
        self._next = Case.objects.aggregate(last=models.Max("pk"))["last"] or 0
        rows = NumberSeries.objects.filter(prefix=self.process.number_prefix)
        self._numbers = dict(rows.values_list("year", "last"))

    def write(self, story: Story) -> tuple[Case, int]:
        """Take one case in; return it with the ledger number of its last act."""
        process = self.process
        year = timezone.localtime(story.opened_at).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        self._next += 1
        state = process.initial.value
        region, _, line = story.body.partition("-")
        number = f"{process.number_prefix}-{year}-{self._numbers[year]:04d}"
        facts: dict[str, Any] = {
            "body": story.body,
            "fields": {},
            "label": f"开办{process.label}",
            "parent": "",
            "period": story.period,
            "process": process.key,
            "title": story.title,
            "topic": story.topic,
            "version": process.version,
        }
        seq = self.chain.add(
            "case.open",
            actor=story.opened_by,
            at=story.opened_at,
            subject=f"case:{number}",
            before="",
            after=state,
            facts=facts,
        )
        passages = [
            self._passage("open", facts["label"], "", state, story.opened_by, story.opened_at, seq)
        ]
        for act in story.acts:
            _before, state, seq = self._act(number, story.title, state, act, passages)
        moved_at = passages[-1].at
        case = Case(
            pk=self._next,
            number=number,
            process=process.key,
            version=process.version,
            state=state,
            revision=len(story.acts),
            title=story.title,
            body=story.body,
            region=region,
            line=line,
            period=story.period,
            topic=story.topic,
            opened_at=story.opened_at,
            moved_at=moved_at,
            closed_at=moved_at if process.is_final(state) else None,
        )
        for passage in passages:
            passage.case_id = case.pk
        self.cases.append(case)
        self.passages += passages
        acted = {story.opened_by.body, *(act.actor.body for act in story.acts)}
        self.parties += [Party(case_id=case.pk, body=body, part="acted") for body in sorted(acted)]
        return case, seq

    def _act(
        self, number: str, title: str, state: str, act: Act, passages: list[Passage]
    ) -> tuple[str, str, int]:
        process = self.process
        step = process.step(act.step)
        if step is None:
            raise LookupError(act.step)
        after = step.target.value
        seq = self.chain.add(
            "case.step",
            actor=act.actor,
            at=act.at,
            subject=f"case:{number}",
            before=state,
            after=after,
            facts={
                "changes": {},
                "label": step.label,
                "process": process.key,
                "states": [process.state_label(state), process.state_label(after)],
                "step": step.key,
                "title": title,
                "version": process.version,
            },
        )
        passages.append(self._passage(step.key, step.label, state, after, act.actor, act.at, seq))
        return state, after, seq

    def settle(self, details: Sequence[Any]) -> None:
        """Put open cases on the desks they lie on."""
        for detail in details:
            wanted = {
                (desk.body, desk.role, step.key)
                for step in self.process.leaving(detail.case.state)
                for desk in step.by.desks(detail)
            }
            self.desks += [
                Desk(case_id=detail.case_id, body=body, role=role, step=step)
                for body, role, step in sorted(wanted)
            ]

    def store(self, details: Sequence[models.Model]) -> None:
        """Write everything that was collected."""
        insert(Case, self.cases)
        insert(type(details[0]), details)
        insert(Passage, self.passages)
        insert(Party, self.parties)
        insert(Desk, self.desks)
        for year, last in self._numbers.items():
            NumberSeries.objects.update_or_create(
                prefix=self.process.number_prefix, year=year, defaults={"last": last}
            )

    @staticmethod
    def _passage(
        step: str, label: str, before: str, after: str, actor: Actor, at: datetime, seq: int
    ) -> Passage:
        return Passage(
            step=step,
            label=label,
            before=before,
            after=after,
            at=at,
            actor_key=actor.key,
            actor_name=actor.name,
            actor_post=actor.post,
            actor_body=actor.body,
            actor_body_name=actor.body_name,
            seq=seq,
        )


def later(at: datetime, hours: int) -> datetime:
    """Return a moment some hours later."""
    return at + timedelta(hours=hours)
