"""只能更好不能变坏: the duty stands as the readings say, and moves when they move."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.conf import settings

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.tests.acting import acting as as_actor
from bihuan.modules.directives import api as directives
from bihuan.modules.quality.queries import bottom, city, standing
from bihuan.modules.quality.rules.comparison import Trend
from bihuan.modules.quality.tests.conftest import DAYS, SYSTEM, acting, bring, days_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.kernel.access import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
OFFICE = acting("510000-office", "handler")
BEFORE = (date(2025, 1, 1), date(2025, 6, 30))
HALF = (date(2026, 1, 1), date(2026, 6, 30))
WORSE: dict[str, Any] = {"PM2.5": 95}
BETTER: dict[str, Any] = {"PM2.5": 20}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def told(write: Callable[..., Path]) -> Callable[..., None]:
    def bring_days(
        day: date, *rows: list[list[object]], reason: str = "", actor: Actor = SYSTEM
    ) -> None:
        path = write(DAYS, [line for many in rows for line in many])
        assert bring(path, at=noon(day), reason=reason, actor=actor).done

    standing.forget()
    return bring_days


def test_a_city_is_read_as_its_page_says(told: Callable[..., None]) -> None:
    told(
        HALF[1],
        days_of("成都市", *HALF, **BETTER),
        days_of("成都市", *BEFORE),
        days_of("自贡市", HALF[0], date(2026, 5, 20), **WORSE),
        days_of("自贡市", *BEFORE),
        days_of("乐山市", *HALF),
    )
    found = bottom.read(["510100", "510300", "511100", "510104"], HALF[0], HALF[1])
    assert {code: one.held for code, one in found.items()} == {"510100": True, "510300": False}
    assert "PM2.5年均浓度" in found["510300"].sentence
    assert found["510300"].until == date(2026, 5, 20)
    for code, one in found.items():
        shown = city.city_page(code, year=2026, on=HALF[1], actor=OFFICE).bottom_line
        worse = [each.label for each in shown if each.trend is Trend.WORSE]
        assert one.held is not bool(worse)
        assert all(label in one.sentence for label in worse)


def test_the_first_days_of_a_year_are_no_comparison(told: Callable[..., None]) -> None:
    told(
        date(2026, 1, 12),
        days_of("成都市", HALF[0], date(2026, 1, 11), **BETTER),
        days_of("成都市", *BEFORE),
    )
    assert bottom.read(["510100"], HALF[0], date(2026, 1, 12)) == {}


@pytest.fixture
def duties() -> None:
    """Two city governments, and the duty of 2026."""
    for code in ("510100-gov", "510300-gov"):
        region, _, line = code.partition("-")
        made = {"level": "city", "valid_from": date(2020, 1, 1)}
        apps.get_model("organisations", "Body").objects.create(
            code=code, region_id=region, line=line, **made
        )
        apps.get_model("organisations", "BodyName").objects.create(
            body_id=code, kind="official", name=code, short=code, valid_from=date(2020, 1, 1)
        )
    pack = Path(str(settings.POLICY_DIR)) / "sichuan" / "notice-2023-1.toml"
    at = noon(date(2026, 1, 5))
    directives.load_pack(pack, apply=True, actor=SYSTEM, at=at)
    directives.generate(
        since=date(2026, 1, 1), until=date(2026, 12, 31), clauses={"3.2.6"}, actor=SYSTEM, at=at
    )


def stands(code: str, on: date) -> tuple[str, str]:
    (line,) = directives.status(on=on, actor=SYSTEM, clause="3.2.6", body=code)
    return line.status, line.sentence


@pytest.mark.usefixtures("duties")
def test_the_duty_stands_as_the_readings_said_on_each_day(told: Callable[..., None]) -> None:
    july, august, corrected = date(2026, 7, 2), date(2026, 8, 3), date(2026, 8, 20)
    told(date(2026, 1, 20), days_of("成都市", *BEFORE), days_of("自贡市", *BEFORE))
    assert stands("510100-gov", date(2026, 1, 20))[0] == "in_progress"
    told(july, days_of("成都市", *HALF, **BETTER), days_of("自贡市", *HALF, **WORSE))
    assert stands("510100-gov", july)[0] == "met"
    status, sentence = stands("510300-gov", july)
    assert status == "in_progress"
    assert "按读数，PM2.5年均浓度" in sentence
    assert "比去年同期变差" in sentence
    told(
        august,
        days_of("成都市", date(2026, 7, 1), date(2026, 7, 31), **{"PM2.5": 240, "PM10": 300}),
    )
    assert stands("510100-gov", august)[0] == "in_progress"
    told(corrected, days_of("自贡市", *HALF, **BETTER), reason="仪器故障，复核后更正")
    assert stands("510300-gov", corrected)[0] == "met"
    assert [stands("510300-gov", day)[0] for day in (july, august)] == ["in_progress"] * 2
    assert stands("510100-gov", july)[0] == "met"
    assert ledger.verify().ok


@pytest.mark.usefixtures("duties")
def test_the_page_of_the_duty_links_to_the_figures(told: Callable[..., None]) -> None:
    told(date(2026, 7, 2), days_of("成都市", *BEFORE), days_of("成都市", *HALF, **BETTER))
    with as_actor(acting("510100-gov", "handler", "office_head")) as client:
        answer: Any = client.get("/matrix/3.2.6/510100-gov/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "/quality/cities/510100/?year=2026" in html
    assert "撤回这份佐证" not in html


def test_the_link_leads_to_the_figures() -> None:
    assert bottom.link("510100", date(2026, 1, 1)) == "/quality/cities/510100/?year=2026"
