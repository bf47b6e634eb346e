"""What is measured on: one province, five or a nation, filled as `bihuan scale` fills it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.faces.cli import scale
from bihuan.kernel.access import system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process.models import Case
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.demo import scale as work
from bihuan.modules.directives.models import Duty, Evidence
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import datetime

MAKER = system_actor("bench")
BUSY = scale.BUSY
PAST_OF, PAST_DAYS = ("ecology", "water", "housing"), 380


def build(size: str) -> scale.Built:
    """Fill an empty, migrated database."""
    return scale.build(scale.SIZES[size], at=timezone.now(), say=lambda _: None)


def counts() -> dict[str, int]:
    """Return how much there is, for the head of the report."""
    return {
        "bodies": len(organisations.bodies(on=timezone.localdate())),
        "duties": Duty.objects.count(),
        "evidence": Evidence.objects.count(),
        "cases": Case.objects.count(),
        "ledger entries": ledger.count(),
    }


def add_records(wanted: int, at: datetime) -> None:
    """Add records all over the province, and unfinished ones on the desks of one body.

    The demonstration knows the duties of the present quarter only, of which few are overdue on most
    days: the year before is made first, for three lines everywhere.
    """
    today = timezone.localdate(at)
    found = (organisations.bodies(on=today, line=line) for line in PAST_OF)
    bodies = [body.code for each in found for body in each]
    since = today - timedelta(days=PAST_DAYS)
    directives.generate(since=since, until=today, bodies=bodies, actor=MAKER, at=at)
    work.add_records(wanted, entries=4, seed=scale.SEED, at=at, waiting=BUSY)
