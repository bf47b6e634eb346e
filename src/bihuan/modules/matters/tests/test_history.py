"""Any list on any past day equals what was seen of it on that day, whatever happened since.

Push lane: a dozen random histories. The longer lane asks for about five thousand events
(docs/develop/lists.md); matrices and dockets have the same test where they are made.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import OPINION, Inputs, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.matters import process as steps
from bihuan.modules.matters.models import MatterList, Publication
from bihuan.modules.matters.operations import (
    EditRefused,
    NoteRefused,
    OpeningRefused,
    add_row,
    answer_note,
    change_row,
    open_list,
    remove_row,
    save_header,
    write_note,
)
from bihuan.modules.matters.operations.taking import take_in
from bihuan.modules.matters.operations.withdrawing import WithdrawalRefused, withdraw_public
from bihuan.modules.matters.queries import comparing
from bihuan.modules.matters.queries.filed_then import filed_then
from bihuan.modules.matters.queries.history import as_it_stood, in_force
from bihuan.modules.matters.rules.content import ROW_FIELDS, content_of
from bihuan.modules.matters.tests.conftest import person
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REGION, BODY, OFFICE = "510000", "510000-water", "510000-office"
URL = "https://water.example/qingdan"
FORWARD = {
    "draft": ("submit", "handler"),
    "office_review": ("pass_review", "office_head"),
    "certifying_deputy": ("certify_deputy", "deputy"),
    "certifying_principal": ("certify_principal", "principal"),
    "certified": ("file", "handler"),
    "filed": ("accept", "office"),
    "accepted": ("publish", "handler"),
    "returned": ("correct", "handler"),
}
BACK = {
    "draft": ("withdraw", "handler"),
    "office_review": ("revise", "office_head"),
    "certifying_deputy": ("send_back", "deputy"),
    "certifying_principal": ("resubmit", "handler"),
    "certified": ("recertify", "handler"),
    "filed": ("return", "office"),
    "returned": ("abandon", "handler"),
}
ACTS = ("advance",) * 9 + (
    "add",
    "change",
    "change",
    "remove",
    "header",
    "back",
    "note",
    "take",
    "recall",
    "night",
)
EXAMPLES = int(os.environ.get("HISTORY_EXAMPLES", "12"))
START = datetime(2023, 5, 8, 8, tzinfo=SHANGHAI)
Snapshot = dict[str, Any]
T = TypeVar("T")


class World:
    """One body, its lists, the office, and a clock that only goes forward."""

    def __init__(self) -> None:
        self.at = START
        self.number = 0
        self.happened: Counter[str] = Counter()

    @property
    def on(self) -> date:
        return self.at.date()

    def list(self) -> MatterList | None:
        found = MatterList.objects.select_related("case").filter(case__body=BODY)
        return found.exclude(case__state__in=("published", "withdrawn")).first()

    def do(self, act: str, pick: int) -> None:
        """Perform an act if it can be; what the product refuses changes nothing."""
        self.at += timedelta(minutes=7)
        self.number += 1
        if act == "night":
            self.at = datetime.combine(
                self.on + timedelta(days=1 + pick), START.timetz(), tzinfo=SHANGHAI
            )
            self.happened[act] += 1
            return
        try:
            with transaction.atomic():
                getattr(self, act)(self.list() or self.begin(), pick)
        except (Refused, EditRefused, NoteRefused, OpeningRefused, WithdrawalRefused):
            self.happened["refused"] += 1
        else:
            self.happened[act] += 1

    def begin(self) -> MatterList:
        return open_list(
            body=BODY,
            year=self.on.year,
            header={"basis_documents": "三定", "drafting_office": "水", "valid_from": self.on},
            actor=person(BODY, "handler"),
            at=self.at,
        )

    def values(self) -> dict[str, Any]:
        return {
            "code": f"SL-{self.number}",
            "name": f"组织第{self.number}项河湖保护工作",
            "category": "water",
            "role": "lead",
            "level": "province",
            "measures": "巡查；整改",
            "sanding_clause": "第三条",
            "completion": "长期",
            "leader": "甲",
            "lead_office": "水资源处",
            "public_contact": "12345",
        }

    def add(self, held: MatterList, pick: int) -> None:
        del pick
        add_row(matter_list=held, values=self.values(), actor=person(BODY, "handler"), at=self.at)

    def take(self, held: MatterList, pick: int) -> None:
        del held
        values = {name: value for name, value in self.values().items() if name != "code"}
        take_in(
            body=BODY,
            origin=f"HS-{pick}",
            values=values,
            actor=actor(OFFICE, "handler"),
            at=self.at,
        )

    def change(self, held: MatterList, pick: int) -> None:
        if not held.rows.exists():
            raise EditRefused({})
        row = list(held.rows.order_by("position"))[pick % held.rows.count()]
        changed = (
            {"code": f"SL-改{self.number}"},
            {"target": f"目标{self.number}"},
            {"co_bodies": [self.partner(), "510000-housing"]},
            {"role": ("lead", "support", "joint_lead")[self.number % 3]},
            {"co_bodies": [self.partner()], "measures": f"措施{self.number}"},
        )[pick]
        change_row(
            matter_list=held,
            row_id=row.pk,
            values=changed,
            revision=row.revision,
            actor=person(BODY, "handler"),
            at=self.at,
        )

    def partner(self) -> str:
        return ("510000-ecology", "510000-agriculture", "510000-forestry")[self.number % 3]

    def recall(self, held: MatterList, pick: int) -> None:
        del held, pick
        copy = Publication.objects.filter(body=BODY, current=True).first()
        if copy is None:
            raise EditRefused({})
        public = MatterList.objects.select_related("case").get(case__number=copy.case_number)
        chief = person(BODY, "principal")
        withdraw_public(matter_list=public, reason="写错了。", actor=chief, at=self.at)

    def remove(self, held: MatterList, pick: int) -> None:
        if held.rows.count() < 2:
            raise EditRefused({})
        row = list(held.rows.order_by("position"))[pick % held.rows.count()]
        remove_row(
            matter_list=held,
            row_id=row.pk,
            revision=row.revision,
            actor=person(BODY, "handler"),
            at=self.at,
        )

    def header(self, held: MatterList, pick: int) -> None:
        save_header(
            matter_list=held,
            values={"comb_note": f"梳理{pick}"},
            revision=held.content_revision,
            actor=person(BODY, "handler"),
            at=self.at,
        )

    def note(self, held: MatterList, pick: int) -> None:
        if held.state == "returned":
            note = held.notes.filter(answered_at=None).order_by("pk").first()
            if note is None:
                raise EditRefused({})
            answer_note(
                matter_list=held,
                note_id=note.pk,
                answer="已改",
                actor=person(BODY, "handler"),
                at=self.at,
            )
            return
        rows = list(held.rows.order_by("position"))
        if not rows:
            raise EditRefused({})
        write_note(
            matter_list=held,
            row_id=rows[pick % len(rows)].pk,
            text="请补正",
            actor=actor(OFFICE, "handler"),
            at=self.at,
        )

    def advance(self, held: MatterList, pick: int) -> None:
        del pick
        if not held.rows.exists():
            self.add(held, 0)
        held = MatterList.objects.select_related("case").get(pk=held.pk)
        self.step(held, *FORWARD[held.state])

    def back(self, held: MatterList, pick: int) -> None:
        del pick
        if held.state not in BACK:
            raise EditRefused({})
        self.step(held, *BACK[held.state])

    def step(self, held: MatterList, key: str, role: str) -> None:
        fields: dict[str, object] = {}
        if key.startswith("certify"):
            fields = {"content_digest": held.content_digest}
        elif key == "file":
            fields = {"publication_url": URL, "planned_publish_on": self.on + timedelta(days=9)}
        elif key == "publish":
            fields = {"publication_url": URL}
        elif key == "return":
            fields = {"return_reason": "请补正"}
        step = steps.MATTER_LIST.step(key)
        assert step is not None
        who = actor(OFFICE, "handler") if role == "office" else person(BODY, role)
        if OPINION in step.needs:
            fields["opinion"] = "理由"
        inputs = Inputs(fields=fields)
        process.perform(steps.MATTER_LIST, step, held, actor=who, at=self.at, inputs=inputs)


def seen_now(on: date) -> Snapshot:
    """Everything there is to see at this moment, read from the live records."""
    del on
    lists = {
        held.number: (held.state, *live(held))
        for held in MatterList.objects.select_related("case").filter(case__body=BODY)
    }
    current = Publication.objects.filter(body=BODY, current=True).first()
    public = None
    if current is not None:
        public = (current.address, [row.identity for row in current.matters.order_by("position")])
    filed = comparing.filed_matters([x.number for x in comparing.filed_lists(body=BODY)])
    compared = [replace(matter, pk=0) for held in filed.values() for matter in held]
    return {"lists": lists, "public": public, "filed": compared}


def live(held: MatterList) -> tuple[object, list[str]]:
    rows = list(held.rows.order_by("position", "pk"))
    content = content_of(title=held.title, header=held, rows=rows)
    return content, [row.identity for row in rows]


def remembered(on: date) -> Snapshot:
    """The same for a past day, from what is kept."""
    lists = {}
    for held in MatterList.objects.select_related("case").filter(case__body=BODY):
        stood = as_it_stood(held, on=on)
        if stood is not None:
            identities = list(stood.version.identities)
            lists[held.number] = (stood.state, stood.version.content, identities)
    standing = in_force(BODY, on=on)
    public = None
    if standing is not None:
        rows = standing.version.rows.items()
        public = (standing.address, [key for key, row in rows if row["publishable"]])
    return {"lists": lists, "public": public, "filed": list(filed_then(REGION, on=on))}


def run(acts: Iterable[tuple[str, int]], look: Callable[[date], T]) -> tuple[World, dict[date, T]]:
    """Live through the acts, looking at the end of each day."""
    world, days = World(), {}
    for act, pick in acts:
        if act == "night":
            days[world.on] = look(world.on)
        world.do(act, pick)
    days[world.on] = look(world.on)
    return world, days


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 4)), min_size=20, max_size=28))
def test_any_past_day_reads_as_it_was_seen(province: None, acts: list[tuple[str, int]]) -> None:
    del province
    with transaction.atomic():
        _world, days = run(acts, seen_now)
        for on, seen in days.items():
            assert remembered(on) == seen
        transaction.set_rollback(True)


def test_the_walk_reaches_publications_and_second_versions(province: None) -> None:
    """The property above would be empty if nothing ever got published."""
    del province
    acts = [
        *[("advance", 0)] * 7, ("night", 2), *[("add", 0)] * 2, ("remove", 0), ("night", 0),
        *[("advance", 0)] * 5, ("note", 0), ("back", 0), ("note", 0), *[("advance", 0)] * 6,
        ("night", 1), ("change", 0),
    ]  # fmt: skip
    world, days = run(acts, seen_now)
    assert world.happened["refused"] == 0
    assert Publication.objects.filter(body=BODY).count() == 2
    assert len(days) == 4
    for on, seen in days.items():
        assert remembered(on) == seen
    assert remembered(START.date() - timedelta(days=1)) == {
        "lists": {},
        "public": None,
        "filed": [],
    }


def test_every_field_of_a_matter_is_remembered() -> None:
    held = World().values()
    assert set(held) <= set(ROW_FIELDS)
