"""Pages: who sees what, the query budget, export, and the way from a cell to its evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import FileResponse, Http404
from django.test import RequestFactory
from openpyxl import load_workbook

from bihuan.modules.directives.models import Duty
from bihuan.modules.directives.queries.matrix import matrix
from bihuan.modules.directives.rules.status import Status
from bihuan.modules.directives.tests.conftest import (
    SYSTEM,
    acting,
    at,
    generate,
    record,
    the_duty,
)
from bihuan.modules.directives.web.pages import case as case_pages
from bihuan.modules.directives.web.pages.home import panel
from bihuan.modules.directives.web.views import acting as acts
from bihuan.modules.directives.web.views import reading

if TYPE_CHECKING:
    from django.http import HttpRequest
    from pytest_django import DjangoAssertNumQueries

    from bihuan.kernel.access import Actor

pytestmark = pytest.mark.usefixtures("small")
ON = "2024-07-20"
OFFICE = acting("520000-office", "handler", "principal")
WATER = acting("520000-water", "handler")
WATER_HEAD = acting("520000-water", "office_head")


def asked(path: str, actor: Actor, data: dict[str, str] | None = None) -> HttpRequest:
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor = actor  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # noqa: SLF001
    return request


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_matrix_shows_every_body_and_says_how_each_stands() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q2")
    record(duty, happened_on=date(2024, 6, 20), when=at(2024, 7, 2))
    page = text_of(reading.matrix(asked(f"/matrix/?on={ON}", OFFICE)))
    assert "520000-water 按季巡查：逾期，应办3项，已落实1项，逾期1项" in page
    assert "/matrix/A1/520000-water/?on=2024-07-20" in page
    assert "落实率 <b>16.6%</b>" in page


def test_a_department_sees_its_own_column_only() -> None:
    generate()
    page = text_of(reading.matrix(asked(f"/matrix/?on={ON}", WATER)))
    assert "520000-water" in page
    assert "520000-ecology" not in page


def test_the_matrix_stays_within_its_budget(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    generate()
    for path in ("/matrix/", "/matrix/?tab=cities", "/matrix/?tab=cities&place=520100"):
        with django_assert_max_num_queries(8):
            reading.matrix(asked(path, OFFICE))


def test_places_add_up_and_open_into_their_bodies() -> None:
    generate()
    found = matrix(actor=SYSTEM, on=date(2024, 7, 20), tab="cities")
    assert [column.key for column in found.columns] == ["520100", "520300"]
    opened = matrix(actor=SYSTEM, on=date(2024, 7, 20), tab="cities", place="520100")
    assert [column.key for column in opened.columns] == ["520100-ecology", "520100-water"]
    one = next(cell for row in found.rows for cell in row.cells[:1] if cell)
    parts = [cell for cell in opened.rows[0].cells if cell]
    assert one.total == sum(part.total for part in parts)
    assert one.overdue == sum(part.overdue for part in parts)


def test_an_unknown_tab_or_place_is_not_found() -> None:
    for path in ("/matrix/?tab=x", "/matrix/?tab=cities&place=999999"):
        with pytest.raises(Http404):
            reading.matrix(asked(path, OFFICE))


def test_the_export_holds_what_the_screen_shows(tmp_path: Any) -> None:
    generate()
    answer = reading.matrix(asked(f"/matrix/?on={ON}", OFFICE, {"export": "xlsx"}))
    path = tmp_path / "matrix.xlsx"
    assert isinstance(answer, FileResponse)
    path.write_bytes(answer.getvalue())
    answer.close()
    sheet = load_workbook(path).worksheets[0]
    head = [cell.value for cell in sheet[2]]
    assert head == ["序号", "条款", "要求", "520000-ecology", "520000-water"]
    assert [cell.value for cell in sheet[3]][2:] == ["按季巡查", "逾期 111天", "逾期 111天"]


def test_a_cell_tells_why_and_what_to_do() -> None:
    generate()
    page = text_of(
        reading.cell(asked(f"/matrix/A1/520000-water/?on={ON}", WATER), "A1", "520000-water")
    )
    assert "逾期 111 天：尚未登记巡查记录形成，期限 2024-03-31。" in page
    assert "请点“登记佐证”" in page
    assert "登记佐证</button>" in page
    with pytest.raises(Http404):
        reading.cell(asked("/", WATER), "A1", "520000-ecology")


def test_each_figure_opens_exactly_its_rows() -> None:
    generate()
    record(
        the_duty("A1", "520000-water", "2024Q2"),
        happened_on=date(2024, 6, 20),
        when=at(2024, 7, 2),
    )
    counts = {"met": 1, "overdue": 1, "in_progress": 1}
    page = text_of(reading.duties(asked(f"/duties/?on={ON}", WATER)))
    for status, number in counts.items():
        assert f'status={status}"' in page
        listed = text_of(reading.duties(asked(f"/duties/?on={ON}&status={status}", WATER)))
        assert listed.count('<tr role="row" data-row>') == number, status
        assert Status(status).word in page


def test_the_past_is_shown_as_it_was_known_then() -> None:
    generate()
    record(
        the_duty("A1", "520000-water", "2024Q1"),
        happened_on=date(2024, 3, 20),
        when=at(2024, 5, 2),
    )
    path = "/duties/?status=overdue&on="
    for day, number in (("2024-05-01", 1), ("2024-05-02", 0)):
        listed = text_of(reading.duties(asked(path + day, WATER)))
        assert listed.count('<tr role="row" data-row>') == number, day


def test_a_duty_of_others_does_not_exist() -> None:
    generate()
    duty = the_duty("A1", "520000-ecology", "2024Q1")
    with pytest.raises(Http404):
        reading.duty(asked("/", WATER), duty.pk)
    with pytest.raises(Http404):
        acts.record(asked("/", WATER, {}), duty.pk)
    with pytest.raises(Http404):
        reading.duties(asked("/duties/?body=520000-ecology", WATER))


def test_the_button_opens_a_record_and_evidence_can_be_taken_back() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    answer = acts.record(asked("/", WATER, {}), duty.pk)
    assert answer.status_code == 302
    assert "/cases/LZ-" in answer["Location"]
    case = record(duty, happened_on=date(2024, 3, 1), when=at(2024, 3, 2))
    page = text_of(reading.duty(asked("/", WATER_HEAD), duty.pk))
    assert f"/duties/{duty.pk}/withdraw/{case.number}/" in page
    form = acts.withdraw(asked("/", WATER_HEAD, {"reason": ""}), duty.pk, case.number)
    assert "请写明撤回原因。" in text_of(form)
    done = acts.withdraw(asked("/", WATER_HEAD, {"reason": "有误"}), duty.pk, case.number)
    assert done.status_code == 302
    assert Duty.objects.get(pk=duty.pk).met_on is None


def test_the_clause_ledger_tells_each_clause() -> None:
    generate()
    rail = text_of(reading.clauses(asked("/clauses/", OFFICE)))
    assert "按季巡查" in rail
    page = text_of(reading.clause(asked(f"/clauses/A1/?on={ON}", OFFICE), "A1"))
    assert "“巡查”" in page
    assert "市级部门是否也要做" in page
    assert "频次：每季度（默认读法，可调整；默认）" in page
    with pytest.raises(Http404):
        reading.clause(asked("/", OFFICE), "Z9")


def test_a_case_names_the_duties_it_serves() -> None:
    generate()
    duty = the_duty("A1", "520000-water", "2024Q1")
    case = record(duty, happened_on=date(2024, 3, 1), when=at(2024, 3, 2))
    found = case_pages.panel(case, WATER, at(2024, 7, 20))
    assert found is not None
    assert [line[0] for line in found.context["lines"]] == ["按季巡查 2024年第1季度"]
    stranger = acting("520000-ecology", "handler")
    assert case_pages.panel(case, stranger, at(2024, 7, 20)) is None


def test_clauses_are_found_by_their_words() -> None:
    assert [hit.title for hit in case_pages.find_clauses(WATER, "季度 巡查", 5)] == ["A1 按季巡查"]
    assert case_pages.find_clauses(WATER, "没有这样的话", 5) == []


def test_the_home_page_has_a_panel_for_those_who_owe_something() -> None:
    generate()
    found = panel(WATER, at(2024, 7, 20))
    assert found is not None
    assert [line[0] for line in found.context["lines"]] == ["逾期", "推进中"]
    assert panel(acting("520000-office", "handler"), at(2024, 7, 20)) is None
