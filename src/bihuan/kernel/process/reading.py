"""Reading cases: what can be done now, where a case stands, what happened, who has what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Value
from django.utils import timezone

from bihuan.kernel.access import once_a_page
from bihuan.kernel.process.definition import EMPTY, Need, Refusal, Step
from bihuan.kernel.process.judging import begin, standing, verdicts
from bihuan.kernel.process.models import Attachment, Case, CaseDetail, Desk, Party, Passage
from bihuan.kernel.process.refusals import NotFound
from bihuan.kernel.process.registry import get
from bihuan.kernel.process.visibility import hides, unsealed_for, visible_to

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Process

DetailT = TypeVar("DetailT", bound=CaseDetail)
ANY = Q()


@dataclass(frozen=True, slots=True)
class Option:
    """A step out of the present state, and why this actor cannot take it; no reason: go on."""

    step: Step[Any]
    refusals: tuple[Refusal, ...]
    needs: tuple[Need, ...]

    @property
    def allowed(self) -> bool:
        """Say whether the button may be pressed."""
        return not self.refusals

    @property
    def is_yours(self) -> bool:
        """Say whether this actor is among those who take this step at all."""
        return all(refusal.code != "role" for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the track of a process: passed, present or ahead."""

    key: str
    label: str
    status: str
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """Who can take which step now."""

    body: str
    role: str
    step: str
    step_label: str


@dataclass(frozen=True, slots=True)
class Member:
    """A body that has a part in a case."""

    body: str
    part: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A case entered a state: what an evidence predicate asks for."""

    case_number: str
    body: str
    on: dt.date
    at: dt.datetime
    seq: int
    title: str


def process_of(case: Case) -> Process[Any]:
    """Return the process of a case in the version it was born under."""
    return get(case.process, case.version)


def detail_of(case: Case) -> CaseDetail:
    """Return the fields of the case's own process."""
    detail: CaseDetail = detail_now(process_of(case).detail, case.pk)
    return detail


def detail_now(model: type[DetailT], pk: int) -> DetailT:
    """Return the fields of a case as they are stored; a page that only shows reads them once.

    What comes back is shared on that page: nobody writes on it, steps are tried on drafts.
    """
    rows = model._default_manager.select_related("case")  # noqa: SLF001 - the documented way for any model
    return once_a_page(f"process.detail:{pk}", lambda: rows.get(pk=pk))


def available(case: CaseDetail, *, actor: Actor, at: dt.datetime) -> tuple[Option, ...]:
    """Return every step out of the present state, with what speaks against it for this actor.

    What must be filled in is not a reason; guards that look at it are asked when it is.
    """
    if hides(case.case, actor):
        return ()
    process = process_of(case.case)
    options = []
    for step in process.leaving(case.state):
        attempt = begin(process, step, case, actor=actor, at=at, inputs=EMPTY)
        refusals = standing(attempt)
        if not step.needs:
            refusals += verdicts(step.guards, attempt)
        options.append(Option(step, tuple(dict.fromkeys(refusals)), step.needs))
    return tuple(options)


def who_can(case: Case) -> tuple[Mover, ...]:
    """Return everybody who could move this case now: for routing, reminders and the case page."""
    process = process_of(case)
    rows = Desk.objects.filter(case_id=case.pk).order_by("step", "body", "role")
    labels = {step.key: step.label for step in process.steps}
    return tuple(Mover(r.body, r.role, r.step, labels.get(r.step, r.step)) for r in rows)


def around(case: Case) -> tuple[tuple[Mover, ...], tuple[Member, ...]]:
    """Return who could move a case and who has a part in it: for its page, in one question."""
    desks = Desk.objects.filter(case_id=case.pk).values_list(Value("desk"), "body", "role", "step")
    parties = Party.objects.filter(case_id=case.pk)
    rows = desks.union(parties.values_list(Value("party"), "body", "part", Value("")), all=True)
    labels = {step.key: step.label for step in process_of(case).steps}
    found = sorted(rows)
    movers = [
        Mover(body, role, step, labels.get(step, step))
        for kind, body, role, step in sorted(found, key=lambda row: (row[3], row[1], row[2]))
        if kind == "desk"
    ]
    members = sorted((part, body) for kind, body, part, _ in found if kind == "party")
    return tuple(movers), tuple(Member(body, part) for part, body in members)


def track(case: Case, acts: Sequence[Passage]) -> tuple[Station, ...]:
    """Return the stations of the process; a state beside the track stands where it was entered.

    `acts` is the history of the case.
    """
    process = process_of(case)
    entered: dict[str, dt.datetime] = {act.after: act.at for act in acts}
    keys = [station.value for station in process.stations]
    if case.state not in keys:
        last = max((i for i, key in enumerate(keys) if key in entered), default=-1)
        keys.insert(last + 1, case.state)
    here = keys.index(case.state)
    closed = process.is_final(case.state)
    return tuple(
        Station(
            key,
            process.state_label(key),
            "ahead" if i > here else "current" if i == here and not closed else "done",
            entered.get(key) if i <= here else None,
        )
        for i, key in enumerate(keys)
    )


def history(case: Case, *, papers: bool = True) -> tuple[Passage, ...]:
    """Return every act on a case in order, each with its attachments.

    Who knows that there are no `papers` says so, and the database is not asked for them.
    """
    found = Attachment.objects.order_by("pk") if papers else Attachment.objects.none()
    attached = Prefetch("attachments", queryset=found)
    return tuple(case.passages.order_by("pk").prefetch_related(attached))


def cases_for(actor: Actor, wanted: Q = ANY) -> QuerySet[Case]:
    """Return the cases this actor may see, of those that are wanted.

    A condition that few meet is given here: SQLite then asks of few whether they may be seen.
    """
    return Case.objects.filter(wanted, visible_to(actor))


def case_by_number(number: str, actor: Actor) -> Case:
    """Return the case with this number.

    :raises NotFound: when there is none, or none that this actor may know of.
    """
    children = Case.objects.filter(parent=OuterRef("pk"))
    papers = Attachment.objects.filter(case=OuterRef("pk"))
    seen = cases_for(actor).annotate(is_parent=Exists(children), has_papers=Exists(papers))
    case = seen.filter(number=number).first()
    if case is None:
        raise NotFound(number)
    return case


def known_numbers(numbers: Collection[str], actor: Actor) -> frozenset[str]:
    """Return those of some numbers under which this actor may see a case."""
    found = cases_for(actor).filter(number__in=sorted(numbers)) if numbers else ()
    return frozenset(case.number for case in found)


def queue(actor: Actor) -> QuerySet[Case]:
    """Return what lies on this actor's desk, the nearest limit first."""
    desks = Desk.objects.filter(body=actor.body, role__in=sorted(actor.roles))
    return (
        Case.objects.filter(unsealed_for(actor))
        .filter(pk__in=desks.values("case_id"))
        .order_by(F("next_due").asc(nulls_last=True), "number")
    )


def done_by(actor: Actor) -> QuerySet[Case]:
    """Return the cases this actor has moved, the latest first."""
    acts = Passage.objects.filter(actor_key=actor.key).exclude(before="")
    return cases_for(actor).filter(pk__in=acts.values("case_id")).order_by("-moved_at", "number")


def opened_by(actor: Actor) -> QuerySet[Case]:
    """Return the cases this actor has opened, the latest first."""
    acts = Passage.objects.filter(actor_key=actor.key, before="")
    return cases_for(actor).filter(pk__in=acts.values("case_id")).order_by("-opened_at", "number")


def done_and_opened(actor: Actor) -> tuple[int, int]:
    """Return how many cases `done_by` and `opened_by` hold, asked at once."""
    acts = Passage.objects.filter(visible_to(actor, path="case__"), actor_key=actor.key)
    found = acts.aggregate(
        done=Count("case", distinct=True, filter=~Q(before="")),
        opened=Count("case", distinct=True, filter=Q(before="")),
    )
    return found["done"], found["opened"]


def reached(
    process_key: str,
    state: str,
    *,
    body: str | None = None,
    period: str | None = None,
    topic: str | None = None,
    on: dt.date | None = None,
) -> list[Reached]:
    """Return each time a case entered `state`, oldest first, up to and including the day `on`.

    Sealed cases never serve as evidence: what is derived from them could be seen.
    """
    rows = Passage.objects.filter(after=state, case__process=process_key, case__sealed="")
    # A step that stays in its state does not enter it again.
    rows = rows.exclude(before=F("after"))
    named = {"case__body": body, "case__period": period, "case__topic": topic}
    rows = rows.filter(**{name: value for name, value in named.items() if value is not None})
    if on is not None:
        midnight = dt.datetime.combine(on + dt.timedelta(days=1), dt.time.min)
        rows = rows.filter(at__lt=timezone.make_aware(midnight))
    return [
        Reached(
            case_number=row.case.number,
            body=row.case.body,
            on=timezone.localtime(row.at).date(),
            at=row.at,
            seq=row.seq,
            title=row.case.title,
        )
        for row in rows.select_related("case").order_by("at", "pk")
    ]


def misplaced() -> list[str]:
    """Compare every case with its passages; return the numbers of those that do not follow."""
    wrong = []
    ends: dict[int, str] = {}
    for case_id, before, after in Passage.objects.order_by("pk").values_list(
        "case_id", "before", "after"
    ):
        if ends.get(case_id, "") != before:
            wrong.append(case_id)
        ends[case_id] = after
    broken = set(wrong)
    cases = Case.objects.order_by("number").values_list("pk", "number", "state")
    return [number for pk, number, state in cases if pk in broken or ends.get(pk) != state]
