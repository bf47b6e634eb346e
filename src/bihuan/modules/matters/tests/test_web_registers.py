"""Pages of versions, bases, duties, bulk changes and partners: what they show and to whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from bihuan.modules.matters.models import DutyRegister, MatterList, PartnerAnswer, Partnership
from bihuan.modules.matters.operations import open_list
from bihuan.modules.matters.tests.conftest import BODY, Drive, Visit, person, when
from bihuan.modules.matters.tests.test_duties import book

if TYPE_CHECKING:
    from django.http import HttpResponse

CLERK = person(BODY, "handler")
OFFICE = person("510000-office", "handler")
STRANGER = person("510104-water", "handler")


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def renewed(published: MatterList) -> MatterList:
    """The next version, one matter changed, one taken out."""
    held = open_list(body=published.body, year=2023, actor=CLERK, at=when(7, 3))
    first, last = held.rows.order_by("position")[0], held.rows.order_by("-position")[0]
    first.target = "新的目标"
    first.save(update_fields=["target"])
    last.delete()
    return MatterList.objects.select_related("case").get(pk=held.pk)


@pytest.mark.parametrize("more", ["", "?print=1"])
def test_changes_against_the_replaced_version_are_shown_and_printed(
    renewed: MatterList, visit: Visit, more: str
) -> None:
    page = text_of(visit(f"/matters/{renewed.number}/changes/{more}", CLERK))
    assert "新的目标" in page
    assert "删去" in page
    with pytest.raises(Http404):
        visit(f"/matters/{renewed.number}/changes/{more}", STRANGER)


def test_a_body_page_shows_any_day_and_refuses_what_is_no_day(
    published: MatterList, visit: Visit
) -> None:
    row = published.rows.order_by("position")[0]
    url = f"/matters/bodies/{BODY}/"
    assert row.name in text_of(visit(f"{url}?on=2023-06-19", CLERK))
    before = text_of(visit(f"{url}?on=2023-06-18", CLERK))
    assert row.name not in before
    assert "没有公开的清单" in before
    draft = text_of(visit(f"{url}?on=2023-05-20&list={published.number}", CLERK))
    assert row.name in draft
    assert "草拟" in draft
    changes = text_of(visit(f"{url}?since=2023-06-01&until=2023-06-19", OFFICE))
    assert "新增" in changes
    assert "打印" in changes
    for bad in ("?on=昨天", "?since=2023-06-19&until=2023-06-01"):
        assert visit(url + bad, CLERK).status_code == 422
    with pytest.raises(Http404):
        visit(url, STRANGER)


def test_bases_are_listed_with_who_cites_them(draft: MatterList, visit: Visit) -> None:
    del draft
    assert "中华人民共和国生态环境法典" in text_of(visit("/matters/bases/", CLERK))
    page = text_of(visit("/matters/bases/water-pollution/", CLERK))
    assert "2026-08-15" in page
    found = text_of(visit("/matters/bases/citations/?text=依据《水法》第八条办理", CLERK))
    assert "中华人民共和国水法》第八条" in found
    with pytest.raises(Http404):
        visit("/matters/bases/nothing/", CLERK)


def test_a_bulk_change_is_shown_then_done(draft: MatterList, visit: Visit) -> None:
    url = f"/matters/{draft.number}/bulk/"
    keys = [str(key) for key in draft.rows.values_list("pk", flat=True)]
    posted = {"kind": "set", "name": "leader", "value": "新领导", "rows": keys}
    seen = visit(url, CLERK, **posted)
    assert "还没有保存" in text_of(seen)
    assert not draft.rows.filter(leader="新领导").exists()
    revision = str(draft.content_revision)
    done = visit(url, CLERK, **posted, confirmed="yes", revision=revision)
    assert done.status_code == 302
    assert draft.rows.filter(leader="新领导").count() == len(keys)
    again = visit(url, CLERK, **posted, confirmed="yes", revision=revision)
    assert again.status_code == 409
    assert visit(url, CLERK, kind="set", name="leader").status_code == 422
    with pytest.raises(Http404):
        visit(url, STRANGER)


@pytest.mark.usefixtures("province")
def test_duties_are_loaded_by_the_office_and_read_by_all(visit: Visit) -> None:
    assert "还没有责任清单" in text_of(visit("/matters/duties/", CLERK))
    file = SimpleUploadedFile("duties.xlsx", book())
    answer = visit("/matters/duties/import/", OFFICE, file=file)
    assert "确认导入" in text_of(answer)
    assert not DutyRegister.objects.exists()
    with pytest.raises(Http404):
        visit("/matters/duties/import/", CLERK)
    assert visit("/matters/duties/template.xlsx", CLERK).status_code == 200


def test_a_partner_objects_on_its_page(drive: Drive, visit: Visit) -> None:
    drive(
        year=2026,
        opened=date(2026, 3, 2),
        certified=date(2026, 3, 20),
        filed=date(2026, 3, 24),
    )
    case = Partnership.objects.select_related("case").get(case__body="510000-ecology")
    matter = case.matters.order_by("position")[0]
    url = f"/matters/partners/{case.number}/{matter.pk}/"
    answer = visit(url, person("510000-ecology", "handler"), reason="没有这项职责")
    assert answer.status_code == 302
    matter.refresh_from_db()
    assert matter.answer == PartnerAnswer.OBJECTED
    visit(url, CLERK, reason="替别人收回")
    matter.refresh_from_db()
    assert matter.reason == "没有这项职责"
    with pytest.raises(Http404):
        visit(url, STRANGER, reason="x")
