"""The case page and the step form of any process, shown with the sample repair."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process.models import Attachment, Passage
from bihuan.kernel.process.tests import personas
from bihuan.kernel.process.tests.personas import AT, DAY
from bihuan.kernel.ui import clock, panels
from bihuan.kernel.ui.models import Draft, HeldUpload
from bihuan.kernel.ui.panels import Panel
from bihuan.kernel.ui.tests.acting import acting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from django.test import Client

    from bihuan.kernel.access import Actor

pytestmark = pytest.mark.django_db


@contextmanager
def at_the_desk(actor: Actor, *, at: datetime = AT + DAY) -> Iterator[Client]:
    with acting(actor) as client, patch.object(clock, "now", lambda: at):
        yield client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, name
    return found.group(1)


def pdf(name: str = "方案.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, personas.PDF, "application/pdf")


def test_a_case_shows_where_it_stands_and_why_this_date() -> None:
    case = personas.planning()
    with at_the_desk(personas.HANDLER) as client:
        html = text(client.get(f"/cases/{case.number}/"))
    assert html.count("<h1") == 1
    assert f"<title>河道清淤 - {case.number} - 闭环</title>" in html
    assert "方案报送期限" in html
    assert "为什么是2026年3月16日" in html
    assert 'aria-current="step"' in html
    assert "账本 #" in html
    assert "报送方案：由责任单位主要负责人办理（办法第五条）" in html


def test_every_reason_why_not_is_on_the_page() -> None:
    case = personas.in_review()
    with at_the_desk(personas.OFFICE_HEAD) as client:
        client.post(f"/cases/{case.number}/approve_plan/")
        html = text(client.get(f"/cases/{case.number}/"))
    assert "销号：还不能办理" in html
    assert "还没有告知责任单位，告知后才能销号。" in html


def test_what_may_not_be_seen_is_not_there() -> None:
    case = personas.opened()
    for path in ("", "sign/", "files/1/", "nonsense/", "sign/draft/"):
        with at_the_desk(personas.OUTSIDER) as client:
            if path.endswith("draft/"):
                assert client.post(f"/cases/{case.number}/{path}").status_code == 404
            else:
                assert client.get(f"/cases/{case.number}/{path}").status_code == 404
    with at_the_desk(personas.OUTSIDER) as client:
        missing = text(client.get("/cases/ZG-1999-0001/"))
        hidden_one = text(client.get(f"/cases/{case.number}/"))
    assert missing.replace("ZG-1999-0001", "") == hidden_one.replace(case.number, "")


def test_a_step_without_needs_is_one_press() -> None:
    case = personas.opened()
    with at_the_desk(personas.HANDLER) as client:
        html = text(client.get(f"/cases/{case.number}/"))
        press = {"seen": hidden(html, "seen"), "once": hidden(html, "once")}
        first = client.post(f"/cases/{case.number}/sign/", press)
        again = client.post(f"/cases/{case.number}/sign/", press)
    assert first.status_code == 302
    assert again.status_code == 302  # the retry of a lost answer has one effect
    assert Passage.objects.filter(case__number=case.number, step="sign").count() == 1


def test_an_entry_of_the_ledger_names_the_states_it_leads_from_and_to() -> None:
    case = personas.opened()
    with at_the_desk(personas.HANDLER) as client:
        html = text(client.get(f"/cases/{case.number}/"))
        press = {"seen": hidden(html, "seen"), "once": hidden(html, "once")}
        client.post(f"/cases/{case.number}/sign/", press)
        opening, signing = Passage.objects.filter(case__number=case.number).order_by("pk")
        first = text(client.get(f"/ledger/{opening.seq}/"))
        second = text(client.get(f"/ledger/{signing.seq}/"))
    assert '<dt>之前</dt><dd><span class="text-secondary">--</span></dd>' in first
    assert "<dt>之前</dt><dd>待签收（opened）</dd>" in second
    assert "<dt>之后</dt><dd>编制方案（planning）</dd>" in second


def test_a_form_names_every_fault_and_links_it_to_its_field() -> None:
    case = personas.planning()
    with at_the_desk(personas.HEAD) as client:
        answer = client.post(f"/cases/{case.number}/submit_plan/", {"f-finish_on": "2026-01-01"})
    html = text(answer)
    assert answer.status_code == 422
    assert 'data-errors aria-labelledby="bh-errors-title"' in html
    assert '<a href="#id_measures">“整改措施”还没有填写。</a>' in html
    assert '<a href="#id_plan">' in html
    assert 'id="id_measures"' in html
    assert 'aria-describedby="measures-fault"' in html
    assert 'value="2026-01-01"' in html


def test_a_chosen_file_survives_a_fault_elsewhere() -> None:
    case = personas.planning()
    with at_the_desk(personas.HEAD) as client:
        path = f"/cases/{case.number}/submit_plan/"
        html = text(client.post(path, {"f-measures": "清淤", "files-plan": pdf()}))
        assert "方案.pdf（" in html
        token = hidden(html, "held")
        taken = client.post(
            path, {"f-measures": "清淤", "f-finish_on": "2026-06-30", "held": token}
        )
    assert taken.status_code == 302
    assert Attachment.objects.get().name == "方案.pdf"
    assert not HeldUpload.objects.exists()


def test_nobody_can_use_the_held_file_of_another() -> None:
    case = personas.planning()
    with at_the_desk(personas.HEAD) as client:
        path = f"/cases/{case.number}/submit_plan/"
        token = hidden(text(client.post(path, {"files-plan": pdf()})), "held")
    other = personas.actor("principal", personas.OWNER, name="庚", key="post:other")
    with at_the_desk(other) as client:
        answer = client.post(
            path, {"f-measures": "清淤", "f-finish_on": "2026-06-30", "held": token}
        )
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_step_that_cannot_be_taken_back_asks_first() -> None:
    case = personas.fixing()
    given = {
        "f-opinion": "同意",
        "f-agreed": "on",
        "files-proof": [
            SimpleUploadedFile("a.png", personas.PNG),
            SimpleUploadedFile("b.jpg", personas.JPG),
        ],
    }
    with at_the_desk(personas.OFFICE_HEAD, at=AT + 2 * DAY) as client:
        path = f"/cases/{case.number}/close/"
        html = text(client.post(path, given))
        assert "销号后不能撤回。" in html
        assert "a.png、b.jpg" in html
        case.refresh_from_db()
        assert case.state == "fixing"
        tokens = re.findall(r'name="held" value="([^"]*)"', html)
        answer = client.post(
            path,
            {
                "f-opinion": "同意",
                "f-agreed": "on",
                "held": tokens,
                "confirmed": "yes",
                "seen": hidden(html, "seen"),
                "once": hidden(html, "once"),
            },
        )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"


def test_confirming_skips_no_fault() -> None:
    case = personas.fixing()
    with at_the_desk(personas.OFFICE_HEAD, at=AT + 2 * DAY) as client:
        answer = client.post(f"/cases/{case.number}/close/", {"confirmed": "yes"})
    assert answer.status_code == 422


def test_a_lost_race_says_who_won_and_keeps_what_was_typed() -> None:
    case = personas.in_review()
    with at_the_desk(personas.REVIEWER, at=AT + 2 * DAY) as client:
        html = text(client.get(f"/cases/{case.number}/return_plan/"))
        seen = hidden(html, "seen")
    with at_the_desk(personas.OFFICE_HEAD, at=AT + 2 * DAY) as client:
        client.post(f"/cases/{case.number}/approve_plan/")
    with at_the_desk(personas.REVIEWER, at=AT + 2 * DAY) as client:
        answer = client.post(
            f"/cases/{case.number}/return_plan/", {"seen": seen, "f-opinion": "措施不具体"}
        )
    html = text(answer)
    assert answer.status_code == 409
    assert "省环委办丁已先办理“批准方案”" in html
    assert "措施不具体" in html


@pytest.mark.goal("E1")
def test_a_lost_race_shows_what_was_typed_beside_what_is_there_now() -> None:
    case = personas.planning()
    with at_the_desk(personas.HEAD, at=AT + 2 * DAY) as client:
        theirs = {"f-measures": "清淤", "f-finish_on": "2026-06-30", "files-plan": pdf()}
        assert client.post(f"/cases/{case.number}/submit_plan/", theirs).status_code == 302
        mine = {"seen": "1", "f-measures": "疏浚并护岸", "f-finish_on": "2026-07-31"}
        answer = client.post(f"/cases/{case.number}/submit_plan/", mine)
    assert answer.status_code == 409
    html = re.sub(r">\s+<", "><", text(answer))
    assert (
        '<td data-label="您填写的">疏浚并护岸</td><td data-label="现在保存着的">清淤</td>' in html
    )
    assert "2026-07-31" in html
    assert "2026-06-30" in html


def test_a_step_of_another_hand_is_refused_in_a_sentence() -> None:
    case = personas.planning()
    with at_the_desk(personas.HANDLER) as client:
        answer = client.get(f"/cases/{case.number}/submit_plan/")
    assert answer.status_code == 409
    assert "“报送方案”由责任单位主要负责人办理（办法第五条）" in text(answer)


def test_a_draft_is_kept_offered_again_and_never_overwritten_in_silence() -> None:
    case = personas.planning()
    path = f"/cases/{case.number}/submit_plan/"
    with at_the_desk(personas.HEAD) as client:
        first = client.post(f"{path}draft/", {"f-measures": "清淤两公里", "saves": "0"})
        assert text(first).startswith("草稿已自动保存")
        assert first["X-Draft-Saves"] == "1"
        html = text(client.get(path))
        assert 'value="清淤两公里"' in html
        assert hidden(html, "saves") == "1"
        stale = client.post(f"{path}draft/", {"f-measures": "旧窗口", "saves": "0"})
        assert stale.status_code == 409
        assert Draft.objects.get().values["measures"] == "清淤两公里"
        client.post(path, {"f-measures": "清淤", "f-finish_on": "2026-06-30", "files-plan": pdf()})
    assert not Draft.objects.exists()


def test_a_paper_is_sent_as_what_it_is_with_its_digest() -> None:
    case = personas.in_review()
    paper = Attachment.objects.get()
    with at_the_desk(personas.REVIEWER) as client:
        html = text(client.get(f"/cases/{case.number}/"))
        assert paper.sm3 in html
        answer = client.get(f"/cases/{case.number}/files/{paper.pk}/")
    assert answer.content == personas.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_was_filled_in_is_shown_where_no_module_does_it() -> None:
    case = personas.in_review()
    with at_the_desk(personas.REVIEWER) as client:
        html = text(client.get(f"/cases/{case.number}/"))
    assert "<dt>整改措施</dt><dd>清淤</dd>" in html
    assert "<dt>类别</dt><dd>大气</dd>" in html
    assert "<dt>完成时间</dt><dd>2026-06-30</dd>" in html


def test_modules_add_panels_to_the_pages_of_their_process() -> None:
    case = personas.opened()
    entry = panels.CasePanel(
        "sample-repair",
        "words",
        lambda detail, actor, _: Panel(
            "巡查记录", "ui/parts/specimen_panel.html", {"words": f"{detail.number}{actor.name}"}
        ),
    )
    with (
        panels._case_panels.temporarily("sample-repair/words", entry),  # noqa: SLF001
        at_the_desk(personas.HANDLER) as client,
    ):
        html = text(client.get(f"/cases/{case.number}/"))
    assert "巡查记录" in html
    assert f"{case.number}甲" in html


def test_the_case_page_costs_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    case = personas.fixing()
    with at_the_desk(personas.OFFICE_HEAD) as client, django_assert_max_num_queries(20):
        client.get(f"/cases/{case.number}/")


def test_reading_a_sealed_case_leaves_a_trace_and_an_open_one_does_not() -> None:
    insider = personas.actor("handler", personas.OWNER, compartments=frozenset({"clues"}))
    plain, sealed = personas.opened(), personas.opened(sealed="clues")

    def readings() -> list[str]:
        entries = ledger.entries(subject=f"case:{sealed.number}")
        return [entry.actor_key for entry in entries if entry.verb == "read.sensitive"]

    with at_the_desk(insider) as client:
        assert client.get(f"/cases/{plain.number}/").status_code == 200
        assert readings() == []
        assert client.get(f"/cases/{sealed.number}/").status_code == 200
        assert client.get(f"/cases/{sealed.number}/sign/").status_code == 200
    assert readings() == [insider.key, insider.key]
    with at_the_desk(personas.HANDLER) as client:
        assert client.get(f"/cases/{sealed.number}/").status_code == 404
    assert readings() == [insider.key, insider.key]


def test_the_table_of_cases_shows_what_the_actor_may_see() -> None:
    mine = personas.opened()
    personas.opened(sealed="clues", title="不能知道的事")
    with at_the_desk(personas.HANDLER, at=AT + timedelta(days=400)) as client:
        html = text(client.get("/cases/"))
        found = text(client.get("/search/?q=河道"))
        secret = text(client.get("/search/?q=不能知道"))
    assert mine.number in html
    assert "合计 1 件" in html
    assert "逾期" in html
    assert mine.number in found
    assert "没有找到符合的内容" in secret
