"""The home says the day in one sentence and puts the shortest time left first."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bihuan.faces.workbench.pages import Counts, sentence_of
from bihuan.kernel.process import temporarily
from bihuan.kernel.process.tests import personas
from bihuan.kernel.process.tests.personas import AT, DAY
from bihuan.kernel.process.tests.sample.process import REPAIR, VISIT
from bihuan.kernel.ui import slots
from bihuan.kernel.ui.panels import Panel
from bihuan.kernel.ui.tests.acting import acting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bihuan.kernel.access import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample_processes() -> Iterator[None]:
    with temporarily(REPAIR), temporarily(VISIT):
        yield


@contextmanager
def home(actor: Actor, *, at: datetime = AT + DAY, query: str = "") -> Iterator[str]:
    with acting(actor) as client, patch.object(timezone, "now", lambda: at):
        answer: Any = client.get(f"/desk/{query}")
        assert answer.status_code == 200
        yield answer.content.decode()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(5, 2, 1, 0, 0), "今天有 2 件到期，1 件已逾期"),
        (Counts(5, 0, 1, 0, 0), "有 1 件已逾期，今天没有新到期的事项"),
        (Counts(5, 2, 0, 0, 0), "今天有 2 件到期"),
        (Counts(5, 0, 0, 0, 0), "有 5 件待办，今天没有到期的事项"),
        (Counts(0, 0, 0, 9, 9), "今天没有等您办理的事项"),
    ],
)
def test_one_sentence_says_the_day(counts: Counts, said: str) -> None:
    assert sentence_of(counts) == said


def test_the_queue_says_why_it_is_with_me_and_what_to_press() -> None:
    case = personas.opened()
    with home(personas.HANDLER) as html:
        assert "<title>工作台 - 省水利厅 - 闭环</title>" in html
        assert html.count("<h1") == 1
        assert f"整改 {case.number} · 现在“待签收”，由责任单位经办人" in html
        assert f'aria-label="签收：{case.title}"' in html
        assert "签收期限" in html


def test_the_shortest_time_left_comes_first() -> None:
    personas.opened(title="后到期", at=AT + 5 * DAY)
    personas.opened(title="先到期", at=AT)
    with home(personas.HANDLER, at=AT + 30 * DAY) as html:
        assert html.index("先到期") < html.index("后到期")
        assert "有 2 件已逾期" in html
        assert 'data-shape="square"' in html


def test_done_and_opened_have_their_own_tabs() -> None:
    case = personas.planning()
    with home(personas.HANDLER, query="?tab=done") as html:
        assert case.number in html
    with home(personas.REVIEWER, query="?tab=opened") as html:
        assert case.number in html
    with home(personas.OUTSIDER) as html:
        assert case.number not in html
        assert 'data-empty="notdue"' in html


def test_the_home_costs_the_same_for_one_and_for_many() -> None:
    personas.opened()
    with CaptureQueriesContext(connection) as few, home(personas.HANDLER):
        pass
    for number in range(24):
        personas.opened(title=f"第{number}件", at=AT + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as many, home(personas.HANDLER) as html:
        assert "1 / 2" in html
    assert len(many) == len(few) <= 15


def test_modules_fill_the_slot_beside_the_queue() -> None:
    filling = slots.Slot(
        slots.HOME,
        "words",
        lambda actor, _: Panel("本单位履责", "ui/parts/specimen_panel.html", {"words": actor.name}),
    )
    with slots._slots.temporarily("home/words", filling), home(personas.HANDLER) as html:  # noqa: SLF001
        assert "本单位履责" in html
