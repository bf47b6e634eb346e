"""The pages: what they show, to whom, and that every drawing has its table."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.access import VISITOR
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.tests.acting import acting as as_actor
from bihuan.modules.quality.models import DayValue, FrozenSheet
from bihuan.modules.quality.queries import facts, sheets, standing
from bihuan.modules.quality.tests.conftest import CLERK, DAYS, SECTIONS, acting, bring, days_of
from bihuan.modules.quality.web.pages import asking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bihuan.kernel.access import Actor

pytestmark = pytest.mark.django_db
OFFICE = acting("510000-office", "handler")
WATER = acting("510000-water", "handler")
LESHAN = acting("511100-office", "handler")
ADMIN = acting("510000-office", "system_admin")
TODAY = date(2026, 7, 10)
BETTER: dict[str, Any] = {"PM2.5": 20}
WORSE: dict[str, Any] = {"PM2.5": 95}


@pytest.fixture
def readings(province: None, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    del province
    standing.forget()
    monkeypatch.setattr("bihuan.kernel.ui.clock.today", lambda: TODAY)
    half = (date(2026, 1, 1), date(2026, 6, 30))
    before = (date(2025, 1, 1), date(2025, 6, 30))
    rows = days_of("成都市", *half) + days_of("成都市", *before, **WORSE)
    rows += days_of("乐山市", *half) + days_of("乐山市", *before)
    rows += days_of("自贡市", *half, **WORSE) + days_of("自贡市", *before, **BETTER)
    assert bring(write(DAYS, rows)).done
    sections = [
        ["S1", "甲桥", "成都市", f"{year}-{month:02}", "", "沱江", "河流", "是", cod, "0.3", "0.1"]
        for year, cod in ((2025, "3"), (2026, "8"))
        for month in range(1, 7)
    ]
    assert bring(write(SECTIONS, sections)).done


def page(actor: Actor, url: str, *, status: int = 200) -> str:
    with as_actor(actor) as client:
        answer: Any = client.get(url)
    assert answer.status_code == status, url
    return str(answer.content.decode())


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.mark.usefixtures("readings")
def test_the_province_shows_a_tile_for_every_city_it_has_readings_of() -> None:
    html = page(OFFICE, "/quality/?period=2026H1")
    assert (
        len(re.findall(r'<li class="t-r\d+ t-c\d+"><a class="bh-tile', html)) == 4
    )  # air and water
    assert "自贡" in html
    assert "变差" in html
    assert "谁离约谈情形近" in html


@pytest.mark.usefixtures("readings")
def test_who_does_not_answer_for_a_city_sees_figures_but_no_verdicts() -> None:
    assert "谁离约谈情形近" not in page(WATER, "/quality/?period=2026H1")
    assert "没有您负责的市" in page(WATER, "/quality/triggers/")
    page(WATER, "/quality/triggers/510300/", status=404)
    page(LESHAN, "/quality/triggers/510300/", status=404)
    assert "乐山市约谈情形判定表" in page(LESHAN, "/quality/triggers/511100/")


@pytest.mark.usefixtures("readings")
def test_visitors_and_administrators_read_nothing_unpublished() -> None:
    with as_actor(VISITOR) as client:
        assert client.get("/quality/").status_code in {302, 404}
    page(ADMIN, "/quality/", status=404)


@pytest.mark.usefixtures("readings")
def test_equal_indices_have_equal_ranks_on_the_page() -> None:
    html = page(OFFICE, "/quality/ranking/?period=2026H1")
    ranks = re.findall(r'data-label="名次">(\d+)<', html)
    assert ranks == ["1", "1", "3"]
    assert "HJ 633-2026" in html
    assert "只排名、不判定" not in html
    counties = page(OFFICE, "/quality/ranking/?level=county&period=2026-06")
    assert "县（市、区）只排名、不判定约谈情形" in counties


@pytest.mark.usefixtures("readings")
def test_the_ranking_is_exported_as_it_stands_on_the_screen() -> None:
    with as_actor(OFFICE) as client:
        answer: Any = client.post(
            "/quality/ranking/?period=2026H1&col=rank&col=place&col=index", {"export": "csv"}
        )
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer.status_code == 200
    assert "名次,地区,综合指数" in text
    assert text.count("成都市") == 1


@pytest.mark.usefixtures("readings")
def test_every_drawing_of_a_city_holds_the_texts_of_its_table() -> None:
    html = page(OFFICE, "/quality/cities/510100/?year=2026")
    figures = re.findall(r'<figure class="bh-chart".*?</figure>', html, flags=re.DOTALL)
    assert len(figures) == 4
    for figure in figures:
        data = json.loads(unescape(re.findall(r'data-chart="([^"]*)"', figure)[0]))
        table = figure[figure.index("<tbody>") :]
        cells = [unescape(each) for each in re.findall(r"<td[^>]*>([^<]+)</td>", table)]
        drawn = [each["values"] for each in data["series"]]
        expected = (
            drawn[0]
            if data["kind"] == "calendar"
            else [text for line in zip(*drawn, strict=True) for text in line]
        )
        assert cells == expected
        assert data["labels"]


@pytest.mark.usefixtures("readings")
def test_a_city_shows_both_years_under_one_table_and_its_margins() -> None:
    text = words_of(page(OFFICE, "/quality/cities/510300/?year=2026"))
    assert "今年与去年都按HJ 633-2026评价" in text
    assert "只能更好不能变坏" in text
    assert "A2 上半年优良天数同比减少5天及以上" in text
    assert "触发" in text


@pytest.mark.usefixtures("readings")
def test_a_verdict_shows_inputs_tables_margin_and_mark() -> None:
    text = words_of(page(OFFICE, "/quality/triggers/510300/"))
    for told in ("判定所用", "评价标准", "HJ 633-2026", "已见条文", "凭记忆，待核实", "级别与时段"):
        assert told in text
    assert "已触发第1级情形" in text


@pytest.mark.usefixtures("readings")
def test_one_city_alone_is_judged_as_among_all() -> None:
    whole = {found.place.code: sheets.view(found, 2026) for found in facts.sheets(TODAY)}
    for code, seen in whole.items():
        alone = facts.sheets(TODAY, only=[code])[0]
        assert sheets.view(alone, 2026) == seen


@pytest.mark.usefixtures("readings")
def test_a_section_shows_its_classes_its_limit_and_where_a_month_came_from() -> None:
    html = page(OFFICE, "/quality/sections/S1/")
    assert "6个月超过Ⅲ类限值" in words_of(html).replace("个月中有", "个月中有")
    assert 'class="water-4"' in html
    origin = words_of(page(OFFICE, "/quality/origin/sections/S1/2026-03-01/"))
    assert "第1版" in origin
    assert "高锰酸盐指数" in words_of(html)


@pytest.mark.usefixtures("readings")
def test_what_is_not_there_is_404_and_what_is_not_understood_is_said() -> None:
    for url in (
        "/quality/cities/999999/",
        "/quality/sections/none/",
        "/quality/triggers/510104/",
        "/quality/frozen/none/",
        "/quality/origin/days/510100/1999-01-01/",
        "/quality/origin/days/510100/yesterday/",
    ):
        page(OFFICE, url, status=404)
    assert "不是时段" in page(OFFICE, "/quality/?period=<b>")
    assert "没有名为" in page(OFFICE, "/quality/ranking/?edition=1999")
    assert "判定办法自" in page(OFFICE, "/quality/triggers/?on=2001-01-01")


@pytest.mark.usefixtures("province")
def test_without_readings_every_page_says_so() -> None:
    standing.forget()
    assert "还没有数据" in page(OFFICE, "/quality/")
    assert "还没有数据" in page(OFFICE, "/quality/ranking/")
    assert "还没有空气日值" in page(OFFICE, "/quality/cities/510100/")
    assert "还没有冻结过" in page(OFFICE, "/quality/frozen/")
    assert "还没有导入过数据" in page(OFFICE, "/quality/imports/")


@pytest.mark.usefixtures("readings")
def test_answers_are_kept_until_there_are_other_readings(write: Callable[..., Path]) -> None:
    assert "乙桥" not in page(OFFICE, "/quality/cities/510100/")
    more = [["S2", "乙桥", "成都市", "2026-05", "", "沱江", "河流", "否", "3", "0.3", "0.1"]]
    assert bring(write(SECTIONS, more)).done
    assert "乙桥" in page(OFFICE, "/quality/cities/510100/")


@pytest.mark.parametrize(
    ("newest", "month"),
    [(date(2026, 10, 31), 10), (date(2026, 11, 22), 10), (date(2026, 1, 3), 12)],
)
def test_the_newest_whole_month_is_offered_first(newest: date, month: int) -> None:
    assert asking.whole_month(newest).month == month


@pytest.mark.usefixtures("readings")
def test_a_frozen_sheet_keeps_its_text_and_is_held_against_later_readings(
    write: Callable[..., Path],
) -> None:
    with as_actor(OFFICE) as client:
        answer: Any = client.post("/quality/triggers/510300/freeze/", {"on": "2026-07-10"})
        again: Any = client.post("/quality/triggers/510300/freeze/", {"on": "2026-07-10"})
    assert answer.status_code == 302
    assert again["Location"] == answer["Location"]  # the same text is frozen once
    url = answer["Location"]
    digest = url.rstrip("/").rsplit("/", 1)[-1]
    text = words_of(page(OFFICE, url))
    assert digest in text
    assert "原文与指纹相符" in text
    assert "重算一致" in page(OFFICE, f"{url}?again=1")
    told = page(OFFICE, f"{url}text/")
    assert hashlib.new("sm3", told.encode()).hexdigest() == digest
    entry = ledger.entries(subject="quality:510300")[-1]
    assert entry.verb == "quality.sheet_frozen"
    better = days_of("自贡市", date(2026, 1, 1), date(2026, 6, 30), **BETTER)
    assert bring(write(DAYS, better), reason="复核更正").changed
    after = words_of(page(OFFICE, f"{url}?again=1"))
    assert "重算不一致" in after
    assert "A2：冻结时" in after
    assert page(OFFICE, f"{url}text/") == told
    assert "自贡市" in page(OFFICE, "/quality/frozen/")
    page(WATER, url, status=404)


@pytest.mark.usefixtures("readings")
def test_a_tampered_frozen_sheet_is_told() -> None:
    with as_actor(OFFICE) as client:
        url = client.post("/quality/triggers/510300/freeze/", {"on": "2026-07-10"})["Location"]
    FrozenSheet.objects.update(text=FrozenSheet.objects.get().text.replace("自贡", "乐山"))
    assert "原文与指纹不符" in page(OFFICE, url)


@pytest.mark.usefixtures("readings")
def test_only_the_province_freezes() -> None:
    for actor in (WATER, LESHAN):
        with as_actor(actor) as client:
            assert client.post("/quality/triggers/511100/freeze/").status_code == 404
    assert not FrozenSheet.objects.exists()


def _file(text: str, name: str = "日值.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.mark.usefixtures("province")
def test_a_file_is_seen_first_and_then_taken_over() -> None:
    standing.forget()
    good = "\n".join([",".join(DAYS), "成都市,2026-06-01,8,30,60,0.8,90,35,否", ""])
    with as_actor(CLERK) as client:
        seen: Any = client.post("/quality/imports/new/", {"file": _file(good), "kind": ""})
        html = seen.content.decode()
        assert seen.status_code == 200
        assert "可以导入" in html
        assert not DayValue.objects.exists()
        token = re.findall(r'name="held" value="([^"]+)"', html)[0]
        done: Any = client.post("/quality/imports/new/", {"held": token, "kind": "days"})
        assert done.status_code == 302
        assert DayValue.objects.count() == 1
        corrected = good.replace(",35,", ",36,")
        changed: Any = client.post("/quality/imports/new/", {"file": _file(corrected)})
        text = changed.content.decode()
        assert "更正理由" in text
        token = re.findall(r'name="held" value="([^"]+)"', text)[0]
        silent: Any = client.post("/quality/imports/new/", {"held": token, "kind": "days"})
        assert silent.status_code == 422
        assert DayValue.objects.count() == 1
        again = re.findall(r'name="held" value="([^"]+)"', silent.content.decode())[0]
        told: Any = client.post(
            "/quality/imports/new/", {"held": again, "kind": "days", "reason": "复核"}
        )
        assert told.status_code == 302
    origin = words_of(page(OFFICE, "/quality/origin/days/510100/2026-06-01/"))
    assert "第2版" in origin
    assert "复核" in origin
    assert "日值.csv" in words_of(page(OFFICE, "/quality/imports/"))


@pytest.mark.usefixtures("province")
def test_rows_that_cannot_be_used_are_named_and_nothing_is_taken() -> None:
    bad = "\n".join([",".join(DAYS), "成都市,2026-06-01,8,30,60,0.8,90,-5,否", ""])
    with as_actor(CLERK) as client:
        answer: Any = client.post("/quality/imports/new/", {"file": _file(bad)})
        empty: Any = client.post("/quality/imports/new/", {})
        odd: Any = client.post("/quality/imports/new/", {"file": _file("x", "x.exe")})
    assert answer.status_code == empty.status_code == odd.status_code == 422
    assert "第2行" in answer.content.decode()
    assert "还没有选择文件" in empty.content.decode()
    assert "不是可以导入的格式" in odd.content.decode()
    assert not DayValue.objects.exists()


@pytest.mark.usefixtures("province")
def test_others_are_told_who_imports() -> None:
    assert "由省生态环境厅" in page(WATER, "/quality/imports/new/")
    with as_actor(WATER) as client:
        assert client.post("/quality/imports/new/", {}).status_code == 404
