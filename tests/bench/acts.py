"""What is measured beside pages: import, ledger, one fact and what hangs on it, the alert loop."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.deadlines.models import ClockRow, ClockState
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.canonical import PROTOTYPE
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process import api as process
from bihuan.kernel.process.models import Case, Desk
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.modules.directives.demo.scale import person
from bihuan.modules.directives.models import Duty, DutyRecord
from bihuan.modules.directives.operations.withdrawing import withdraw_evidence
from bihuan.modules.directives.process import DUTY_RECORD, RECORD
from bihuan.modules.matters.demo.wording import rows_for
from bihuan.modules.matters.operations import import_for_body
from bihuan.modules.matters.rules.sheet import SHEET, TITLE, template
from bihuan.modules.organisations import demo as people
from tests.bench import pages
from tests.bench.harness import Figure, once, timed
from tests.bench.province import MAKER

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 5_000
EXPORTED = 10_000
ERRORS = 20
CLOCKS = 20_000
IMPORTER = "510000-water"


def figures() -> Iterator[Figure]:
    """Measure every act, the reading ones first."""
    yield from _verify()
    yield from _import()
    yield from _append()
    yield from _export()
    yield from _fact()
    yield from _alerts()


def _verify() -> Iterator[Figure]:
    count = ledger.count()
    texts = [bytes(text) for text in Entry.objects.values_list("canonical", flat=True)]

    def raw() -> None:
        for text in texts:
            running = PROTOTYPE.copy()
            running.update(text)
            running.hexdigest()

    bare = once("", raw)
    for name, processes in (("one process", 1), ("a process per core", None)):
        figure = once(
            f"ledger verify, every entry, {name}",
            partial(ledger.verify, processes=processes),
            goal="≥ 400,000 entries/s",
        )
        rate, share = count / figure.median * 1000, bare.median / figure.median
        yield figure.noted(f"{count} entries, {rate:,.0f}/s, {share:.0%} of raw SM3 on one core")
    yield _memory(count)


def _memory(count: int) -> Figure:
    """Verify in a process of its own, so that its memory is its own."""
    told: list[str] = []

    def verify() -> None:
        words = [sys.executable, "-m", "tests.bench.remembering"]
        done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - ours
        told.append(done.stdout.strip())

    figure = once(f"ledger verify, {count} entries, in a process of its own", verify)
    return replace(figure, goal="≤ 100 MB").noted(told[0])


def _append() -> Iterator[Figure]:
    actor = person(IMPORTER, "四川省水利厅", "handler")

    def append() -> None:
        with transaction.atomic():
            ledger.record(
                "read.sensitive", actor=actor, at=timezone.now(), subject="case:BENCH", facts={}
            )

    figure = timed("ledger append, a transaction each", append, runs=300, goal="≤ 1 ms")
    yield figure.noted(f"{1000 / figure.median:,.0f}/s")


def _export() -> Iterator[Figure]:
    """Take ten thousand rows out, as on screen."""
    client = pages.signed_in(pages.OFFICE)
    # A filter that leaves ten thousand rows, whatever the size of the database.
    last = Case.objects.filter(region__startswith="51").order_by("pk").values_list("pk", flat=True)
    address = reverse("ui:cases")
    end, kept = last[min(EXPORTED, last.count()) - 1], process.cases_for
    with mock.patch.object(process, "cases_for", lambda actor: kept(actor).filter(pk__lte=end)):
        for kind, goal in (("xlsx", "≤ 2,500"), ("csv", "≤ 500")):
            sent: list[int] = []

            def export(kind: str = kind, sent: list[int] = sent) -> None:
                answer: Any = client.post(address, {"export": kind})
                sent.append(sum(len(part) for part in answer.streaming_content))

            figure = timed(f"export of {EXPORTED:,} rows to {kind}", export, runs=5, goal=goal)
            yield figure.noted(f"{sent[-1] / 1024:,.0f} kB")


def _import() -> Iterator[Figure]:
    at = timezone.now()
    clerk = people.actor(IMPORTER, "handler", on=timezone.localdate())
    data = _workbook()

    def preview() -> None:
        outcome = import_for_body(body=IMPORTER, data=data, dry_run=True, actor=clerk, at=at)
        if not outcome.ok or len(outcome.preview.rows) != ROWS:
            raise AssertionError([error.sentence for error in outcome.preview.errors[:5]])

    yield once(f"import of {ROWS} rows, preview", preview, goal="≤ 3,000")
    yield _planted(data, at)

    def take_over() -> None:
        outcome = import_for_body(body=IMPORTER, data=data, dry_run=False, actor=clerk, at=at)
        if not outcome.done:
            raise AssertionError([error.sentence for error in outcome.preview.errors[:5]])

    yield once(f"import of {ROWS} rows, taken over", take_over)


def _workbook() -> bytes:
    today = timezone.localdate()
    leader = people.actor(IMPORTER, "deputy", on=today)
    known = rows_for(IMPORTER, leader=leader.name, on=today)
    rows = [
        known[number % len(known)]
        | {"code": f"BM-{number:05d}", "name": f"{known[number % len(known)]['name']}（{number}）"}
        for number in range(1, ROWS + 1)
    ]
    return write_template([template()], title=TITLE, rows={SHEET: rows})


def _planted(data: bytes, at: datetime) -> Figure:
    """Spoil twenty cells and see that each is named by sheet, row and column."""
    clerk = people.actor(IMPORTER, "handler", on=timezone.localdate())
    book = load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    heads: dict[str, int] = {}
    for line in sheet.iter_rows(max_row=4):
        heads |= {str(cell.value).strip("* "): int(cell.column or 0) for cell in line}
    labels = ("类别", "本单位角色", "事项层级", "完成时限", "是否公开")
    planted: set[tuple[str, int, str]] = set()
    first = sheet.max_row - ROWS + 1
    for number in range(ERRORS):
        row, label = first + number * 200, labels[number % len(labels)]
        sheet.cell(row=row, column=heads[label], value="不存在的值")
        planted.add((SHEET, row, label))
    out = io.BytesIO()
    book.save(out)
    spoiled = out.getvalue()
    named: set[tuple[str, int, str]] = set()

    def preview() -> None:
        outcome = import_for_body(body=IMPORTER, data=spoiled, dry_run=True, actor=clerk, at=at)
        named.update((error.sheet, error.row, error.column) for error in outcome.preview.errors)

    figure = once(f"the same with {ERRORS} planted errors", preview, goal="≤ 3,000")
    return figure.noted(f"{len(planted & named)} of {ERRORS} named, {len(named - planted)} besides")


def _fact() -> Iterator[Figure]:
    """Let records be accepted: each makes its duty met and its tally right."""
    wanted = 30
    desks = Desk.objects.filter(step="record", case__process="duty-record")
    waiting = list(
        Case.objects.filter(pk__in=desks.values("case_id"), topic__gt="")
        .exclude(body=IMPORTER)
        .order_by("pk")[: wanted + 1]
    )
    details = iter(DutyRecord.objects.select_related("case").filter(pk__in=waiting).order_by("pk"))
    done = []

    def accept() -> None:
        detail = next(details)
        head = replace(person(detail.case.body, "演示单位", "office_head"), key="post:bench-head")
        process.perform(DUTY_RECORD, RECORD, detail, actor=head, at=timezone.now())
        done.append(detail)

    before = _settled()
    figure = timed("one record accepted → its duty is met", accept, runs=wanted, goal="≤ 50")
    told = f"{_settled() - before} of {Duty.objects.count():,} duties written"
    yield figure.noted(f"{told} for {len(done)} records")
    if any(not _duty_of(detail).met_on for detail in done):
        raise AssertionError("An accepted record has not met its duty.")
    numbers = iter([detail.case for detail in done])

    def withdraw() -> None:
        case = next(numbers)
        withdraw_evidence(
            case.number,
            reason="测量用：撤回佐证",
            actor=MAKER,
            at=timezone.now(),
        )

    yield timed("one evidence withdrawn → its duties", withdraw, runs=wanted, goal="≤ 50")


def _settled() -> int:
    """Return how many duties are met: what is computed anew beside them would be met as well."""
    return Duty.objects.filter(met_on__isnull=False).count()


def _duty_of(detail: DutyRecord) -> Duty:
    return _duty_of_case(detail.case)


def _duty_of_case(case: Case) -> Duty:
    return Duty.objects.get(clause__code=case.topic, body=case.body, period=case.period)


def _alerts() -> Iterator[Figure]:
    """Wake up after forty days of silence."""
    at = timezone.now()
    started = at - timedelta(days=60)
    rows = []
    for number in range(CLOCKS):
        due_on = timezone.localdate(at) - timedelta(days=1 + number % 40)
        due_at = datetime.combine(due_on, datetime.max.time().replace(microsecond=0), SHANGHAI)
        rows.append(
            ClockRow(
                subject=f"bench:{number}",
                key="bench",
                label="测量用期限",
                rule="bench",
                basis="测量用",
                started_at=started,
                start_on=timezone.localdate(started),
                fixed_on=due_on,
                roll="none",
                region="510000",
                due_on=due_on,
                due_at=due_at,
                first_due_on=due_on,
                state=ClockState.RUNNING,
                next_look=due_at,
            )
        )
    ClockRow.objects.bulk_create(rows, batch_size=100)
    raised: list[int] = []
    figure = once(
        f"alert loop after forty days of silence, {CLOCKS:,} clocks",
        lambda: raised.append(deadlines.tick(at)),
        goal="≤ 60,000",
    )
    yield figure.noted(f"{raised[0]} alerts, {raised[0] / figure.median * 1000:,.0f}/s")
    connection.close()
