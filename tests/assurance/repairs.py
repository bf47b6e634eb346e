"""Repairs of the sample process: an independent model of them, acts on them, and what must hold.

The model is written from the description of the process, not from its definition: plain tables and
no import of the engine. It says which step works for whom, from where to where.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process import Inputs, Upload, api
from bihuan.kernel.process.models import Attachment, Case, Passage
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.process.tests.sample.models import Repair

if TYPE_CHECKING:
    import random

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process import Step

PEOPLE: dict[str, Actor] = {
    "handler": who.HANDLER,
    "head": who.HEAD,
    "reviewer": who.REVIEWER,
    "office head": who.OFFICE_HEAD,
    "outsider": who.OUTSIDER,
}
STEPS: dict[str, Step[Any]] = {step.key: step for step in sample.REPAIR.steps}

# step: who, from, to. The sample's words: 办法第四条 … 第十二条.
TABLE = {
    "sign": ("handler", "opened", "planning"),
    "submit_plan": ("head", "planning", "review"),
    "return_plan": ("reviewer", "review", "planning"),
    "approve_plan": ("office head", "review", "fixing"),
    "tell": ("reviewer", "fixing", "fixing"),
    "hold": ("office head", "fixing", "held"),
    "resume": ("office head", "held", "fixing"),
    "close": ("office head", "fixing", "closed"),
}


@dataclass(slots=True)
class Model:
    """What is expected of one repair."""

    state: str = "opened"
    moves: int = 0
    last: dt.datetime = who.AT
    heard: bool = False
    visits: int = 0
    used: set[str] = field(default_factory=set)

    def expects(self, step: str, person: str, *, full: bool, at: dt.datetime, seen: int) -> bool:
        """Whether this step works now."""
        its, source, _ = TABLE[step]
        return (
            seen == self.moves
            and person == its
            and self.state == source
            and at >= self.last
            and (full or step not in {"submit_plan", "return_plan", "tell", "close"})
            and (step != "submit_plan" or at.date() < dt.date(2030, 6, 30))
            and (step != "close" or (self.heard and not self.visits))
        )

    def move(self, step: str, at: dt.datetime) -> None:
        """Take the step."""
        self.state, self.moves, self.last = TABLE[step][2], self.moves + 1, at
        self.heard = self.heard or step == "tell"


def inputs_for(step: str) -> Inputs:
    """Return everything a step asks for."""
    pdf = Upload("方案.pdf", "application/pdf", who.PDF)
    return {
        "submit_plan": Inputs({"measures": "清淤", "finish_on": "2030-06-30"}, {"plan": (pdf,)}),
        "return_plan": Inputs({"opinion": "措施不具体"}),
        "tell": Inputs({"heard_at": "2026-03-03T10:00"}),
        "close": who.CLOSE_INPUTS,
    }.get(step, Inputs())


def act(case: Repair, step: str, *, at: dt.datetime = who.AT, **how: Any) -> Passage:
    """Let the right person take a step with everything it asks for."""
    actor = PEOPLE[TABLE[step][0]]
    return api.perform(
        sample.REPAIR, STEPS[step], case, actor=actor, at=at, inputs=inputs_for(step), **how
    )


def onwards(state: str, chance: random.Random) -> str:
    """Return a step that leads on from a state, "" from the last."""
    return chance.choice([step for step in TABLE if TABLE[step][1] == state] or [""])


def visit(case: Repair) -> Any:
    """Open a visit under a repair."""
    return api.open_child(
        sample.VISIT, case, title="现场核查", body=who.OWNER, actor=who.HANDLER, at=who.AT
    )


def broken() -> list[str]:
    """Look at everything stored; return what does not fit together."""
    found = []
    passages = Counter(Passage.objects.values_list("case_id", flat=True))
    detailed = set(Repair.objects.values_list("case_id", flat=True))
    for case in Case.objects.all():
        last = Passage.objects.filter(case=case).order_by("-pk").first()
        if passages[case.pk] != case.revision + 1:
            found.append(f"{case}: {passages[case.pk]} passages at revision {case.revision}")
        if last is None or last.after != case.state:
            found.append(f"{case}: in {case.state} after {last}")
        if case.process == sample.REPAIR.key and case.pk not in detailed:
            found.append(f"{case}: no detail")
    written = dict(
        Entry.objects.filter(verb__in=("case.open", "case.step")).values_list("seq", "subject")
    )
    told = {seq: case.subject for seq, case in _passages()}
    if written != told:
        odd = sorted(set(written.items()) ^ set(told.items()))[:3]
        found.append(f"entries and passages differ: {odd}")
    numbers = sorted(Case.objects.filter(number__startswith="ZG-").values_list("number", flat=True))
    if [int(number[-4:]) for number in numbers] != list(range(1, len(numbers) + 1)):
        found.append(f"numbers have a gap: {numbers}")
    found += [f"{row}: no file" for row in Attachment.objects.all() if not _stored(row)]
    verdict = ledger.verify()
    return found if verdict.ok else [*found, verdict.sentence]


def _passages() -> list[tuple[int, Case]]:
    return [(each.seq, each.case) for each in Passage.objects.select_related("case")]


def _stored(row: Attachment) -> bool:
    return (Path(settings.MEDIA_ROOT) / row.path).is_file()


def orphans() -> int:
    """Return how many files nobody names."""
    root = Path(settings.MEDIA_ROOT)
    named = {root / row.path for row in Attachment.objects.all()}
    return sum(path.is_file() and path not in named for path in root.rglob("*"))
