"""Work written in bulk leaves the rows that operations leave: 200 cases, 1,000 at night."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import models, transaction

from bihuan.faces import cli
from bihuan.faces.cli import scale as command
from bihuan.kernel import process as registry
from bihuan.kernel.access import api as access
from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.demo import Chain, OnlyInDemo
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.kernel.process.demo import Cases, NotForBulk
from bihuan.kernel.process.models import Case, Desk, NumberSeries, Party, Passage
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.demo import scale
from bihuan.modules.directives.models import Duty, DutyRecord, Evidence, Tally
from bihuan.modules.directives.process import DUTY_RECORD
from bihuan.modules.organisations import api as organisations
from bihuan.modules.organisations import demo as people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.modules.directives.demo.scale import Deed

PUSH, NIGHT = 200, 1_000
AT = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
ACTOR = system_actor("demo")
PLACE = "511100"


@pytest.fixture
def duties(db: None) -> None:  # noqa: ARG001 - the one it builds on
    """Duties of one city and its counties, in a demonstration."""
    access.mark_demo_site(actor=ACTOR, at=AT)
    organisations.load(actor=ACTOR, at=AT)
    notice = settings.POLICY_DIR / command.NOTICE
    directives.load_pack(notice, apply=True, actor=ACTOR, at=AT)
    bodies = [view.code for view in organisations.bodies(on=AT.date(), within=PLACE)]
    directives.generate(until=AT.date(), bodies=bodies, actor=ACTOR, at=AT)


def chosen(count: int = PUSH) -> list[Deed]:
    """Choose what is done, the same each time."""
    dice = random.Random(7)  # noqa: S311 - the same each time
    found = scale.overdue_duties(count, AT.date(), PLACE, dice)
    names = organisations.names({duty.body for duty in found}, AT.date())
    deeds = scale.deeds_for(found, names, dice, 3, AT)
    # Three of four are opened and no more: operations need their time.
    return [
        deed if place % 4 == 0 else replace(deed, story=replace(deed.story, acts=()))
        for place, deed in enumerate(deeds)
    ]


def by_operations(deeds: Sequence[Deed]) -> None:
    """Do it as users do."""
    for deed in deeds:
        story = deed.story
        opened_by, opened_at = story.opened_by, story.opened_at
        detail = directives.open_record(deed.duty.pk, actor=opened_by, at=opened_at)
        for act in story.acts:
            fields = dict(act.fields) | ({"opinion": act.opinion} if act.opinion else {})
            process.perform(
                DUTY_RECORD,
                act.step,
                detail,
                actor=act.actor,
                at=act.at,
                inputs=Inputs(fields=fields),
            )


IDS = frozenset({"id", "case_id", "duty_id", "parent_id"})


def rows(model: type[models.Model]) -> list[Any]:
    """Return all rows as they are, but for their keys, in an order of their own."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented way
    names = [field.attname for field in fields if field.attname not in IDS]
    found: Any = model._base_manager.order_by().values_list(*names)  # noqa: SLF001 - documented
    return sorted(map(repr, found))


def everything() -> dict[str, list[Any]]:
    """Return every row of every table that work on records touches."""
    with_case = {
        "party": Party.objects.values_list("case__number", "body", "part"),
        "desk": Desk.objects.values_list("case__number", "body", "role", "step"),
        "passage": Passage.objects.values_list("case__number", "step", "seq", "at"),
        "detail": DutyRecord.objects.values_list("case__number", "summary", "submitted_by"),
        "evidence": Evidence.objects.values_list("duty__pk", "number", "seq", "on"),
        "duty": Duty.objects.values_list("pk", "opened_on", "started_on", "met_on", "changed_on"),
    }
    found = {name: sorted(map(repr, query)) for name, query in with_case.items()}
    for model in (Case, DutyRecord, Passage, Party, Desk, NumberSeries, Evidence, Duty, Tally):
        found[model.__name__] = rows(model)
    # The whole chain, byte for byte: the same numbers, the same facts, the same digests.
    found["Entry"] = list(Entry.objects.order_by("seq").values_list("seq", "digest", "subject"))
    return found


@pytest.mark.usefixtures("duties")
@pytest.mark.parametrize("count", [PUSH, pytest.param(NIGHT, marks=pytest.mark.assurance)])
def test_bulk_leaves_the_rows_that_operations_leave(count: int) -> None:
    deeds = chosen(count)
    assert len(deeds) == count
    acts = {act.step.key for deed in deeds for act in deed.story.acts}
    assert acts == {"submit", "return", "record", "discard"}
    with transaction.atomic():
        by_operations(deeds)
        done = everything()
        transaction.set_rollback(True)
    assert not Case.objects.exists()
    assert scale.tell(chosen(count)) == count
    told = everything()
    for name, expected in done.items():
        assert told[name] == expected, name
    assert len(told["Entry"]) > count
    assert len(told["Evidence"]) > count // 8
    assert ledger.verify().ok
    assert not process.misplaced()


@pytest.mark.usefixtures("duties")
def test_a_case_after_the_bulk_goes_on_as_usual() -> None:
    deeds = chosen()
    scale.tell(deeds[: PUSH // 2])
    by_operations(deeds[PUSH // 2 : PUSH // 2 + 5])
    assert ledger.verify().ok
    assert not process.misplaced()


@pytest.mark.django_db
def test_bulk_refuses_what_is_no_demonstration() -> None:
    with transaction.atomic(), pytest.raises(OnlyInDemo):
        Chain()


@pytest.mark.django_db
def test_bulk_refuses_processes_with_clocks() -> None:
    access.mark_demo_site(actor=ACTOR, at=AT)
    with transaction.atomic(), pytest.raises(NotForBulk):
        Cases(registry.get("matter-list"), Chain())


@pytest.mark.django_db
def test_the_command_fills_empty_databases_only() -> None:
    with transaction.atomic():
        ledger.record("read.sensitive", actor=ACTOR, at=AT, subject="case:REAL")
    code = cli.run(["scale", "--regions", "province"])
    assert code == cli.BAD_INPUT
    assert ledger.count() == 1


@pytest.mark.django_db
def test_an_invented_province_says_so() -> None:
    access.mark_demo_site(actor=ACTOR, at=AT)
    organisations.load(actor=ACTOR, at=AT)
    region = people.add_province(0, cities=2, counties=5, at=AT)
    scale.copy_notice(settings.POLICY_DIR / command.NOTICE, region, at=AT)
    here = organisations.bodies(on=AT.date(), within=region)
    assert {view.level for view in here} == {"province", "city", "county"}
    invented = [place for place in organisations.regions() if place.code.startswith("01")]
    assert len(invented) == 1 + 2 + 5
    assert all("演示" in place.name for place in invented)
    own = {view.name for view in organisations.bodies(on=AT.date(), within="510000")}
    assert not own & {view.name for view in here}
    assert not any("四川" in view.name for view in here)
    made = directives.generate(until=AT.date(), actor=ACTOR, at=AT, levels=("P",)).made
    assert Duty.objects.filter(region=region).count() == made > 0
