"""The packs in force: parsed once from the texts they were loaded with."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from django.db import connection
from django.db.models import Q

from bihuan.kernel.access import once_a_page, region_prefix
from bihuan.kernel.calendar import Span, due, for_region
from bihuan.modules.directives.models import Clause, Directive
from bihuan.modules.directives.rules import pack as packs
from bihuan.modules.directives.rules.judging import judge
from bihuan.modules.directives.rules.membership import Member
from bihuan.modules.directives.rules.occurrences import gap_end
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from bihuan.modules.directives.rules.pack import Pack, Predicate

LEVELS = {"province": "P", "city": "C", "county": "K"}


@dataclass(frozen=True, slots=True)
class Shows:
    """A predicate and where it stands: which clause a reached state can be evidence of."""

    clause_id: int
    code: str
    index: int
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pack in force, with the keys of its rows."""

    id: int
    pack: Pack
    ids: Mapping[str, int]
    codes: Mapping[int, str]
    shows: Mapping[tuple[str, str], tuple[Shows, ...]]
    triggers: Mapping[tuple[str, str], tuple[str, ...]]
    offsets: Mapping[str, int]
    loaded_at: datetime
    until: frozenset[str]
    """The states of cases that take some evidence back."""
    retired: frozenset[int] = frozenset()

    def clause(self, clause_id: int) -> packs.Clause:
        """Return a clause by the key of its row.

        :raises LookupError: for a row of another pack, or one that is retired.
        """
        found = self.pack.clause(self.codes.get(clause_id, ""))
        if found is None:
            raise LookupError(clause_id)
        return found

    @property
    def prefix(self) -> str:
        """Return what all regions of this pack begin with."""
        return region_prefix(self.pack.notice.region)

    def soon_until(self, on: date) -> date:
        """Return the last due date that counts as near on a day."""
        span = Span.parse(self.pack.parameter(packs.SOON, on).value)
        return due(on, span, for_region(self.pack.notice.region)).on

    def again(self, code: str, region: str) -> Callable[[date], date | None] | None:
        """Return by when a standing duty is due again after a lapse; None where it cannot lapse."""
        clause = self.pack.clause(code)
        if clause is None or clause.deadline.kind != "standing" or not clause.deadline.parameter:
            return None
        pack, found = self.pack, clause
        calendar = for_region(region)
        return lambda start: gap_end(pack, found, calendar, start)


Stamp: TypeAlias = tuple[int, str, object, str]
"""Key, digest, moment and region of a notice: enough to know whether what is kept still holds."""

STAMPS = f"SELECT id, digest, loaded_at, region FROM {Directive._meta.db_table} ORDER BY id"  # noqa: S608, SLF001 - our own name

_lock = threading.Lock()
_kept: dict[Stamp, Loaded] = {}
_indexes: dict[tuple[Stamp, ...], _Index] = {}


@dataclass(frozen=True, slots=True)
class _Index:
    """Which notice a clause belongs to, and which are retired, without reading a notice."""

    owners: Mapping[int, Stamp]
    retired: frozenset[int]


def loaded(within: str = "") -> tuple[Loaded, ...]:
    """Return the packs in force: all, or those that hold in a region, above it or below it.

    One small query says whether they are still the known ones. A nation has a notice per province:
    a page reads those it needs.
    """
    return tuple(map(_at, _near(within)))


def _near(within: str) -> tuple[Stamp, ...]:
    place = region_prefix(within) if within else ""
    return tuple(
        stamp
        for stamp in _stamps()
        if place.startswith(region_prefix(stamp[3])) or region_prefix(stamp[3]).startswith(place)
    )


def _at(stamp: Stamp) -> Loaded:
    found = _kept.get(stamp)
    if found is None:
        found = _read(stamp[0])
        with _lock:
            _kept[stamp] = found
    return found


def _stamps() -> tuple[Stamp, ...]:
    return once_a_page("directives", _read_stamps)


def _read_stamps() -> tuple[Stamp, ...]:
    with connection.cursor() as cursor:  # asked with every act: plain words, not built anew
        cursor.execute(STAMPS)
        stamps = tuple(tuple(row) for row in cursor.fetchall())
    with _lock:
        for old in [stamp for stamp in _kept if stamp not in stamps]:
            del _kept[old]
    return stamps


def _index() -> _Index:
    stamps = _stamps()
    found = _indexes.get(stamps)
    if found is None:
        by_key = {stamp[0]: stamp for stamp in stamps}
        rows = list(Clause.objects.values_list("pk", "directive_id", "retired_on"))
        found = _Index(
            {pk: by_key[owner] for pk, owner, retired_on in rows if retired_on is None},
            frozenset(pk for pk, _, retired_on in rows if retired_on is not None),
        )
        with _lock:
            _indexes.clear()
            _indexes[stamps] = found
    return found


def forget() -> None:
    """Drop what is kept; the next call reads again."""
    with _lock:
        _kept.clear()
        _indexes.clear()


def for_place(region: str) -> Loaded | None:
    """Return the newest pack that holds in a region."""
    found = [item for item in loaded(region) if region.startswith(item.prefix)]
    return max(found, key=lambda item: item.pack.notice.issued_on, default=None)


def in_force() -> Q:
    """Return the condition on duties whose clause still stands; mostly no condition at all."""
    retired = _index().retired
    return ~Q(clause_id__in=sorted(retired)) if retired else Q()


def reach(within: str) -> Q:
    """Return the condition on clauses that can bind a region, as a range of their numbers.

    It leaves out no duty of the region or below. It lets a list in the order of clauses begin where
    they begin instead of gathering and sorting every duty of a province.
    """
    stamps = set(_near(within))
    ids = [pk for pk, stamp in _index().owners.items() if stamp in stamps]
    return Q(clause_id__gte=min(ids), clause_id__lte=max(ids)) if ids else Q()


def issuers() -> Callable[[int], str]:
    """Return what knows the region whose notice has a clause; none where it stands no longer."""
    owners = _index().owners
    return lambda clause_id: owners[clause_id][3] if clause_id in owners else ""


def find(clause_id: int) -> tuple[Loaded, packs.Clause]:
    """Return a clause with its pack.

    :raises LookupError: when no pack in force has it.
    """
    return finder()(clause_id)


def finder() -> Callable[[int], tuple[Loaded, packs.Clause]]:
    """Return `find` for many clauses: the packs are asked for once."""
    owners = _index().owners

    def found(clause_id: int) -> tuple[Loaded, packs.Clause]:
        if clause_id not in owners:
            raise LookupError(clause_id)
        item = _at(owners[clause_id])
        return item, item.clause(clause_id)

    return found


def _read(pk: int) -> Loaded:
    row = Directive.objects.get(pk=pk)
    rows = list(Clause.objects.filter(directive_id=pk).values_list("code", "pk", "retired_on"))
    ids = {code: pk for code, pk, retired_on in rows if retired_on is None}
    retired = frozenset(pk for _, pk, retired_on in rows if retired_on is not None)
    pack = _judged(row.source, row.actors)
    shows: dict[tuple[str, str], tuple[Shows, ...]] = {}
    triggers: dict[tuple[str, str], tuple[str, ...]] = {}
    for clause in pack.clauses:
        for index, predicate in enumerate(clause.evidence):
            item = Shows(ids[clause.id], clause.id, index, predicate)
            for state in predicate.states:
                key = (predicate.process, state)
                shows[key] = (*shows.get(key, ()), item)
        if clause.deadline.process:
            key = (clause.deadline.process, clause.deadline.state)
            triggers[key] = (*triggers.get(key, ()), clause.id)
    codes = {pk: code for code, pk in ids.items()}
    until = frozenset(
        state for clause in pack.clauses for shown in clause.evidence for state in shown.until
    )
    return Loaded(pk, pack, ids, codes, shows, triggers, row.offsets, row.loaded_at, until, retired)


@lru_cache(maxsize=2)
def _judged(source: str, actors: str) -> Pack:
    return judge(name="", text=source, actors_name="", actors_text=actors)


def members_on(on: date, *, within: str = "") -> tuple[Member, ...]:
    """Return every body that existed on a day, as membership asks for it."""
    return tuple(
        Member(body.code, body.region, body.line, LEVELS[body.level])
        for body in organisations.bodies(on=on, within=within)
        if body.level in LEVELS
    )


def member_on(code: str, on: date) -> Member | None:
    """Return one body as membership asks for it, where it existed on a day."""
    try:
        body = organisations.body(code, on=on)
    except LookupError:
        return None
    exists = body.valid_from <= on and (body.valid_to is None or on < body.valid_to)
    if not exists or body.level not in LEVELS:
        return None
    return Member(body.code, body.region, body.line, LEVELS[body.level])
