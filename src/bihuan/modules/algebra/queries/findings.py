"""Findings and relations for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.algebra.models import Finding, FindingState, Relation
from bihuan.modules.algebra.policies import visible_to
from bihuan.modules.matters.api import comparing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One matter of a pair, with the words marked."""

    matter: comparing.ComparedMatter
    name: Pieces
    watched: Pieces
    measures: Pieces
    bases: Pieces


def findings_for(actor: Actor) -> QuerySet[Finding]:
    """The findings this actor may see, those that are gone left out."""
    return Finding.objects.filter(visible_to(actor)).exclude(state=FindingState.GONE)


def finding_by_key(key: int, *, actor: Actor) -> Finding | None:
    """One finding this actor may see."""
    return Finding.objects.filter(visible_to(actor), pk=key).first()


def finding_of_docket(number: str, *, actor: Actor) -> Finding | None:
    """The finding a docket was opened from, if this actor may see it."""
    return Finding.objects.filter(visible_to(actor), link=number).order_by("pk").first()


def sides(finding: Finding) -> tuple[Side, ...]:
    """The matters of a finding side by side."""
    keys = [key for key in (finding.first_row, finding.second_row) if key is not None]
    known = comparing.matters_known(keys)
    return tuple(_side(known[key], finding.words) for key in keys if key in known)


def relation_of(finding: Finding) -> Relation | None:
    """The candidate relation behind a finding."""
    return Relation.objects.filter(first=finding.first, second=finding.second).first()


def _side(matter: comparing.ComparedMatter, words: list[str]) -> Side:
    bases = "；".join(f"《{law}》{article}" for law, article in matter.bases)
    name, watched, measures, law = (
        comparing.marked(text, words)
        for text in (matter.name, matter.watched, matter.measures, bases)
    )
    return Side(matter, name, watched, measures, law)


def regions_with_findings(actor: Actor) -> tuple[str, ...]:
    """The regions in which this actor sees findings."""
    found = findings_for(actor).order_by("region").values_list("region", flat=True)
    return tuple(found.distinct())


def bodies_with_findings(actor: Actor) -> tuple[str, ...]:
    """The bodies whose findings this actor sees."""
    found = findings_for(actor).exclude(body="").order_by("body").values_list("body", flat=True)
    return tuple(found.distinct())
