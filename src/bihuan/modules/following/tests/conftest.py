"""The real map and the real notice; cities and counties answer through their offices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.directives import api as directives
from bihuan.modules.directives.api import places
from bihuan.modules.directives.rules.faces import faces_of
from bihuan.modules.directives.rules.judging import judge
from bihuan.modules.following.models import Following
from bihuan.modules.following.operations.answering import set_answers
from bihuan.modules.following.operations.opening import open_following
from bihuan.modules.following.process import FOLLOWING
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from bihuan.kernel.access import Actor
    from bihuan.modules.following.rules.judging import Said

SYSTEM = system_actor("tests")
CITY, OTHER, COUNTY = "511100", "510100", "511112"
NOTICE = "sichuan/notice-2023-1.toml"


def when(month: int, day: int, hour: int = 9, *, year: int = 2024) -> datetime:
    """An instant, of 2024 unless told."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def office(region: str, role: str = "handler") -> Actor:
    """Whoever holds this role in the office of a place; every role is another person."""
    return actor(f"{region}-office", role, post=role)


@pytest.fixture(scope="module")
def _notice(mapped: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    del mapped
    with django_db_blocker.unblock(), transaction.atomic():
        at = datetime(2023, 3, 17, 9, tzinfo=SHANGHAI)
        path = settings.POLICY_DIR / NOTICE
        directives.load_pack(path, apply=True, actor=SYSTEM, at=at)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def province(_notice: None, db: None) -> None:
    """The map and the notice are there; what a test writes is gone afterwards."""


def notice_from(path: Path) -> places.NoticeFace:
    """Read the notice as a place reads it, without a database."""
    actors = (path.parent / "actors.toml").read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    pack = judge(name="", text=text, actors_name="", actors_text=actors)
    notice = pack.notice
    return places.NoticeFace(notice.key, notice.number, notice.title, notice.region, faces_of(pack))


def take(case: Following, key: str, role: str, at: datetime, **fields: object) -> Following:
    """Take one step as whoever holds this role in the office of the place."""
    step = FOLLOWING.step(key)
    assert step is not None
    held = Following.objects.select_related("case").get(pk=case.pk)
    who = office(held.case.region, role)
    process.perform(FOLLOWING, step, held, actor=who, at=at, inputs=Inputs(fields=fields))
    return Following.objects.select_related("case").get(pk=case.pk)


def answer(region: str, *said: tuple[str, Said], at: datetime, base: str = "province") -> Following:
    """Open an answer and write its exceptions."""
    case = open_following(region=region, base=base, actor=office(region), at=at)
    for code, words in said:
        set_answers(case=case, codes=(code,), said=words, actor=office(region), at=at)
    return case


def sign(case: Following, at: datetime, number: str = "乐环委〔2024〕3号") -> Following:
    """Bring a draft into force."""
    take(case, "submit", "handler", at, note="")
    take(case, "check", "office_head", at)
    return take(case, "sign", "principal", at, decider="市环委会", decision_no=number)


def decided(
    region: str, *said: tuple[str, Said], at: datetime, base: str = "province"
) -> Following:
    """An answer in force."""
    return sign(answer(region, *said, at=at, base=base), at + timedelta(hours=1))


def reload_notice(folder: Path, at: datetime, *changes: tuple[str, str]) -> None:
    """Load the notice with some of its words changed."""
    source = settings.POLICY_DIR / NOTICE
    text = source.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "actors.toml").write_bytes((source.parent / "actors.toml").read_bytes())
    path = folder / "notice-2023-1.toml"
    path.write_text(text, encoding="utf-8")
    directives.load_pack(path, apply=True, actor=SYSTEM, at=at)
    assert places.notice_for(CITY) is not None
