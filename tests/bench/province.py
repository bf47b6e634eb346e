"""A province as large as Sichuan, built the way the product builds it, in minutes.

Bodies, people, the notice, duties and the lists of the demonstration come from operations. The many
records and lists beyond come by bulk paths (`bulk.py`) that leave the same rows.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process.models import Case
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.models import Duty, DutyRecord, Evidence
from bihuan.modules.directives.operations import settling
from bihuan.modules.directives.process import DUTY_RECORD
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries import standing
from bihuan.modules.directives.rules.occurrences import period_word
from bihuan.modules.directives.rules.status import settle
from bihuan.modules.matters import demo as matters_demo
from bihuan.modules.organisations import api as organisations
from bihuan.modules.organisations import demo as people
from tests.bench.bulk import Act, Chain, Story, Writer, insert, later, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Shown: TypeAlias = tuple[DutyRecord, Evidence | None, Duty]

MAKER = system_actor("bench")
SEED = 20230317
RECORDS = 34_000
QUEUE = 400
"""Records that lie unfinished on the desks of one body: a full to-do queue."""
BUSY = "510000-water"
NOTICE = "sichuan/notice-2023-1.toml"


@dataclass(slots=True)
class Province:
    """What was built, and how long each part took."""

    at: datetime
    spent: dict[str, float] = field(default_factory=dict)
    duties: int = 0

    def part(self, name: str, build: Callable[[], object]) -> object:
        """Build one part and keep its time."""
        start = time.perf_counter()
        found = build()
        self.spent[name] = time.perf_counter() - start
        return found


def build(*, records: int = RECORDS) -> Province:
    """Fill an empty, migrated database."""
    at = timezone.now()
    province = Province(at)
    access.mark_demo_site(actor=MAKER, at=at)
    province.part("organisations", lambda: organisations.load(actor=MAKER, at=at))
    province.part(
        "pack",
        lambda: directives.load_pack(settings.POLICY_DIR / NOTICE, apply=True, actor=MAKER, at=at),
    )
    province.part("people", lambda: people.build(at=at))
    province.part("lists", lambda: matters_demo.build(people=people.actor, at=at))
    until = timezone.localdate()
    province.part("duties", lambda: directives.generate(until=until, actor=MAKER, at=at))
    province.duties = Duty.objects.count()
    province.part("records", lambda: add_records(records, at))
    return province


def counts() -> dict[str, int]:
    """Return how much there is, for the head of the report."""
    return {
        "bodies": len(organisations.bodies(on=timezone.localdate())),
        "duties": Duty.objects.count(),
        "evidence": Evidence.objects.count(),
        "cases": Case.objects.count(),
        "ledger entries": ledger.count(),
    }


def add_records(wanted: int, at: datetime, *, waiting: int = QUEUE) -> None:
    """Record that duties were fulfilled, all over the province, most of them in time."""
    dice = random.Random(SEED)  # noqa: S311 - the same province every time
    item = packs.loaded()[0]
    codes = [
        clause.id
        for clause in item.pack.clauses
        if [(e.process, e.states, e.receipt) for e in clause.evidence]
        == [("duty-record", ("recorded",), False)]
    ]
    today = timezone.localtime(at).date()
    rows = list(
        Duty.objects.filter(
            clause_id__in=[item.ids[code] for code in codes], due_on__lt=today, met_on=None
        ).order_by("pk")
    )
    dice.shuffle(rows)
    rows = rows[:wanted]
    names = organisations.names({duty.body for duty in rows}, today)
    with transaction.atomic():
        ledger.lock()
        writer = Writer(DUTY_RECORD, Chain())
        find = packs.finder()
        shown = [_record(writer, find, dice, duty, names[duty.body], at) for duty in rows]
        open_ones = list(_waiting(writer, dice, at, waiting))
        details = [detail for detail, _, _ in shown] + open_ones
        writer.settle([detail for detail in details if detail.case.is_open])
        writer.store(details)
        insert(Entry, writer.chain.entries)
        insert(Evidence, [evidence for _, evidence, _ in shown if evidence is not None])
        _settle(shown)


def _settle(shown: list[Shown]) -> None:
    """Bring the duties up to date by the rule itself, and their tallies by the operation."""
    find, rows = packs.finder(), []
    for detail, evidence, duty in shown:
        item, clause = find(duty.clause_id)
        opened_on = timezone.localtime(detail.case.opened_at).date()
        settled = settle(
            receipts=[predicate.receipt for predicate in clause.evidence],
            due_on=duty.first_due_on,
            facts=[] if evidence is None else [standing.fact_of(evidence)],
            opened_on=opened_on,
            again=item.again(clause.id, duty.region),
        )
        days = (opened_on, settled.started_on, settled.met_on, settled.changed_on)
        rows.append((*(connection.ops.adapt_datefield_value(day) for day in days), duty.pk))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE directives_duty SET opened_on = %s, started_on = %s, met_on = %s,"
            " changed_on = %s WHERE id = %s",
            rows,
        )
    places = {duty.region for _, _, duty in shown if duty.level != "P"}
    clauses = {duty.clause_id for _, _, duty in shown}
    settling.recount_places(sorted(places), sorted(clauses))


def _record(
    writer: Writer, find: standing.Find, dice: random.Random, duty: Duty, name: str, at: datetime
) -> Shown:
    late = dice.random() < 0.15
    due_on = duty.due_on or duty.starts_on
    happened = due_on + timedelta(days=dice.randint(1, 60) if late else -dice.randint(0, 15))
    happened = min(max(happened, duty.starts_on), timezone.localtime(at).date())
    opened_at = _moment(happened, dice.randint(8, 16))
    clerk, head = person(duty.body, name, "handler"), person(duty.body, name, "office_head")
    _, clause = find(duty.clause_id)
    fate = dice.random()
    acts = [Act("submit", clerk, later(opened_at, 1)), Act("record", head, later(opened_at, 3))]
    del acts[2 if fate < 0.9 else 1 if fate < 0.95 else 0 :]
    title = f"{period_word(duty.period)} {clause.name}"[:180]
    story = Story(title, duty.body, duty.period, clause.id, clerk, opened_at, acts)
    case, seq = writer.write(story)
    detail = DutyRecord(
        case=case,
        clause_code=clause.id,
        summary="已按要求办理，材料齐全。" if acts else "",
        happened_on=happened if acts else None,
        document_no=f"演示〔{happened.year}〕{case.pk}号" if acts else "",
        submitted_by=clerk.key if acts else "",
        must_publish=bool(clause.publish),
    )
    evidence = None
    if case.state == "recorded":
        recorded_on = timezone.localtime(case.moved_at).date()
        evidence = Evidence(
            duty=duty,
            predicate=0,
            number=case.number,
            title=case.title,
            process=case.process,
            state=case.state,
            on=happened,
            recorded_on=recorded_on,
            seq=seq,
        )
    return detail, evidence, duty


def _waiting(
    writer: Writer, dice: random.Random, at: datetime, wanted: int
) -> Iterator[DutyRecord]:
    """Fill the desks of one body: half with drafts, half for its head to check."""
    name = organisations.name_on(BUSY, timezone.localtime(at).date())
    clerk = person(BUSY, name, "handler")
    for number in range(wanted):
        opened_at = later(at, -dice.randint(24, 2_000))
        acts = [Act("submit", clerk, later(opened_at, 1))] if number % 2 else []
        story = Story(f"日常履责登记第{number + 1}件", BUSY, "2026", "1.2", clerk, opened_at, acts)
        case, _ = writer.write(story)
        yield DutyRecord(case=case, clause_code="1.2", summary="办理中。")


def _moment(on: date, hour: int) -> datetime:
    return datetime.combine(on, clock(hour), tzinfo=SHANGHAI)
