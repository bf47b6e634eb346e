"""The packs in force: parsed once from the texts they were loaded with."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

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


_lock = threading.Lock()
_kept: dict[tuple[int, str, datetime], Loaded] = {}


def loaded() -> tuple[Loaded, ...]:
    """Return the packs in force; one small query says whether they are still the known ones."""
    rows = once_a_page("directives", _stamps)
    missing = [row for row in rows if row not in _kept]
    if missing:
        fresh = {row: _read(row[0]) for row in missing}
        with _lock:
            for row in [row for row in _kept if row not in rows]:
                del _kept[row]
            _kept.update(fresh)
        return tuple(fresh.get(row) or _kept[row] for row in rows)
    return tuple(_kept[row] for row in rows)


def _stamps() -> tuple[tuple[int, str, datetime], ...]:
    return tuple(Directive.objects.order_by("pk").values_list("pk", "digest", "loaded_at"))


def forget() -> None:
    """Drop what is kept; the next call reads again."""
    with _lock:
        _kept.clear()


def for_place(region: str) -> Loaded | None:
    """Return the newest pack that holds in a region."""
    found = [item for item in loaded() if region.startswith(item.prefix)]
    return max(found, key=lambda item: item.pack.notice.issued_on, default=None)


def in_force() -> Q:
    """Return the condition on duties whose clause still stands; mostly no condition at all."""
    retired = frozenset().union(*(item.retired for item in loaded()))
    return ~Q(clause_id__in=sorted(retired)) if retired else Q()


def find(clause_id: int) -> tuple[Loaded, packs.Clause]:
    """Return a clause with its pack.

    :raises LookupError: when no pack in force has it.
    """
    return finder()(clause_id)


def finder() -> Callable[[int], tuple[Loaded, packs.Clause]]:
    """Return `find` for many clauses: the packs are asked for once."""
    items = loaded()

    def found(clause_id: int) -> tuple[Loaded, packs.Clause]:
        for item in items:
            if clause_id in item.codes:
                return item, item.clause(clause_id)
        raise LookupError(clause_id)

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
    return Loaded(pk, pack, ids, codes, shows, triggers, row.offsets, row.loaded_at, retired)


@lru_cache(maxsize=8)
def _judged(source: str, actors: str) -> Pack:
    return judge(name="", text=source, actors_name="", actors_text=actors)


def members_on(on: date) -> tuple[Member, ...]:
    """Return every body that existed on a day, as membership asks for it."""
    return tuple(
        Member(body.code, body.region, body.line, LEVELS[body.level])
        for body in organisations.bodies(on=on)
        if body.level in LEVELS
    )
