"""One column list drives page, print, workbook and CSV; queries do not grow with the table."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.db.models import Count, Sum
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.access import Actor
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.api import render_table
from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.models import SavedView
from bihuan.kernel.ui.table_cells import painter
from bihuan.kernel.ui.tables import Column, Table, TableMistakeError, between, choice, contains

if TYPE_CHECKING:
    from django.http import HttpRequest

LI = Actor(
    key="post:1",
    name="李敏",
    post="经办人",
    body="510000-water",
    body_name="省水利厅",
    region="510000",
    line="water",
    roles=frozenset({"handler"}),
)
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

VIEWS: Table[SavedView, SavedView] = Table(
    "views",
    "视图台账",
    columns=(
        Column(
            "name",
            "名称",
            lambda row: row.name,
            order="name",
            fixed=True,
            link=lambda row: f"/views/{row.pk}/",
            note=lambda row: f"第{row.pk}号",
        ),
        Column("body", "单位", lambda row: row.body, order="body"),
        Column("at", "时间", lambda row: row.at, order="at", kind="datetime"),
        Column("day", "日期", lambda row: row.at.date(), order="at", kind="date"),
        Column("shared", "共用", lambda row: row.shared, kind="yesno"),
        Column("light", "灯", lambda _: Light("late", "逾期3天"), kind="light"),
        Column(
            "size", "长度", lambda row: len(row.query), kind="number", unit="字", total=Count("pk")
        ),
        Column("owner", "保存人", lambda row: row.owner, shown=False),
    ),
    filters=(
        choice("shared", "共用", "shared", (("True", "是"), ("False", "否"))),
        contains("body", "单位", "body"),
        *between("at", "时间", "at__date"),
    ),
    search=("name", "query"),
    order=("name",),
    per=20,
)


def asked(path: str = "/views/", *, post: dict[str, str] | None = None) -> HttpRequest:
    factory = RequestFactory()
    request = factory.get(path) if post is None else factory.post(path, post)
    request.actor = LI  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # noqa: SLF001
    return request


def fill(count: int, first: int = 0) -> None:
    SavedView.objects.bulk_create(
        SavedView(
            owner="post:9",
            owner_name="王立",
            body="510000-water" if i % 2 else "510100-water",
            table="other",
            name=f"视图{i:05d}",
            query="=1+1" if i == 0 else "x" * (i % 7),
            at=AT,
        )
        for i in range(first, first + count)
    )


def page(path: str = "/views/") -> str:
    answer: Any = render_table(asked(path), VIEWS, SavedView.objects.filter(table="other"))
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.django_db
def test_the_page_shows_rows_with_their_numbers_links_and_lights() -> None:
    fill(45)
    html = page("/views/?page=2")
    assert 'data-label="序号">21</td>' in html
    assert "视图00020" in html
    assert "视图00019" not in html
    assert '<span class="light light-late" data-shape="square">逾期3天</span>' in html
    assert "合计 45 项" in html
    assert "保存人</th>" not in html


def test_a_short_word_stays_on_one_line_and_a_long_text_may_wrap() -> None:
    column: Column[str] = Column("region", "地区", lambda row: row)
    first = painter((column, column))
    drawn = first("四川省", 1)
    assert drawn.count('class="tight bh-first"') == 1
    assert drawn.count('class="tight" data-label="地区"') == 1
    assert "tight" not in first("四川省生态环境厅", 2)
    assert "tight" in first("CK-2026-0002", 2), "a number is not broken"


@pytest.mark.django_db
def test_a_table_of_any_size_costs_the_same_queries() -> None:
    fill(10)
    with CaptureQueriesContext(connection) as few:
        page("/views/?q=视图&sort=-body")
    fill(2000, first=10)
    with CaptureQueriesContext(connection) as many:
        page("/views/?q=视图&sort=-body")
    assert len(many) == len(few) <= 5


@pytest.mark.django_db
def test_fifty_rows_are_drawn_in_a_few_milliseconds() -> None:
    fill(60)
    page("/views/?per=50")
    best = min(_timed("/views/?per=50") for _ in range(5))
    assert (
        best < 0.1
    )  # an order of magnitude above what it takes; guards against a per-row template


def _timed(path: str) -> float:
    begun = time.perf_counter()
    page(path)
    return time.perf_counter() - begun


@pytest.mark.django_db
def test_only_declared_columns_sort() -> None:
    fill(3)
    assert 'aria-sort="descending"' in page("/views/?sort=-name")
    assert "aria-sort" not in page("/views/?sort=owner")
    assert "aria-sort" not in page("/views/?sort=owner__password")


@pytest.mark.django_db
def test_chosen_columns_appear_and_fixed_ones_stay() -> None:
    fill(1)
    html = page("/views/?col=owner")
    assert "post:9" in html
    assert "视图00000" in html
    assert "逾期3天" not in html


@pytest.mark.django_db
def test_a_condition_that_is_not_allowed_is_named_and_ignored() -> None:
    fill(2)
    html = page("/views/?shared=maybe&at_from=yesterday")
    assert "“共用”没有这个选项" in html
    assert "“时间（起）”不是有效的日期" in html
    assert "合计 2 项" in html


@pytest.mark.django_db
def test_nothing_found_and_nothing_yet_are_told_apart() -> None:
    assert 'data-empty="nothing"' in page()
    fill(1)
    assert 'data-empty="nomatch"' in page("/views/?q=没有这样的")


def _export(kind: str, path: str = "/views/") -> bytes:
    answer: Any = render_table(
        asked(path, post={"export": kind}), VIEWS, SavedView.objects.filter(table="other")
    )
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    data = b"".join(answer.streaming_content)
    answer.file_to_stream.close()
    return data


@pytest.mark.django_db
def test_the_workbook_has_the_columns_rows_and_totals_of_the_screen() -> None:
    fill(45)
    book = openpyxl.load_workbook(
        io.BytesIO(_export("xlsx", "/views/?body=510100&col=at&col=size"))
    )
    sheet = book["视图台账"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "视图台账"
    assert rows[1] == ("序号", "名称", "时间", "长度（字）")
    assert len(rows) == 2 + 23 + 1
    assert isinstance(rows[2][2], datetime)
    assert rows[-1][0] == "合计"
    assert rows[-1][3] == 23
    assert sheet.freeze_panes == "B3"
    notes = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    assert notes["条件"] == "单位：510100"


@pytest.mark.django_db
def test_text_is_never_a_formula() -> None:
    fill(1)
    SavedView.objects.update(name='=HYPERLINK("http://x")')
    sheet = openpyxl.load_workbook(io.BytesIO(_export("xlsx")))["视图台账"]
    assert sheet["B3"].data_type == "s"
    text = _export("csv").decode("utf-8")
    assert text.startswith("\ufeff")
    line = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1]
    assert line[1].startswith("'=HYPERLINK")


@pytest.mark.django_db
def test_an_export_is_an_entry_in_the_ledger_and_a_get_is_none() -> None:
    fill(3)
    before = ledger.count()
    page("/views/?export=xlsx")
    assert ledger.count() == before
    _export("csv", "/views/?q=视图")
    assert ledger.count() == before + 1
    entry = ledger.entries(subject="export:views")[-1]
    assert entry.verb == "export"
    assert entry.facts["rows"] == 3
    assert entry.evidence[0].startswith("sm3:")


@pytest.mark.django_db
def test_the_print_has_every_row_on_one_sheet() -> None:
    fill(45)
    html = page("/views/?print=1")
    assert "视图00000" in html
    assert "视图00044" in html
    assert "打印人：省水利厅 李敏" in html
    assert "<nav" not in html


@pytest.mark.django_db
def test_prepared_rows_reach_page_and_export_alike() -> None:
    fill(3)
    table: Table[SavedView, tuple[SavedView, int]] = Table(
        "prepared",
        "整理过的台账",
        columns=(Column("n", "序", lambda row: Decimal(row[1]), kind="number", total=Sum("pk")),),
        prepare=lambda rows, _: [(row, len(rows)) for row in rows],
    )
    answer: Any = render_table(asked(), table, SavedView.objects.all())
    assert 'data-label="序">3</th>' in answer.content.decode()


@pytest.mark.django_db
def test_a_plain_list_sorts_searches_and_filters_like_a_query() -> None:
    days = [date(2026, 1, day) for day in (3, 1, 2)]
    table: Table[date, date] = Table(
        "days",
        "日期",
        columns=(Column("on", "日", lambda on: on, order="on", kind="date"),),
        search=("on",),
    )
    answer: Any = render_table(asked("/days/?sort=on"), table, days)
    html = answer.content.decode()
    assert html.index("2026-01-01") < html.index("2026-01-02") < html.index("2026-01-03")
    answer = render_table(asked("/days/?q=01-02"), table, days)
    assert "合计 1 项" in answer.content.decode()


def test_a_table_that_contradicts_itself_is_refused() -> None:
    column: Column[SavedView] = Column("name", "名称", lambda row: row.name)
    with pytest.raises(TableMistakeError, match="twice"):
        Table("x", "甲", columns=(column, column))
    with pytest.raises(TableMistakeError, match="reserved"):
        Table("x", "甲", columns=(column,), filters=(contains("q", "乙", "name"),))
