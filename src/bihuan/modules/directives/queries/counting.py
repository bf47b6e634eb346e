"""Adding up duties by clause and column: from covering indexes for bodies, from tallies for places.

Whatever changed after the day that is asked for is left out of the sums and counted one by one as
it was known then; for today there is nothing of that kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, DateField, F, Min, Q, Sum, Value, When
from django.db.models.functions import Substr

from bihuan.kernel.access.api import Prepared
from bihuan.modules.directives.models import Duty, Tally
from bihuan.modules.directives.queries import standing
from bihuan.modules.directives.rules.status import Settled, Status, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from bihuan.kernel.access.api import Slot

Key = tuple[int, str]
TOGETHER = Value("", output_field=CharField())
"""Groups by clause alone, in the shape of a grouping by clause and place."""


@dataclass(slots=True)
class Figures:
    """How many duties of one clause stand how, in one column."""

    total: int = 0
    met: int = 0
    met_late: int = 0
    not_applicable: int = 0
    waived: int = 0
    untold: int = 0
    undated: int = 0
    overdue: int = 0
    soon: int = 0
    ahead: int = 0
    first: date | None = None

    @property
    def done(self) -> int:
        """Return how many are done."""
        return self.met + self.met_late

    @property
    def counted(self) -> int:
        """Return how many count when a rate is computed."""
        return self.total - self.not_applicable - self.waived

    @property
    def status(self) -> Status:
        """Return the status that deserves attention most."""
        for status, number in (
            (Status.OVERDUE, self.overdue),
            (Status.DUE_SOON, self.soon),
            (Status.IN_PROGRESS, self.ahead + self.undated),
            (Status.CANNOT_TELL, self.untold),
            (Status.MET_LATE, self.met_late),
            (Status.MET, self.met),
            (Status.WAIVED, self.waived),
        ):
            if number:
                return status
        return Status.NOT_APPLICABLE

    @property
    def by_status(self) -> dict[Status, int]:
        """Return the counts that are not nought, by status."""
        found = {status: getattr(self, name) for status, name in _NAMES.items()}
        found[Status.IN_PROGRESS] += self.undated
        return {status: number for status, number in found.items() if number}

    def add(self, other: Figures) -> None:
        """Add another count to this one."""
        self._move(other, 1)
        days = [day for day in (self.first, other.first) if day is not None]
        self.first = min(days, default=None)

    def take(self, other: Figures) -> None:
        """Take another count out of this one; the nearest date stays as it is."""
        self._move(other, -1)

    def _move(self, other: Figures, sign: int) -> None:
        # Written out: a matrix adds thousands, and a loop over names takes five times as long.
        self.total += sign * other.total
        self.met += sign * other.met
        self.met_late += sign * other.met_late
        self.not_applicable += sign * other.not_applicable
        self.waived += sign * other.waived
        self.untold += sign * other.untold
        self.undated += sign * other.undated
        self.overdue += sign * other.overdue
        self.soon += sign * other.soon
        self.ahead += sign * other.ahead

    def put(self, settled: Settled, status: Status) -> None:
        """Count one more duty."""
        name = _NAMES[status]
        if status is Status.IN_PROGRESS and settled.due_on is None:
            name = "undated"
        setattr(self, name, getattr(self, name) + 1)
        self.total += 1
        if name in _OPEN and settled.due_on is not None:
            self.first = min(self.first or settled.due_on, settled.due_on)


_OPEN = frozenset({"overdue", "soon", "ahead"})
_NAMES = {
    Status.MET: "met",
    Status.MET_LATE: "met_late",
    Status.IN_PROGRESS: "ahead",
    Status.DUE_SOON: "soon",
    Status.OVERDUE: "overdue",
    Status.NOT_APPLICABLE: "not_applicable",
    Status.WAIVED: "waived",
    Status.CANNOT_TELL: "untold",
}


def by_body(
    duties: QuerySet[Duty], *, on: date, soon_until: date, width: int = 40
) -> dict[Key, Figures]:
    """Return counts by clause and body of duties that had begun by a day.

    With a `width`, bodies are taken together by the first digits of their region; with none at all,
    everything of a clause is one figure.
    """
    begun = duties.filter(starts_on__lte=on)
    if not begun.filter(changed_on__gt=on).exists():
        rows = _grouped(begun, width).annotate(**_sums(on, soon_until))
        return {(row[0], row[1]): Figures(*row[2:]) for row in rows}
    found: dict[Key, Figures] = {}
    for part in _parts(begun, width, on, soon_until):
        if part.kind != KNOWN:
            _add(found, {part.key: part.then if part.kind == BLANK else part.now})
    _add(found, _known(begun, width, on, soon_until))
    return found


def _grouped(duties: QuerySet[Duty], width: int, *more: str) -> Any:
    return (
        duties.order_by()
        .annotate(key=Substr("body", 1, width) if width else TOGETHER)
        .values_list("clause_id", "key", *more)
    )


UNCHANGED, BLANK, KNOWN = 0, 1, 2
"""How to see a duty on a past day: by its columns, by its first date, or by its evidence."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The duties of one clause and column that are seen in one way on a past day."""

    key: Key
    kind: int
    now: Figures
    then: Figures
    """What they were if nothing was known of them."""
    doubtful: bool
    """Whether the nearest open date of `now` may not have been one then."""


def _parts(duties: QuerySet[Duty], width: int, on: date, soon_until: date) -> list[_Part]:
    """Count by columns and by first dates in one pass."""
    same = Q(changed_on__isnull=True) | Q(changed_on__lte=on)
    kind = Case(
        When(same, then=Value(UNCHANGED)),
        When(standing.blank(on), then=Value(BLANK)),
        default=Value(KNOWN),
    )
    fresh = standing.blank_conditions(on, soon_until)
    unmet = Q(relief="", met_on__isnull=True, due_on__isnull=False)
    sums = _sums(on, soon_until)
    more: dict[str, Any] = {"t_total": Count("*"), "t_first": Min("first_due_on")}
    more |= {f"t_{_NAMES[status]}": Count("body", filter=q) for status, q in fresh.items()}
    rows = _grouped(duties.annotate(kind=kind), width, "kind").annotate(
        **sums,
        **more,
        open=Count("body", filter=unmet),
        moved=Count("body", filter=unmet & ~Q(due_on=F("first_due_on"))),
    )
    found = []
    for clause_id, key, kind_, *rest in rows:
        now, then = rest[: len(sums)], rest[len(sums) : -2]
        names = (name.removeprefix("t_") for name in more)
        doubtful = bool(rest[-1] if kind_ == BLANK else rest[-2])
        figures = Figures(**dict(zip(names, then, strict=True)))
        found.append(_Part((clause_id, key), kind_, Figures(*now), figures, doubtful))
    return found


def _known(duties: QuerySet[Duty], width: int, on: date, soon_until: date) -> dict[Key, Figures]:
    """Count the duties that changed after a day and were not blank then, one by one."""
    found: dict[Key, Figures] = {}
    for duty, settled in standing.changed_after(duties, on):
        status = status_of(settled, on=on, soon_until=soon_until)
        found.setdefault((duty.clause_id, duty.body[:width]), Figures()).put(settled, status)
    return found


def _add(found: dict[Key, Figures], more: dict[Key, Figures]) -> None:
    for key, figures in more.items():
        found.setdefault(key, Figures()).add(figures)


def _sums(on: date, soon_until: date) -> dict[str, Any]:
    """Return the sums in the order of `Figures`."""
    free, unmet = Q(relief=""), Q(relief="", met_on__isnull=True)
    late = Q(due_on__isnull=False, met_on__gt=F("due_on"))
    wanted = {
        "n_met": free & Q(met_on__isnull=False) & ~late,
        "n_late": free & late,
        "n_na": Q(relief="not_applicable"),
        "n_waived": Q(relief="waived"),
        "n_untold": unmet & Q(due_on__isnull=True, started_on__isnull=True),
        "n_undated": unmet & Q(due_on__isnull=True, started_on__isnull=False),
        "n_overdue": unmet & Q(due_on__lt=on),
        "n_soon": unmet & Q(due_on__gte=on, due_on__lte=soon_until),
        "n_ahead": unmet & Q(due_on__gt=soon_until),
    }
    # Counting ones keeps the key of the row out of the query: the index alone answers it.
    sums: dict[str, Any] = {"n": Count("*")}
    sums |= {name: Count("body", filter=condition) for name, condition in wanted.items()}
    return sums | {"first": Min("due_on", filter=unmet)}


def by_place(
    *, level: str, prefixes: Sequence[str], on: date, soon_until: date, together: bool = False
) -> dict[Key, Figures]:
    """Return counts by clause and place (or of all places together); a place is digits of a region.

    Reads the tallies; what changed after the day asked for is taken out and counted as it was.
    """
    within = Q(region__gte=min(prefixes, default=""), region__lt=f"{max(prefixes, default='')}z")
    later = Duty.objects.filter(within, level=level, starts_on__lte=on, changed_on__gt=on)
    if not later.exists():
        return _tallied(level, prefixes, on, soon_until, together=together)
    found = _tallied(level, prefixes, on, soon_until, together=False)
    width, doubtful = max(map(len, prefixes)), set()
    then: dict[Key, Figures] = {}
    for part in _parts(later, width, on, soon_until):
        if part.key in found:
            found[part.key].take(part.now)
            _add(then, {part.key: part.then} if part.kind == BLANK else {})
            doubtful |= {part.key[0]} if part.doubtful else set()
    if doubtful:
        unmet = Q(relief="", met_on__isnull=True, starts_on__lte=on, clause_id__in=doubtful)
        rest = standing.unchanged_since(Duty.objects.filter(within, unmet, level=level), on)
        rows = _grouped(rest, width).annotate(first=Min("due_on"))
        firsts = {(row[0], row[1]): row[2] for row in rows}
        for key, figures in found.items():
            if key[0] in doubtful:  # dates cannot be subtracted
                figures.first = firsts.get(key)
    known = _known(later, width, on, soon_until)
    _add(then, {key: figures for key, figures in known.items() if key in found})
    _add(found, then)
    if not together:
        return found
    summed: dict[Key, Figures] = {}
    for (clause_id, _), figures in found.items():
        _add(summed, {(clause_id, ""): figures})
    return summed


def _tallied(
    level: str, prefixes: Sequence[str], on: date, soon_until: date, *, together: bool
) -> dict[Key, Figures]:
    places = {f"place{number}": place for number, place in enumerate(prefixes)}
    asked = _sums_of_places(len(places), together=together)
    rows = asked(level=level, on=on, soon_until=soon_until, **places)
    return {(row[0], row[1]): Figures(*row[2:]) for row in rows}


@cache
def _sums_of_places(number: int, *, together: bool) -> Prepared[Any]:
    """Return the sums over so many places, which a matrix asks for again and again."""

    def build(level: Slot, on: Slot, soon_until: Slot, **places: Slot) -> QuerySet[Tally, Any]:
        return (
            Tally.objects.filter(level=level, place__in=list(places.values()), starts_on__lte=on)
            .order_by()
            .annotate(key=TOGETHER if together else F("place"))
            .values_list("clause_id", "key")
            .annotate(
                n=Sum("total"),
                n_met=Sum("met"),
                n_late=Sum("met_late"),
                n_na=Sum("not_applicable"),
                n_waived=Sum("waived"),
                n_untold=Sum("untold"),
                n_undated=Sum("undated"),
                n_overdue=Sum("open", filter=Q(due_key__lt=on), default=0),
                n_soon=Sum("open", filter=Q(due_key__gte=on, due_key__lte=soon_until), default=0),
                n_ahead=Sum("open", filter=Q(due_key__gt=soon_until), default=0),
                first=Min("due_key", filter=Q(open__gt=0)),
            )
        )

    text = dict.fromkeys(("level", *(f"place{one}" for one in range(number))), CharField)
    return Prepared(build, **text, on=DateField, soon_until=DateField)
