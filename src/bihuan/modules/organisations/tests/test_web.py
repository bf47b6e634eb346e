"""Pages: what each shows, who is turned away, and a workbook from upload to register."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.kernel.ui.sheets import read_sheet
from bihuan.modules.organisations import operations, queries
from bihuan.modules.organisations.models import Person, Post, ResponsiblePair
from bihuan.modules.organisations.rules import forms
from bihuan.modules.organisations.tests.conftest import AT, SYSTEM, hire

if TYPE_CHECKING:
    from django.test import Client

PASSWORD = "A-long-password-9"
pytestmark = pytest.mark.usefixtures("corner")


def sign_in(client: Client, post: int, login: str = "wang") -> None:
    account = access.create_account(
        login=login, display=login, password=PASSWORD, actor=SYSTEM, at=timezone.now()
    )
    operations.link_account(post, account_id=account.pk, actor=SYSTEM, at=AT)
    answer = client.post("/login/", {"login": login, "password": PASSWORD})
    assert answer.status_code == 302


@pytest.fixture
def clerk(client: Client) -> Client:
    sign_in(client, hire("王一", "510000-water", "四级调研员", "handler", unit="水资源处"))
    return client


@pytest.fixture
def office(client: Client) -> Client:
    sign_in(client, hire("李二", "510000-office", "副主任", "principal"), "li")
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_directory_is_filtered_and_exported_as_shown(clerk: Client) -> None:
    page = text(clerk, "/organisations/?place=511100&line=water")
    assert "乐山市水务局" in page
    assert "成都市水务局" not in page
    assert "12 个机构" in page
    assert "四川省水利厅" in text(clerk, "/organisations/?group=IMP")
    text(clerk, "/organisations/?group=NONE", 404)
    answer = clerk.post("/organisations/?place=511100&line=water", {"export": "csv"})
    body = answer.getvalue()
    assert "井研县水务局".encode() in body


def test_body_page_shows_names_people_and_place(clerk: Client) -> None:
    page = text(clerk, "/organisations/bodies/510000-water/")
    for word in ("四川省水利厅", "王一", "水利部", "承担重要生态环境保护职责", "省水利厅"):
        assert word in page
    assert "确定负责领导与牵头处室" in page
    other = text(clerk, "/organisations/bodies/510000-finance/")
    assert "没有可以查看的人员" in other
    assert "更名、合并、分设" not in other
    text(clerk, "/organisations/bodies/510000-nothing/", 404)
    assert "四川省大数据中心" in text(clerk, "/organisations/bodies/510000-data/")


def test_grid_of_the_province_and_of_a_city(clerk: Client) -> None:
    page = text(clerk, "/organisations/grid/")
    assert "凉山彝族自治州" in page
    assert "逾期空缺" in page
    assert "井研县" in text(clerk, "/organisations/grid/?place=511100")
    text(clerk, "/organisations/grid/?place=511124", 404)
    text(clerk, "/organisations/grid/?place=1", 404)


def test_people_and_pairs(clerk: Client) -> None:
    hire("赵三", "510000-finance", "处长", "office_head")
    page = text(clerk, "/organisations/people/")
    assert "王一" in page
    assert "赵三" not in page
    pairs = text(clerk, "/organisations/pairs/")
    assert "应确定 12 个，空缺 12 个，其中逾期空缺 12 个" in pairs
    assert "成都市水务局" in text(clerk, "/organisations/pairs/?group=CITY_DEPARTMENTS")
    text(clerk, "/organisations/pairs/?group=X", 404)


def test_opening_an_appointment_leads_to_its_form_with_the_people_to_choose(
    clerk: Client,
) -> None:
    hire("陈四", "510000-water", "副厅长", "deputy", rank="副厅级")
    answer = clerk.post("/organisations/bodies/510000-water/pair/")
    pair = ResponsiblePair.objects.get()
    assert answer["Location"] == f"/cases/{pair.number}/submit/"
    assert "陈四（副厅长，副厅级）" in text(clerk, answer["Location"])
    refused = clerk.post("/organisations/bodies/510000-finance/pair/")
    assert refused.status_code == 409
    assert "本单位经办人" in refused.content.decode()


def upload(client: Client, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("人员.xlsx", data)
    answer = client.post("/organisations/import/people/", {"file": file})
    return answer.status_code, answer.content.decode()


def row(name: str, body: str = "省水利厅") -> dict[str, object]:
    return {
        "name": name,
        "body": body,
        "unit": "水资源处",
        "title": "干部",
        "roles": "经办人",
        "since": date(2023, 3, 17),
    }


def workbook(*rows: dict[str, object]) -> bytes:
    return write_template((forms.people_template(),), title="人员", rows={"人员": rows})


def test_people_from_template_to_register(clerk: Client) -> None:
    blank = clerk.get("/organisations/import/people/template/").content
    assert read_sheet(blank, forms.people_template()).rows == ()
    status, page = upload(clerk, workbook(row("新人甲"), row("新人乙", "没有的厅")))
    assert status == 422
    assert "发现 1 处错误，全部没有导入" in page
    assert "B3" in page
    assert not Person.objects.filter(name="新人甲").exists()
    status, page = upload(clerk, workbook(row("新人甲"), row("新人乙")))
    assert status == 200
    assert "检查通过" in page
    assert not Person.objects.filter(name="新人甲").exists()
    token = page.split('name="token" value="')[1].split('"')[0]
    confirm = {"confirmed": "yes", "token": token}
    answer = clerk.post("/organisations/import/people/", confirm)
    assert answer.status_code == 302
    assert Post.objects.filter(person__name__in=("新人甲", "新人乙")).count() == 2
    assert clerk.post("/organisations/import/people/", confirm).status_code == 422
    assert upload(clerk, b"no workbook")[0] == 422
    text(clerk, "/organisations/import/bodies/", 404)


def test_office_renames_merges_and_splits(office: Client) -> None:
    address = "/organisations/bodies/510000-sports/change/"
    assert "更名" in text(office, address)
    base = {"on": "2026-01-01", "basis": "改革文件"}
    wrong = office.post(address, base | {"kind": "rename", "name": ""})
    assert wrong.status_code == 422
    assert "请填写新名称" in wrong.content.decode()
    assert (
        office.post(address, base | {"kind": "rename", "name": "四川省体育委员会"}).status_code
        == 302
    )
    assert queries.name_on("510000-sports", date(2026, 1, 1)) == "四川省体育委员会"
    merge = base | {"kind": "merge", "into": "四川省教育厅", "on": "2026-02-01"}
    assert office.post(address, merge).status_code == 302
    assert queries.body("510000-sports", on=date(2026, 3, 1)).valid_to == date(2026, 2, 1)
    split = base | {"kind": "split", "name": "四川省文物局", "code": "510000-relics"}
    address = "/organisations/bodies/510000-culture_tourism/change/"
    assert office.post(address, split).status_code == 302
    page = text(office, "/organisations/bodies/510000-culture_tourism/")
    assert "四川省文物局" in page


def test_a_department_cannot_change_the_map(clerk: Client) -> None:
    text(clerk, "/organisations/bodies/510000-water/change/", 404)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/organisations/", 9),
        ("/organisations/?group=CNTY_DEPARTMENTS", 9),
        ("/organisations/?place=511100&line=water&q=局", 12),
        ("/organisations/grid/", 15),
        ("/organisations/pairs/?group=CITY_DEPARTMENTS", 13),
        ("/organisations/people/", 13),
        ("/organisations/bodies/510000-water/", 40),
    ],
)
def test_pages_ask_few_questions_whatever_the_size(clerk: Client, address: str, most: int) -> None:
    text(clerk, address)
    with CaptureQueriesContext(connection) as asked:
        text(clerk, address)
    assert len(asked) <= most, [query["sql"][:150] for query in asked]


def test_the_search_box_finds_bodies(clerk: Client) -> None:
    page = text(clerk, "/search/?q=金牛区水务")
    assert "成都市金牛区水务局" in page


def test_big_uploads_are_refused_by_name(clerk: Client) -> None:
    big = io.BytesIO(b"PK\x03\x04" + b"0" * (10 * 1024 * 1024 + 1)).getvalue()
    status, page = upload(clerk, big)
    assert status == 422
    assert "10 MB" in page
