"""What the pages of cases and the search box learn from directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.kernel.ui.panels import SIDE, Panel
from bihuan.kernel.ui.search import Hit
from bihuan.modules.directives.queries import duties
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries.standing import as_known
from bihuan.modules.directives.web.pages.addresses import address
from bihuan.modules.directives.web.pages.duty import light, occasion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.components import Light
    from bihuan.modules.directives.models import Duty


def panel(detail: object, actor: Actor, at: datetime) -> Panel | None:
    """Return the duties a case shows or is about, None where there are none.

    Other pages with panels (that of a body) ask as well.
    """
    case = getattr(detail, "case", None)
    if case is None or case.sealed:
        return None
    found = duties.served_by(
        case.number, actor=actor, topic=case.topic, body=case.body, period=case.period
    )
    if not found:
        return None
    context = {"lines": list(_lines(found, timezone.localtime(at).date()))}
    return Panel("对应的应办事项", "directives/home.html", context, place=SIDE, flush=True)


def _lines(found: Sequence[Duty], on: date) -> Iterator[tuple[str, str, Light]]:
    """Say of each duty how it stands; its own page says why, from the evidence."""
    for duty, clause, status in as_known(found, on=on):
        due = f"期限 {duty.due_on}" if duty.due_on else "本项没有期限"
        shown = light(status, duty.due_on, f"{status.word}，{due}。", on)
        yield f"{clause.name} {occasion(duty)}", address("duty", duty.pk), shown


def find_clauses(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Find clauses by number, name, wording or words of the notice."""
    hits = []
    for item in packs.loaded(actor.region):
        for clause in item.pack.clauses:
            text = f"{clause.id} {clause.path} {clause.name} {clause.wording} {clause.anchor}"
            if all(word in text for word in words.split()):
                title = f"{clause.id} {clause.name}"
                hits.append(Hit(title, address("clause", clause.id), clause.wording))
    return hits[:limit]
