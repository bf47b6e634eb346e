"""Publishing a month: what the portal then says, who may, and how a correction stands."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel.access import VISITOR
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.tests.acting import acting as as_actor
from bihuan.modules.quality import policies
from bihuan.modules.quality.models import MonthPublication
from bihuan.modules.quality.operations.publishing import (
    CannotWithdraw,
    publish_month,
    withdraw_month,
)
from bihuan.modules.quality.queries import published, standing
from bihuan.modules.quality.queries.publishing import NotReady
from bihuan.modules.quality.tests.conftest import (
    CHIEF,
    CLERK,
    DAYS,
    HEAD,
    MONTHS,
    SECTIONS,
    acting,
    bring,
    days_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 10, 2, tzinfo=UTC)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
BEFORE = (date(2025, 6, 1), date(2025, 6, 30))
CITIES = ("成都市", "自贡市", "乐山市", "凉山州")


@pytest.fixture
def june(province: None, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    del province
    standing.forget()
    monkeypatch.setattr("bihuan.kernel.ui.clock.today", lambda: date(2026, 7, 10))
    monkeypatch.setattr("bihuan.kernel.ui.clock.now", lambda: NOW)
    rows: list[list[object]] = []
    for city in CITIES:
        rows += days_of(city, *JUNE) + days_of(city, *BEFORE)
    assert bring(write(DAYS, rows)).done
    told = ("8", "25", "50", "0.8", "120", "30", "28", "0", "30")
    assert bring(write(MONTHS, [("510104", month, *told) for month in ("2026-06", "2025-06")])).done
    water = [
        ["S1", "甲桥", "成都市", f"{year}-06", "", "沱江", "河流", "是", cod, "0.3", "0.1"]
        for year, cod in ((2025, "8"), (2026, "3"))
    ]
    assert bring(write(SECTIONS, water)).done


def again(write: Callable[..., Path], pm25: int) -> None:
    told: dict[str, Any] = {"PM2.5": pm25}
    rows = days_of("成都市", *JUNE, **told)
    assert bring(write(DAYS, rows), reason="复核更正").changed


@pytest.mark.usefixtures("june")
def test_what_is_published_is_what_the_portal_shows_byte_for_byte(client: Client) -> None:
    made = publish_month("2026-06", actor=HEAD, at=NOW)
    assert (made.address, made.version, made.current) == ("2026-06", 1, True)
    assert hashlib.new("sm3", made.text.encode()).hexdigest() == made.sm3
    assert hashlib.sha256(made.text.encode()).hexdigest() == made.sha256
    page = client.get("/environment/").content.decode()
    for told in (
        "2026年6月全省环境质量",
        made.sm3,
        "锦江区",
        "凉山彝族自治州",
        "1/1",
        "HJ 633-2026",
    ):
        assert told in page, told
    assert client.get("/environment/2026-06/data.json").content.decode() == made.text
    entry = ledger.entries(subject="quality:month:2026-06")[-1]
    assert entry.verb == "quality.month_published"
    assert f"sm3:{made.sm3}" in entry.evidence
    content = json.loads(made.text)
    assert [line["rank"] for line in content["air"]] == [1, 1, 1, 1]
    assert content["counties"][0]["good"] == 28
    assert content["water"][0]["trend"] == "better"
    assert content["province_water"]["total"] == 1


@pytest.mark.usefixtures("june")
def test_the_same_text_is_published_once() -> None:
    first = publish_month("2026-06", actor=HEAD, at=NOW)
    assert publish_month("2026-06", actor=CHIEF, at=NOW).pk == first.pk
    assert len(ledger.entries(subject="quality:month:2026-06")) == 1


@pytest.mark.usefixtures("june")
def test_a_correction_says_why_and_the_version_before_stays_at_its_address(
    client: Client, write: Callable[..., Path]
) -> None:
    first = publish_month("2026-06", actor=HEAD, at=NOW)
    again(write, 55)
    with pytest.raises(NotReady, match="更正说明"):
        publish_month("2026-06", actor=HEAD, at=NOW)
    second = publish_month("2026-06", actor=HEAD, at=NOW, note="成都市日值复核更正。")
    assert (second.version, second.address) == (2, "2026-06-v2")
    assert [one.address for one in published.published_months()] == ["2026-06-v2"]
    assert published.published_text("2026-06") == first.text
    old = client.get("/environment/2026-06/").content.decode()
    assert "这是以前的版本" in old
    assert "成都市日值复核更正" in client.get("/environment/").content.decode()
    assert MonthPublication.objects.filter(current=True).count() == 1


@pytest.mark.usefixtures("june")
@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026H1", "不是一个月"),
        ("2026-07", "还没有结束"),
        ("2026-05", "城市日值尚无"),
        ("全部", "不是时段"),
    ],
)
def test_a_month_that_is_not_ready_is_refused_with_what_is_missing(period: str, said: str) -> None:
    with pytest.raises(NotReady, match=said):
        publish_month(period, actor=HEAD, at=NOW)
    assert not MonthPublication.objects.exists()


@pytest.mark.usefixtures("june")
def test_only_those_who_answer_for_the_figures_publish() -> None:
    for actor in (CLERK, acting("510000-office", "principal"), acting("511100-ecology", "deputy")):
        with pytest.raises(policies.NotAllowed):
            publish_month("2026-06", actor=actor, at=NOW)
        with as_actor(actor) as client:
            html = client.get("/quality/?period=2026-06").content.decode()
            assert "发布本月数据" not in html
            assert client.post("/quality/publish/", {"period": "2026-06"}).status_code == 404
    with as_actor(VISITOR) as client:
        assert client.post("/quality/publish/", {"period": "2026-06"}).status_code in {302, 404}
    assert not MonthPublication.objects.exists()


@pytest.mark.usefixtures("june")
def test_the_button_publishes_and_then_asks_for_the_reason(write: Callable[..., Path]) -> None:
    with as_actor(HEAD) as client:

        def shown() -> str:
            return str(client.get("/quality/?period=2026-06").content.decode())

        assert "发布本月数据" in shown()
        answer: Any = client.post("/quality/publish/", {"period": "2026-06"})
        assert answer["Location"] == "/quality/?period=2026-06"
        html = shown()
        assert "已经公布" in html
        assert "发布本月数据" not in html
        again(write, 55)
        assert "更正公布" in shown()
        client.post("/quality/publish/", {"period": "2026-06", "note": ""})
        assert MonthPublication.objects.count() == 1
        assert "要写明更正说明" in shown()
        client.post("/quality/publish/", {"period": "2026-06", "note": "复核更正。"})
        assert MonthPublication.objects.count() == 2
        assert "还没有结束" in client.get("/quality/?period=2026-07").content.decode()


@pytest.mark.usefixtures("june")
def test_a_withdrawn_month_says_so_at_its_address_and_in_the_news(client: Client) -> None:
    made = publish_month("2026-06", actor=HEAD, at=NOW)
    with as_actor(CHIEF) as chief:
        assert "撤下这个月的公布" in chief.get("/quality/?period=2026-06").content.decode()
        chief.post("/quality/publish/withdraw/", {"period": "2026-06", "reason": " "})
        assert MonthPublication.objects.get().current
        said = {"period": "2026-06", "reason": "凉山州点位校准有误"}
        assert chief.post("/quality/publish/withdraw/", said)["Location"].endswith("2026-06")
        shown = chief.get("/quality/?period=2026-06").content.decode()
    assert "2026-07-10撤下，原因：凉山州点位校准有误。" in shown
    assert "撤下这个月的公布" not in shown
    page = client.get("/environment/2026-06/").content.decode()
    assert "这个月的公布已经撤下" in page
    assert "2026-07-10撤下，原因：凉山州点位校准有误。" in page
    # Nothing disappears: the text whose fingerprint stands in the ledger is still handed out.
    assert client.get("/environment/2026-06/data.json").content.decode() == made.text
    assert "2026年6月" not in client.get("/environment/").content.decode()
    assert "撤下：2026年6月全省环境质量" in client.get("/feeds/").content.decode()
    entry = ledger.entries(subject="quality:month:2026-06")[-1]
    assert (entry.verb, entry.evidence) == ("quality.month_withdrawn", (f"sm3:{made.sm3}",))
    assert entry.facts["reason"] == "凉山州点位校准有误"


@pytest.mark.usefixtures("june")
def test_a_withdrawn_month_is_published_again_as_the_next_version() -> None:
    publish_month("2026-06", actor=HEAD, at=NOW)
    withdraw_month("2026-06", actor=CHIEF, at=NOW, reason="误发。")
    with pytest.raises(CannotWithdraw, match="没有现行的公布"):
        withdraw_month("2026-06", actor=CHIEF, at=NOW, reason="误发。")
    with pytest.raises(NotReady, match="后来撤下"):
        publish_month("2026-06", actor=HEAD, at=NOW)
    made = publish_month("2026-06", actor=HEAD, at=NOW, note="复核无误，重新公布。")
    assert (made.address, made.version) == ("2026-06-v2", 2)
    assert [one.address for one in published.published_months()] == ["2026-06-v2"]
    assert MonthPublication.objects.get(version=1).withdrawn_reason == "误发。"


@pytest.mark.usefixtures("june")
@pytest.mark.parametrize(
    ("period", "reason", "said"),
    [
        ("2026-06", "", "没有写原因"),
        ("2026-06", "很" * 301, "请写在300字以内"),
        ("2026-05", "误发。", "没有现行的公布"),
        ("六月", "误发。", "不是时段"),
    ],
)
def test_what_cannot_be_withdrawn_is_said(period: str, reason: str, said: str) -> None:
    publish_month("2026-06", actor=HEAD, at=NOW)
    with pytest.raises(CannotWithdraw, match=said):
        withdraw_month(period, actor=CHIEF, at=NOW, reason=reason)
    assert MonthPublication.objects.get().current


@pytest.mark.usefixtures("june")
def test_only_a_leader_withdraws() -> None:
    publish_month("2026-06", actor=HEAD, at=NOW)
    for actor in (CLERK, HEAD, acting("510000-office", "principal")):
        with pytest.raises(policies.NotAllowed):
            withdraw_month("2026-06", actor=actor, at=NOW, reason="误发。")
        with as_actor(actor) as client:
            asked = {"period": "2026-06", "reason": "误发。"}
            assert client.post("/quality/publish/withdraw/", asked).status_code == 404
            assert "撤下这个月的公布" not in client.get("/quality/?period=2026-06").content.decode()
    assert MonthPublication.objects.get().current
