"""Work by the hundred thousand (演示数据): records of fulfilment with the rows operations leave.

Duties come from the operation that always makes them. What was done about them is told as stories
and written in bulk; evidence, duties and tallies follow by the very rules that operations use.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from bihuan.kernel.access import Actor, region_prefix, system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.demo import Chain
from bihuan.kernel.process.demo import Act, Cases, Story
from bihuan.modules.directives.models import Duty, DutyRecord, Evidence
from bihuan.modules.directives.operations import settling
from bihuan.modules.directives.operations.loading import load_pack
from bihuan.modules.directives.operations.opening import title_of
from bihuan.modules.directives.process import DISCARD, DUTY_RECORD, RECORD, RETURN, SUBMIT
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.queries import standing
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bihuan.modules.directives.rules.pack import Clause

MAKER = system_actor("demo")
SLICE = 20_000
"""Cases per transaction."""
LATE, OPEN, WAITING, DISCARDED = 0.15, 0.05, 0.05, 0.01
HOURS = 2

EVIDENCE = (
    *("duty_id", "predicate", "number", "title", "process", "state", "on", "recorded_on", "seq"),
    *("ended_on", "ended_why", "lapsed"),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done about one duty."""

    duty: Duty
    story: Story
    happened_on: date


def person(body: str, name: str, role: str) -> Actor:
    """Return somebody invented who acts for a body in one role."""
    region, _, line = body.partition("-")
    return Actor(
        key=f"post:demo:{body}:{role}",
        name="演示人员",
        post=f"{name}岗位",
        body=body,
        body_name=name,
        region=region,
        line=line,
        roles=frozenset({role}),
    )


def copy_notice(path: Path, region: str, *, at: datetime) -> None:
    """Load a copy of a notice for another, invented province, as any notice is loaded."""
    digits = region_prefix(region)
    with tempfile.TemporaryDirectory() as folder:
        for source in (path, path.parent / "actors.toml"):
            text = source.read_text(encoding="utf-8")
            for old, new in (
                ('region = "510000"', f'region = "{region}"'),
                ('key = "sc-2023-1"', f'key = "demo-{digits}-2023-1"'),
                ("川环委〔2023〕1号", f"演示{digits}环委〔2023〕1号"),
                ('title = "四川省', f'title = "（演示数据）演示{digits}省'),
                ("四川省", f"演示{digits}省"),
            ):
                text = text.replace(old, new)
            (Path(folder) / source.name).write_text(text, encoding="utf-8")
        load_pack(Path(folder) / path.name, apply=True, actor=MAKER, at=at)


def add_records(
    wanted: int, *, entries: int, seed: int, at: datetime, region: str = "", waiting: str = ""
) -> int:
    """Record that duties of a region were fulfilled, most of them in time; return how many cases.

    `entries` is how many acts one record has on average: a record is returned and submitted again
    until it has them. `waiting` names a body on whose desks unfinished records lie.
    """
    dice = random.Random(f"{seed}:{region}")  # noqa: S311 - the same province every time
    today = timezone.localtime(at).date()
    duties = overdue_duties(wanted, today, region, dice)
    made = 0
    for start in range(0, len(duties), SLICE):
        part = duties[start : start + SLICE]
        names = organisations.names({duty.body for duty in part}, today)
        made += tell(deeds_for(part, names, dice, entries, at))
    if waiting:
        made += tell((), also=_unfinished(waiting, dice, at))
    return made


def tell(deeds: Iterable[Deed], *, also: Iterable[Story] = ()) -> int:
    """Write what was done, in one transaction; return how many cases there are now more."""
    with transaction.atomic():
        ledger.lock()
        writer = Cases(DUTY_RECORD, Chain(), {SUBMIT.key: _note_submitter})
        shown: list[tuple[Deed, DutyRecord, int]] = []
        for deed in deeds:
            detail, seq = writer.tell(deed.story)
            shown.append((deed, detail, seq))
        for story in also:
            writer.tell(story)
        count = writer.store()
        ledger.insert_rows(Evidence, EVIDENCE, _evidence(shown))
        _settle(shown)
    return count


def overdue_duties(wanted: int, today: date, region: str, dice: random.Random) -> list[Duty]:
    """Choose overdue duties that a plain record shows; ids first, rows of the chosen only."""
    ids: list[int] = []
    for item in packs.loaded():
        clauses = [item.ids[clause.id] for clause in item.pack.clauses if _is_plain(clause)]
        prefix = region_prefix(region) if region else item.prefix
        if item.prefix.startswith(prefix) or prefix.startswith(item.prefix):
            rows = Duty.objects.filter(
                clause_id__in=clauses, due_on__lt=today, met_on=None, opened_on=None, relief=""
            ).filter(region__startswith=prefix)
            ids += rows.order_by("pk").values_list("pk", flat=True)
    chosen = sorted(dice.sample(ids, min(wanted, len(ids))))
    found: list[Duty] = []
    for start in range(0, len(chosen), 500):
        found += Duty.objects.filter(pk__in=chosen[start : start + 500]).order_by("pk")
    return found


def _is_plain(clause: Clause) -> bool:
    found = [(each.process, each.states, each.receipt) for each in clause.evidence]
    return found == [("duty-record", ("recorded",), False)]


def deeds_for(
    duties: Sequence[Duty], names: dict[str, str], dice: random.Random, entries: int, at: datetime
) -> Iterator[Deed]:
    """Decide what is done about each of some duties."""
    find, today = packs.finder(), timezone.localtime(at).date()
    for duty in duties:
        _, clause = find(duty.clause_id)
        due_on = duty.due_on or duty.starts_on
        late = dice.random() < LATE
        happened = due_on + timedelta(days=dice.randint(1, 60) if late else -dice.randint(0, 15))
        happened = min(max(happened, duty.starts_on), today - timedelta(days=1))
        name = names[duty.body]
        clerk, head = person(duty.body, name, "handler"), person(duty.body, name, "office_head")
        opened_at = datetime.combine(happened, time(dice.randint(0, 3)), tzinfo=SHANGHAI)
        acts = _acts(dice, clause, clerk, head, happened, opened_at, entries)
        yield Deed(duty, story_of(duty, clause, clerk, opened_at, acts), happened)


def story_of(
    duty: Duty, clause: Clause, clerk: Actor, opened_at: datetime, acts: Sequence[Act]
) -> Story:
    """Return the record of a duty as `open_record` opens it."""
    receiver = f"{duty.region}-{clause.receipt}" if clause.receipt else ""
    return Story(
        title=title_of(duty, clause.name),
        body=duty.body,
        region=duty.region,
        line=duty.line,
        period=duty.period,
        topic=clause.id,
        opened_by=clerk,
        opened_at=opened_at,
        fields={
            "clause_code": clause.id,
            "receiver_body": receiver,
            "must_publish": bool(clause.publish),
        },
        acts=acts,
    )


def _acts(
    dice: random.Random,
    clause: Clause,
    clerk: Actor,
    head: Actor,
    happened: date,
    opened_at: datetime,
    entries: int,
) -> list[Act]:
    """Return how a record went: returned some times, and mostly recorded in the end."""
    fields = {
        "summary": "已按要求办理，材料齐全（演示数据）。",
        "happened_on": happened,
        "document_no": f"演示〔{happened.year}〕{dice.randint(1, 9_999)}号",
    }
    if clause.publish:
        fields["link"] = "https://portal.example/demo"
    rounds = max(0, round((entries - 3) / 2 + dice.uniform(-1, 1)))
    clock, acts = opened_at, []
    for number in range(rounds + 1):
        clock += timedelta(hours=HOURS)
        acts.append(Act(SUBMIT, clerk, clock, fields))
        if number < rounds:
            clock += timedelta(minutes=30)
            acts.append(Act(RETURN, head, clock, opinion="请补充材料（演示数据）。"))
    fate = dice.random()
    if fate < OPEN:
        return []
    if fate < OPEN + WAITING:
        return acts
    if fate < OPEN + WAITING + DISCARDED:
        return [Act(DISCARD, clerk, opened_at + timedelta(hours=1), opinion="重复（演示数据）。")]
    return [*acts, Act(RECORD, head, clock + timedelta(hours=HOURS))]


def _unfinished(body: str, dice: random.Random, at: datetime, wanted: int = 400) -> Iterator[Story]:
    """Fill the desks of one body: half with drafts, half for its head to check."""
    name = organisations.name_on(body, timezone.localtime(at).date())
    clerk, (region, _, line) = person(body, name, "handler"), body.partition("-")
    for number in range(1, wanted + 1):
        opened_at = at - timedelta(hours=dice.randint(24, 2_000))
        yield Story(
            title=f"日常履责登记第{number}件（演示数据）",
            body=body,
            region=region,
            line=line,
            period=str(opened_at.year),
            topic="1.2",
            opened_by=clerk,
            opened_at=opened_at,
            fields={"clause_code": "1.2", "receiver_body": "", "must_publish": False},
            acts=() if number % 2 else (Act(SUBMIT, clerk, opened_at + timedelta(hours=1)),),
        )


def _note_submitter(detail: DutyRecord, actor: Actor) -> None:
    detail.submitted_by, detail.submitted_account = actor.key, actor.account_id


def _evidence(shown: Iterable[tuple[Deed, DutyRecord, int]]) -> Iterator[tuple[object, ...]]:
    for deed, detail, seq in shown:
        case = detail.case
        if case.state == "recorded":
            what = (deed.duty.pk, 0, case.number, case.title, case.process, case.state)
            recorded_on = timezone.localtime(case.moved_at).date()
            yield (*what, deed.happened_on, recorded_on, seq, None, "", False)


def _settle(shown: Sequence[tuple[Deed, DutyRecord, int]]) -> None:
    """Bring the duties up to date by the rule itself, and their tallies by the operation."""
    pks = [deed.duty.pk for deed, _, _ in shown]
    opened = {
        deed.duty.pk: timezone.localtime(detail.case.opened_at).date() for deed, detail, _ in shown
    }
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE directives_duty SET opened_on = %s WHERE id = %s",
            [(adapt(opened[pk]), pk) for pk in pks],
        )
    changed = []
    for start in range(0, len(shown), 500):
        part = [deed.duty for deed, _, _ in shown[start : start + 500]]
        known, find = standing.known(part), packs.finder()
        for duty in part:
            duty.opened_on = opened[duty.pk]
            settled = standing.settled_on(duty, known[duty.pk], None, find=find)
            days = (settled.due_on, settled.started_on, settled.met_on)
            more = (settled.relief, adapt(settled.changed_on), duty.pk)
            changed.append((*(adapt(day) for day in days), *more))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE directives_duty SET due_on = %s, started_on = %s, met_on = %s, relief = %s,"
            " changed_on = %s WHERE id = %s",
            changed,
        )
    places = {deed.duty.region for deed, _, _ in shown}
    settling.recount_places(sorted(places), sorted({deed.duty.clause_id for deed, _, _ in shown}))
