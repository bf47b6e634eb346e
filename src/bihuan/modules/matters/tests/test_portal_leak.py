"""No word of a working record reaches the portal: marked words are planted, then sought."""

from __future__ import annotations

import re
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client  # noqa: TC002 - pytest reads it

from bihuan.kernel.process import api as process
from bihuan.modules.matters import process as steps
from bihuan.modules.matters.models import MatterList
from bihuan.modules.matters.operations import (
    add_row,
    answer_note,
    change_row,
    open_list,
    save_header,
    write_note,
)
from bihuan.modules.matters.rules.content import ROW_FIELDS
from bihuan.modules.matters.rules.publishing import PUBLIC_FIELDS

from .conftest import BODY, Drive, Take, person, when

CLERK = person(BODY, "handler")
OFFICE = person("510000-office", "handler")
MARK = "密禾"
INTERNAL = ("leader", "contact")
SECRET_ROW: dict[str, object] = {
    "code": f"{MARK}-1",
    "name": f"{MARK}未公开的事项",
    "description": f"{MARK}说明",
    "category": "air",
    "role": "lead",
    "level": "province",
    "sanding_clause": f"{MARK}条款",
    "duty_list_clause": f"{MARK}责任",
    "supervised_object": f"{MARK}对象",
    "measures": f"{MARK}措施",
    "target": f"{MARK}目标",
    "output": f"{MARK}成果",
    "completion": "长期",
    "leader": f"{MARK}领导",
    "lead_office": f"{MARK}处",
    "contact": f"{MARK}联系人",
    "publishable": False,
    "unpublished_reason": f"{MARK}理由",
    "public_contact": f"{MARK}电话",
}


def published_with_secrets(drive: Drive, take: Take) -> MatterList:
    """A list with marked words in all that must stay inside, returned once, then published."""
    held = drive()
    add_row(matter_list=held, values=SECRET_ROW, actor=CLERK, at=when(5, 9))
    for row in held.rows.filter(publishable=True):
        change_row(
            matter_list=held,
            row_id=row.pk,
            values={name: f"{MARK}{name}" for name in INTERNAL},
            revision=row.revision,
            actor=CLERK,
            at=when(5, 9),
        )
    held = MatterList.objects.select_related("case").get(pk=held.pk)
    save_header(
        matter_list=held,
        values={"comb_note": f"{MARK}梳理"},
        revision=held.content_revision,
        actor=CLERK,
        at=when(5, 9),
    )
    held = take(held, "submit", CLERK, when(5, 10))
    held = take(held, "revise", person(BODY, "reviewer"), when(5, 11), opinion=f"{MARK}意见")
    held = take(held, "submit", CLERK, when(5, 12))
    held = take(held, "pass_review", person(BODY, "office_head"), when(5, 13))
    held = _certified_and_filed(held, take, day=14)
    row = held.rows.get(position=1)
    write_note(matter_list=held, row_id=row.pk, text=f"{MARK}批注", actor=OFFICE, at=when(5, 20))
    held = take(held, "return", OFFICE, when(5, 21), return_reason=f"{MARK}退回")
    note = held.notes.get()
    answer_note(
        matter_list=held, note_id=note.pk, answer=f"{MARK}答复", actor=CLERK, at=when(5, 22)
    )
    held = take(held, "correct", CLERK, when(5, 23))
    held = _certified_and_filed(held, take, day=24)
    held = take(held, "accept", OFFICE, when(5, 29))
    url = "https://agriculture.example/list"
    return take(held, "publish", CLERK, when(5, 30), publication_url=url)


def _certified_and_filed(held: MatterList, take: Take, *, day: int) -> MatterList:
    for step, role, hour in (
        ("certify_deputy", "deputy", 9),
        ("certify_principal", "principal", 10),
    ):
        seen = held.content_digest
        held = take(held, step, person(BODY, role), when(5, day, hour), content_digest=seen)
    url = "https://agriculture.example/list"
    return take(
        held,
        "file",
        CLERK,
        when(5, day, 11),
        publication_url=url,
        planned_publish_on="2023-06-30",
    )


def everything_public(client: Client) -> dict[str, bytes]:
    """Every page and file that can be reached from the portal's first page, and every search."""
    waiting = ["/", f"/?q={MARK}", f"/?q={MARK}领导", "/verify/?f=" + "0" * 64]
    seen: dict[str, bytes] = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        content = answer.content
        seen[path] = content
        if "html" in answer.headers["Content-Type"]:
            found = re.findall(r'href="(/[^"#]*)"', content.decode())
            inside = (link.replace("&amp;", "&") for link in found)
            waiting += [
                link
                for link in inside
                if not link.startswith(("/static", "/login", "/ui/", "/search"))
            ]
    return seen


def test_the_fields_that_leave_are_chosen_one_by_one() -> None:
    stays = set(ROW_FIELDS) - set(PUBLIC_FIELDS)
    assert stays == {
        "co_bodies",
        "legal_bases",
        "sanding_clause",
        "duty_list_clause",
        "leader",
        "contact",
        "publishable",
        "unpublished_reason",
    }, "a new field of the row is either public on purpose, or named here"


def test_no_word_of_a_working_record_reaches_the_portal(
    drive: Drive, take: Take, client: Client
) -> None:
    held = published_with_secrets(drive, take)
    second = open_list(body=BODY, year=2024, actor=CLERK, at=when(6, 1))
    for row in second.rows.all():
        change_row(
            matter_list=second,
            row_id=row.pk,
            values={"name": f"{MARK}下一版{row.position}", "target": f"{MARK}下一版目标"},
            revision=row.revision,
            actor=CLERK,
            at=when(6, 2),
        )
    pages = everything_public(client)
    assert f"/p/{BODY}-2023-1.csv" in pages
    assert f"/p/{BODY}-2023-1.json" in pages
    assert {"/data/matters.csv", "/data/matters.json", "/feeds/all.atom", "/sitemap.xml"} <= set(
        pages
    )
    assert f"/feeds/body/{BODY}.atom" in pages
    for path, content in pages.items():
        text = content.decode("utf-8-sig")
        found = text.replace(f'value="{MARK}', "").replace(f"“{MARK}", "")  # the question itself
        found = re.sub(rf"<title>{MARK}[^<]*</title>", "", found)
        if path.startswith("/?q="):
            found = re.sub(rf"{MARK}(领导)? - 这件事归谁管", "", found)
            found = re.sub(r"q=%[0-9A-F%]*", "", found)
            found = found.replace(f"?q={MARK}", "")
        assert MARK not in found, path
    assert held.rows.count() == 11
    page = pages[f"/p/{BODY}-2023-1"].decode()
    assert "另有 1 项依法不予公开" in page


def test_a_list_not_yet_published_has_no_page(drive: Drive, client: Client) -> None:
    drive(certified=date(2023, 6, 5), filed=date(2023, 6, 8), accepted=date(2023, 6, 15))
    for path in (
        f"/p/{BODY}-2023-1",
        f"/p/{BODY}-2023-1.csv",
        f"/p/{BODY}-2023-1.json",
        f"/lists/{BODY}/",
    ):
        assert client.get(path).status_code == 404
    assert BODY not in client.get("/data/index.json").content.decode()


def test_the_file_stays_byte_for_byte_what_was_fingerprinted(
    drive: Drive, take: Take, client: Client
) -> None:
    held = published_with_secrets(drive, take)
    first = client.get(f"/p/{BODY}-2023-1.csv").content
    again = client.get(f"/p/{BODY}-2023-1.csv").content
    assert first == again
    assert first.startswith(b"\xef\xbb\xbf")
    assert first.count(b"\r\n") == 11
    answer = client.post("/verify/", {"file": SimpleUploadedFile("list.csv", first)})
    assert "一致：这是公开登记的文件" in answer.content.decode()
    answer = client.post("/verify/", {"file": SimpleUploadedFile("list.csv", first + b" ")})
    assert "没有查到：登记里没有这个指纹" in answer.content.decode()
    assert held.case.state == "published"


def test_the_engine_has_no_way_back_from_published(drive: Drive, take: Take) -> None:
    held = published_with_secrets(drive, take)
    assert steps.MATTER_LIST.leaving("published") == ()
    assert process.available(held, actor=CLERK, at=when(6, 1)) == ()
