"""Another province, two clauses, a handful of bodies: what is Sichuan must not be in the code."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.apps import apps

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.directives import api
from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.process import CONFIRM, DUTY_RECORD, RECORD, SEND, SUBMIT
from bihuan.modules.directives.queries import loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.modules.directives.models import DutyRecord

PACKS = Path(__file__).parent / "packs"
SYSTEM = system_actor("tests")
FIRST_DAY = date(2020, 1, 1)


def at(year: int, month: int, day: int, hour: int = 2) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def acting(body: str, *roles: str, key: str = "") -> Actor:
    region, _, line = body.partition("-")
    return Actor(
        key=key or f"post:{body}:{'.'.join(roles)}",
        name="测试",
        post="岗位",
        body=body,
        body_name=body,
        region=region,
        line=line,
        roles=frozenset(roles),
    )


def _add(model: str, **values: Any) -> None:
    apps.get_model("organisations", model).objects.create(**values)


def add_body(code: str, level: str) -> None:
    region, _, line = code.partition("-")
    _add("Body", code=code, region_id=region, line=line, level=level, valid_from=FIRST_DAY)
    _add("BodyName", body_id=code, kind="official", name=code, short=code, valid_from=FIRST_DAY)


@pytest.fixture
def places(db: None) -> Iterator[None]:  # noqa: ARG001 - opens the database
    for code, level, parent in (
        ("520000", "province", None),
        ("520100", "city", "520000"),
        ("520300", "city", "520000"),
    ):
        _add(
            "Region",
            code=code,
            name=code,
            full=code,
            short=code,
            stem=code,
            level=level,
            parent_id=parent,
        )
    for line in ("gov", "office", "water", "ecology"):
        add_body(f"520000-{line}", "province")
        add_body(f"520100-{line}", "city")
        add_body(f"520300-{line}", "city")
    _add("DirectoryStamp", value=uuid4().hex)
    loaded.forget()
    yield
    loaded.forget()


@pytest.fixture
def small(places: None) -> None:  # noqa: ARG001 - stands on it
    api.load_pack(PACKS / "notice-small.toml", apply=True, actor=SYSTEM, at=at(2024, 1, 11))


def generate(until: date = date(2024, 12, 31)) -> int:
    return api.generate(until=until, actor=SYSTEM, at=at(2024, 1, 12)).made


def the_duty(clause: str, body: str, period: str = "") -> Duty:
    return Duty.objects.get(clause__code=clause, body=body, period=period)


def record(duty: Duty, *, happened_on: date, when: datetime, confirm: bool = False) -> DutyRecord:
    """Register and check a record for a duty; with `confirm`, get the receipt too."""
    handler, head = acting(duty.body, "handler"), acting(duty.body, "office_head")
    case = api.open_record(duty.pk, actor=handler, at=when)
    inputs = Inputs(fields={"summary": "做了。", "happened_on": happened_on})
    process.perform(DUTY_RECORD, SUBMIT, case, actor=handler, at=when, inputs=inputs)
    check = SEND if case.receiver_body else RECORD
    process.perform(DUTY_RECORD, check, case, actor=head, at=when)
    if confirm and case.receiver_body:
        receiver = acting(case.receiver_body, "handler")
        inputs = Inputs(fields={"receipt_no": "收1号"})
        process.perform(DUTY_RECORD, CONFIRM, case, actor=receiver, at=when, inputs=inputs)
    return case
