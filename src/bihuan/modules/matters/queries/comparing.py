"""The lists in force and on file, as everything that compares their texts reads them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bihuan.modules.matters.models import (
    ListState,
    MatterList,
    MatterRow,
    PartnerAnswer,
    PartnerMatter,
)
from bihuan.modules.matters.queries.duties import duty_register
from bihuan.modules.matters.queries.publications import withdrawn_numbers
from bihuan.modules.matters.rules.bases import LegalBase, bases_of
from bihuan.modules.matters.rules.content import digest
from bihuan.modules.matters.rules.duty_sheet import pointers
from bihuan.modules.matters.rules.instruments import register
from bihuan.modules.matters.rules.searching import fold, grams_of, marked
from bihuan.modules.matters.rules.words import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

__all__ = [
    "ComparedDuty",
    "ComparedList",
    "ComparedMatter",
    "confirmed_partners",
    "dictionary",
    "filed_lists",
    "filed_matters",
    "fold",
    "grams_of",
    "marked",
    "matters_known",
    "register_duties",
    "repealed_bases",
]
REGION_TEXTS = 4096
"""So many matters and more than any region has are compared at a time."""
COUNTED = (ListState.FILED, ListState.ACCEPTED, ListState.PUBLISHED)
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class ComparedList:
    """The newest list a body has filed."""

    number: str
    body: str
    region: str
    filed: bool
    """Whether the office still checks it, so that rows can carry notes."""


@dataclass(frozen=True, slots=True)
class ComparedMatter:
    """One matter with everything a comparison looks at."""

    identity: str
    list_number: str
    body: str
    region: str
    level: str
    role: str
    code: str
    name: str
    watched: str
    measures: str
    bases: tuple[tuple[str, str], ...]
    partners: tuple[str, ...]
    office: str
    duties: tuple[str, ...]
    pk: int = 0

    @property
    def wording(self) -> str:
        """The fingerprint of the texts: a judgement holds as long as it stays."""
        return _wording(self.name, self.watched, self.measures, self.bases)


@dataclass(frozen=True, slots=True)
class ComparedDuty:
    """One duty of the register in force."""

    citation: str
    unit: str
    body: str
    text: str
    basis: str


def filed_lists(*, under: str = "", body: str = "") -> tuple[ComparedList, ...]:
    """The newest filed list of every body of the regions with this prefix, or of one body.

    What a body took back from the public does not count, nor does what stood before it.
    """
    lists = MatterList.objects.filter(
        case__process="matter-list", case__region__startswith=under, case__state__in=COUNTED
    )
    if body:
        lists = lists.filter(case__body=body)
    fields = ("case__number", "case__body", "case__region", "case__state")
    newest = {
        owner: ComparedList(number, owner, region, state == ListState.FILED)
        for number, owner, region, state in lists.order_by(
            "year", "list_version", "pk"
        ).values_list(*fields)
    }
    back = withdrawn_numbers()
    return tuple(newest[owner] for owner in sorted(newest) if newest[owner].number not in back)


def filed_matters(numbers: Sequence[str]) -> dict[str, tuple[ComparedMatter, ...]]:
    """The matters of these lists in their order."""
    found: dict[str, list[ComparedMatter]] = defaultdict(list)
    for start in range(0, len(numbers), AT_ONCE):
        rows = MatterRow.objects.filter(
            matter_list__case__number__in=numbers[start : start + AT_ONCE]
        ).select_related("matter_list__case")
        for row in rows.order_by("matter_list_id", "position", "pk"):
            found[row.matter_list.case.number].append(_compared(row))
    return {number: tuple(found[number]) for number in numbers}


def matters_known(keys: Iterable[int]) -> dict[int, ComparedMatter]:
    """Single matters by their key."""
    wanted = sorted(set(keys))
    found: dict[int, ComparedMatter] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = MatterRow.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        found |= {row.pk: _compared(row) for row in rows.select_related("matter_list__case")}
    return found


def register_duties(region: str, *, on: date) -> tuple[ComparedDuty, ...]:
    """The duties of the register in force that a region made itself."""
    register = duty_register(region, on=on)
    if register is None or register.region != region:
        return ()
    return tuple(
        ComparedDuty(duty.citation, duty.unit, duty.body, duty.text, duty.basis)
        for duty in register.duties.order_by("position")
    )


def confirmed_partners(identities: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Who confirmed that it takes part in which matter."""
    found = PartnerMatter.objects.filter(
        identity__in=list(identities), answer=PartnerAnswer.CONFIRMED
    )
    return frozenset(found.values_list("identity", "body"))


def repealed_bases(matters: Iterable[ComparedMatter], *, on: date) -> dict[str, tuple[str, ...]]:
    """What to say of each matter that rests on a text which is law no longer, by identity."""
    known = register()
    found: dict[str, tuple[str, ...]] = {}
    for matter in matters:
        judged = known.judge_all((LegalBase(*base) for base in matter.bases), on=on)
        if judged:
            found[matter.identity] = tuple(each.sentence for each in judged)
    return found


@lru_cache(maxsize=REGION_TEXTS)
def _wording(name: str, watched: str, measures: str, bases: tuple[tuple[str, str], ...]) -> str:
    return digest("\n".join((name, watched, measures, repr(bases))))


def _compared(row: MatterRow) -> ComparedMatter:
    case = row.matter_list.case
    return ComparedMatter(
        identity=row.identity,
        list_number=case.number,
        body=case.body,
        region=case.region,
        level=row.level,
        role=row.role,
        code=row.code,
        name=row.name,
        watched=row.supervised_object,
        measures=row.measures,
        bases=tuple((base.instrument, base.article) for base in bases_of(row.legal_bases)),
        partners=tuple(row.co_bodies),
        office=row.lead_office,
        duties=tuple(pointers(row.duty_list_clause)),
        pk=row.pk,
    )
