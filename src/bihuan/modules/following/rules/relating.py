"""How a clause of the notice stands to a place: which are asked about, and what may be answered.

Some words of the notice are for places themselves (各地): nobody below can decline them. Others are
for bodies of the province, to be followed by reference (参照执行): there a place decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bihuan.kernel.access import region_prefix
from bihuan.modules.following.rules.settings import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.directives.api.places import ClauseFace, NoticeFace
    from bihuan.modules.following.rules.settings import FollowingPolicy

LEVELS = {2: "P", 4: "C"}


class Relation(StrEnum):
    """Why a place is asked about a clause."""

    DIRECT = "direct"
    REFERENCE = "reference"
    CARRIED = "carried"

    @property
    def label(self) -> str:
        """Say it."""
        return {
            Relation.DIRECT: "直接适用",
            Relation.REFERENCE: "参照执行",
            Relation.CARRIED: "参照省直部门",
        }[self]


@dataclass(frozen=True, slots=True)
class Asked:
    """A clause as a place is asked about it."""

    face: ClauseFace
    relation: Relation
    carried: str = ""
    """The clause in whose duties it is counted, where it has none of its own here."""

    @property
    def may_decline(self) -> bool:
        """Say whether "not applicable" may be answered."""
        return self.relation is not Relation.DIRECT or self.face.mark != "N"

    @property
    def has_own_date(self) -> bool:
        """Say whether duties of the place carry a date of this clause."""
        return self.relation is not Relation.CARRIED and self.face.has_due and self.face.has_duty

    @property
    def may_loosen(self) -> bool:
        """Say whether a later date may be set."""
        if self.face.due_mark == "R":
            return False
        return not (self.relation is Relation.DIRECT and self.face.due_mark == "N")


def level_of(region: str) -> str:
    """Return P, C or K."""
    return LEVELS.get(len(region_prefix(region)), "K")


def asked_of(notice: NoticeFace, region: str) -> Mapping[str, Asked]:
    """Return the clauses a place is asked about, in the order of the notice."""
    level, rules = level_of(region), policy()
    found = (_asked(face, level, rules) for face in notice.clauses)
    return {item.face.code: item for item in found if item is not None}


def _asked(face: ClauseFace, level: str, rules: FollowingPolicy) -> Asked | None:
    actors = set(face.actors)
    if level in face.levels:
        by_reference = bool(actors & rules.places)
        return Asked(face, Relation.REFERENCE if by_reference else Relation.DIRECT)
    if "P" not in face.levels or not actors & rules.departments:
        return None
    carried = next((x for x in rules.carried if face.code.startswith(x[0])), None)
    return Asked(
        face,
        Relation.CARRIED,
        "" if carried is None else carried[1] if level == "C" else carried[2],
    )
