"""What several panels of these pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Fact
from bihuan.modules.leads.models import DocketState

if TYPE_CHECKING:
    from collections.abc import Iterable

FACTS = "leads/parts/facts.html"
DECIDED = frozenset(
    {DocketState.DECIDED.value, DocketState.PUBLISHED.value, DocketState.LISTED.value}
)


def told(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that say something, and those that are missed."""
    return tuple(fact for fact in facts if fact.value or fact.missing)


def case_fact(label: str, number: str) -> Fact:
    """The number of a case, with the way to it."""
    return Fact(label, number, reverse("ui:case", args=(number,)) if number else "")
