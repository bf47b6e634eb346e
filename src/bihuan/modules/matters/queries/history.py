"""A list as it stood: the version in force on a day, a working list on a day, and what differs.

What was published does not change any more, so the version in force on a day is read from its own
rows. A list still in hand changes; how it stood at the end of each day is kept (`ContentDay`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import ListState, MatterList, Publication
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.rules import guards
from bihuan.modules.matters.rules.content import content_of
from bihuan.modules.matters.rules.diffing import EMPTY, Comparison, Version, compare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bihuan.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """One list as it stood at the end of a day."""

    number: str
    body: str
    title: str
    edition: str
    on: date
    state: str
    state_label: str
    version: Version
    published_on: date | None = None
    address: str = ""

    @property
    def permanent(self) -> str:
        """Where the public copy stands for good."""
        return f"/p/{self.address}"

    @property
    def count(self) -> int:
        """How many matters it had."""
        return len(self.version.identities)


def in_force(body: str, *, on: date) -> Standing | None:
    """The list of this body that the public had on that day; None where there was none."""
    found = (
        Publication.objects.filter(body=body, published_on__lte=on)
        .defer("csv_file")
        .order_by("-published_on", "-pk")
        .first()
    )
    if found is None or (found.withdrawn_on is not None and found.withdrawn_on <= on):
        return None
    held = MatterList.objects.select_related("case").get(case__number=found.case_number)
    return Standing(
        number=held.number,
        body=body,
        title=held.title,
        edition=str(held),
        on=on,
        state=ListState.PUBLISHED.value,
        state_label=ListState.PUBLISHED.label,
        version=version_now(held),
        published_on=found.published_on,
        address=found.address,
    )


def version_now(held: MatterList) -> Version:
    """The content of a list at this moment."""
    rows = guards.rows_now(held)
    content = content_of(title=held.title, header=held, rows=rows)
    return Version(content, tuple(row.identity for row in rows))


def as_it_stood(held: MatterList, *, on: date) -> Standing | None:
    """One list at the end of that day; None where it was not yet there.

    For a list that was begun before days were kept, the earlier days are not known either.
    """
    day = held.days.select_related("snapshot").filter(on__lte=on).order_by("-on").first()
    if day is None:
        return None
    content = json.loads(day.snapshot.canonical)
    state = _state(held, on)
    return Standing(
        number=held.number,
        body=held.body,
        title=content["title"],
        edition=str(held),
        on=on,
        state=state,
        state_label=str(ListState(state).label),
        version=Version(content, tuple(day.identities)),
    )


def lists_of(body: str, *, actor: Actor, on: date) -> tuple[MatterList, ...]:
    """Every list of a body there was on that day, newest first, that this actor may see."""
    end = _end_of(on)
    found = MatterList.objects.select_related("case").filter(
        process.visible_to(actor, path="case__"), case__body=body, case__opened_at__lt=end
    )
    return tuple(found.order_by("-case__opened_at", "-pk"))


def changes_between(
    body: str, *, since: date, until: date
) -> tuple[Standing | None, Standing | None, Comparison]:
    """The lists in force on two days, and what differs; nothing in force counts as empty."""
    before, after = in_force(body, on=since), in_force(body, on=until)
    return before, after, between(before, after, on=until)


def between(before: Standing | None, after: Standing | None, *, on: date) -> Comparison:
    """What differs between two standings, with bodies named as of the later day."""
    old = before.version if before else EMPTY
    new = after.version if after else EMPTY
    return compare(old, new, names=names_of(_bodies((old, new)), on=on))


def since_public(held: MatterList, *, on: date) -> tuple[Standing, Comparison] | None:
    """What this list changes against the one it replaces; None for a first list."""
    if held.supersedes_id is None:
        return None
    base = guards.list_now(held.supersedes_id)
    old, new = version_now(base), version_now(held)
    standing = Standing(
        number=base.number,
        body=base.body,
        title=base.title,
        edition=str(base),
        on=on,
        state=base.state,
        state_label=str(ListState(base.state).label),
        version=old,
    )
    return standing, compare(old, new, names=names_of(_bodies((old, new)), on=on))


def _bodies(versions: Iterable[Version]) -> set[str]:
    return {
        code for version in versions for row in version.content["rows"] for code in row["co_bodies"]
    }


def _state(held: MatterList, on: date) -> str:
    last = held.case.passages.filter(at__lt=_end_of(on)).order_by("-pk").first()
    return last.after if last else ListState.DRAFT.value


def _end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), tzinfo=SHANGHAI)
