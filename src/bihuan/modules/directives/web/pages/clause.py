"""The page of one clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ui.components import Fact, Tab
from bihuan.modules.directives.rules.pack import LEVEL_WORDS
from bihuan.modules.directives.web.pages.addresses import address
from bihuan.modules.directives.web.pages.duty import URGENCY, parameter_sentence

if TYPE_CHECKING:
    from datetime import date

    from bihuan.modules.directives.queries.clauses import Ledger
    from bihuan.modules.directives.queries.counting import Figures


@dataclass(frozen=True, slots=True)
class ClausePage:
    """Everything on the page of one clause."""

    found: Ledger
    facts: tuple[Fact, ...]
    counts: tuple[Tab, ...]
    needs: tuple[str, ...]
    parameters: tuple[str, ...]
    readings: tuple[tuple[str, str, str], ...]


def clause_page(found: Ledger, figures: Figures, *, on: date) -> ClausePage:
    """Work the page of one clause out."""
    clause, counts = found.clause, figures.by_status
    where = f"原文第{found.offset + 1}字起" if found.offset is not None else ""
    return ClausePage(
        found=found,
        facts=(
            Fact("位置", f"{clause.path}　{where}"),
            Fact("谁负责", "、".join(found.actors)),
            Fact("层级", "、".join(LEVEL_WORDS[level] for level in clause.levels)),
            Fact("期限", f"{clause.deadline.basis}（{clause.deadline.mark.word}）"),
            Fact("报送对象", "、".join(clause.recipients)),
            Fact("公开", clause.publish or "不要求公开"),
            Fact("谁应当看到", "、".join(clause.see)),
            Fact("出处", clause.mark.word),
        ),
        counts=tuple(
            Tab(
                status.word,
                address("duties", clause=clause.id, status=status.value, on=on),
                counts[status],
            )
            for status in URGENCY
            if status in counts
        ),
        needs=tuple(
            f"{predicate.label}{'（对方回执）' if predicate.receipt else ''}"
            for predicate in clause.evidence
        ),
        parameters=tuple(parameter_sentence(item) for item in found.parameters),
        readings=tuple(
            (switch.question, switch.choices[switch.chosen], switch.reason)
            for switch in found.switches
        ),
    )
