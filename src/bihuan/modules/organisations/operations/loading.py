"""Loading the map of a province from its pack. May run at every start: it adds what is missing.

What is already there is never touched: bodies change by operations that keep their history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import models, transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import events
from bihuan.modules.organisations.models import (
    Body,
    BodyName,
    GroupMembership,
    NameKind,
    Region,
    Succession,
)
from bihuan.modules.organisations.operations import reorganising
from bihuan.modules.organisations.operations.stamping import touch
from bihuan.modules.organisations.rules import naming, packs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.organisations.rules.packs import Change, Pack

BATCH = 400  # SQLite binds a limited number of values in one statement
DEPTH = ("nation", "province", "city", "county", "zone")

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was added."""

    regions: int
    bodies: int
    names: int
    memberships: int
    changes: int

    @property
    def anything(self) -> bool:
        """Whether the map was not complete before."""
        return any((self.regions, self.bodies, self.names, self.memberships, self.changes))


def load_bodies(*, actor: Actor, at: datetime, pack: Pack | None = None) -> Loaded:
    """Add the regions, bodies, names, group members and dated changes that are not there yet."""
    pack = pack or packs.load_pack()
    if _complete(pack):
        return Loaded(0, 0, 0, 0, 0)
    with transaction.atomic():
        ledger.lock()
        regions = _add_regions(pack)
        bodies, names = _add_bodies(pack)
        memberships = _add_memberships(pack)
        touch()
        loaded = Loaded(regions, bodies, names, memberships, 0)
        ledger.record(
            events.LOADED.key,
            actor=actor,
            at=at,
            subject=f"region:{pack.region}",
            facts={
                "regions": regions,
                "bodies": bodies,
                "names": names,
                "memberships": memberships,
            },
        )
        changes = sum(_apply(pack, change, actor=actor, at=at) for change in pack.changes)
    return Loaded(loaded.regions, loaded.bodies, loaded.names, loaded.memberships, changes)


def _complete(pack: Pack) -> bool:
    """Say whether nothing is missing, by two reads: the usual case at every start but the first."""
    wanted = {fact.code for fact in naming.every_body(pack)}
    if wanted - set(Body.objects.values_list("code", flat=True)):
        return False
    done = set(Succession.objects.values_list("kind", "predecessor_id", "on"))
    return all(
        (change.kind, naming.code_of(pack.region, line), change.on) in done
        for change in pack.changes
        for line in change.lines
    )


def _bulk(model: type[M], rows: Sequence[M]) -> int:
    model._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001 - Django's documented way
    return len(rows)


def _add_regions(pack: Pack) -> int:
    there = set(Region.objects.values_list("code", flat=True))
    added = 0
    if packs.NATION not in there:
        words = dict.fromkeys(("name", "full", "short", "stem"), packs.NATION_NAME)
        Region.objects.create(code=packs.NATION, level="nation", parent=None, **words)
        added += 1
    for level in DEPTH:
        added += _bulk(
            Region,
            [
                Region(
                    code=fact.code,
                    name=fact.name,
                    full=fact.full,
                    short=fact.short,
                    stem=fact.stem,
                    level=fact.level,
                    parent_id=fact.parent,
                )
                for fact in pack.regions
                if fact.level == level and fact.code not in there
            ],
        )
    return added


def _add_bodies(pack: Pack) -> tuple[int, int]:
    there = set(Body.objects.values_list("code", flat=True))
    missing = [fact for fact in naming.every_body(pack) if fact.code not in there]
    _bulk(
        Body,
        [
            Body(
                code=fact.code,
                region_id=fact.region,
                line=fact.line,
                level=fact.level,
                superior=fact.superior,
                position=fact.position,
                valid_from=pack.since,
            )
            for fact in missing
        ],
    )
    names = [
        BodyName(
            body_id=fact.code,
            kind=NameKind.OFFICIAL,
            name=fact.name,
            short=fact.short,
            valid_from=pack.since,
        )
        for fact in missing
    ] + [
        BodyName(body_id=fact.code, kind=NameKind.ALIAS, name=alias, valid_from=pack.since)
        for fact in missing
        for alias in fact.aliases
    ]
    return len(missing), _bulk(BodyName, names)


def _add_memberships(pack: Pack) -> int:
    there = set(GroupMembership.objects.values_list("group", "body_id"))
    rows = [
        GroupMembership(
            group=policy.key,
            body_id=naming.code_of(pack.region, line),
            valid_from=policy.since,
            basis=policy.basis,
        )
        for policy in pack.groups.values()
        if policy.since is not None
        for line in policy.lines
        if (policy.key, naming.code_of(pack.region, line)) not in there
    ]
    return _bulk(GroupMembership, rows)


def _apply(pack: Pack, change: Change, *, actor: Actor, at: datetime) -> int:
    codes = [naming.code_of(pack.region, line) for line in change.lines]
    done = Succession.objects.filter(kind=change.kind, predecessor_id__in=codes, on=change.on)
    if done.exists():
        return 0
    if change.kind == "rename":
        reorganising.write_rename(
            codes[0],
            name=change.name,
            short=change.short,
            on=change.on,
            basis=change.basis,
            mark=change.mark,
            actor=actor,
            at=at,
        )
    else:
        reorganising.write_merge(
            codes,
            into=naming.code_of(pack.region, change.into),
            on=change.on,
            basis=change.basis,
            mark=change.mark,
            actor=actor,
            at=at,
        )
    return 1
