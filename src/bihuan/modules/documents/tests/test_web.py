"""The pages of papers, asked by the people who use them and by those who must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.access import one_page
from bihuan.kernel.process import Refused
from bihuan.modules.documents.models import PaperWord, Sending
from bihuan.modules.documents.rules import checkup
from bihuan.modules.documents.rules.making import draft_of

from .conftest import CHENGDU, HOUSING, LESHAN, OFFICE, WATER, day, person, received, take, when

if TYPE_CHECKING:
    from .conftest import Going, Visit

CLERK, REVIEWER = person(OFFICE, "handler"), person(OFFICE, "reviewer")
RECIPIENT, STRANGER = person(LESHAN, "handler"), person("510104-water", "handler")
MOST_QUERIES = 15


def form(**changed: str) -> dict[str, str]:
    """What the form of a letter posts."""
    return {
        "k-subject": "商请清理𬭼河",
        "k-content": "请按职责办理。",
        "k-ending": "请函复。",
        "f-recipients": "乐山市水务局、成都市水务局",
        "f-urgency": "plain",
        "f-openness": "on_request",
        "f-word": "川环委办函",
    } | changed


def test_pages_answer_those_they_are_for_and_ask_seldom(going: Going, visit: Visit) -> None:
    sending = going("dispatch", needs_answer=True, answer_by=day(20))
    draft = going()
    mine = received(sending, LESHAN)
    take(mine, "sign_for", RECIPIENT, when(4))
    for path, who in (
        ("/papers/", CLERK),
        ("/papers/received/", RECIPIENT),
        ("/papers/new/", CLERK),
        ("/papers/new/letter/", CLERK),
        (f"/papers/new/letter/?answers={mine.number}", RECIPIENT),
        ("/papers/words/", REVIEWER),
        (f"/papers/{draft.number}/edit/", CLERK),
        (f"/papers/{draft.number}/paper.docx", CLERK),
        (f"/papers/{sending.number}/pages/1.png", CLERK),
        (f"/papers/{mine.number}/pages/1.png", RECIPIENT),
        (f"/papers/{mine.number}/paper.pdf", RECIPIENT),
        (f"/papers/{mine.number}/circulate/", RECIPIENT),
        (f"/cases/{sending.number}/", CLERK),
        (f"/cases/{mine.number}/", RECIPIENT),
    ):
        with CaptureQueriesContext(connection) as asked, one_page():
            answer = visit(path, who)
        assert answer.status_code == 200, path
        assert len(asked) <= MOST_QUERIES, (path, len(asked))


def test_a_stranger_and_an_office_above_learn_nothing(going: Going, visit: Visit) -> None:
    sending = going("dispatch", body=WATER, word="川水函")
    mine = received(sending, LESHAN)
    for who in (STRANGER, CLERK, person("510000-gov", "principal"), person(HOUSING, "handler")):
        for number in (sending.number, mine.number):
            for rest in ("pages/1.png", "paper.pdf", "paper.docx", "edit/", "circulate/"):
                with pytest.raises(Http404):
                    visit(f"/papers/{number}/{rest}", who)
        with pytest.raises(Http404):
            visit(f"/papers/{sending.number}/urge/{mine.pk}/", who, press="1")
        for path in ("/papers/", "/cases/", f"/search/?q={sending.doc_no}"):
            assert sending.title not in visit(path, who).content.decode(), (path, who.body)


def test_a_form_becomes_a_draft_with_its_rare_name(province: None, visit: Visit) -> None:
    del province
    answer = visit("/papers/new/letter/", CLERK, **form())
    assert answer.status_code == 302
    sending = Sending.objects.select_related("case").get()
    assert sending.title == "关于商请清理𬭼河的函"
    assert sending.recipients == [LESHAN, CHENGDU]
    shown = visit("/papers/?q=𬭼", CLERK).content.decode()
    assert sending.title in shown
    edited = visit(
        f"/papers/{sending.number}/edit/",
        CLERK,
        **form(**{"k-subject": "商请清理䶮溪"}),
        revision="1",
    )
    assert edited.status_code == 302
    sending.case.refresh_from_db()
    assert "䶮" in sending.case.title


BAD: tuple[tuple[dict[str, str], str], ...] = (
    ({"f-recipients": "不存在厅"}, "不在机构名册里"),
    ({"f-recipients": "四川省生态环境保护委员会办公室"}, "里有本单位"),
    ({"k-content": "机密★1年"}, "非涉密系统"),
    ({"k-ending": "瞎写"}, "应当是"),
    ({"f-needs_answer": "on"}, "答复期限"),
    ({"f-answer_by": "明天"}, "不是日期"),
)


@pytest.mark.parametrize(("changed", "says"), BAD)
def test_what_cannot_be_is_shown_again_with_a_sentence(
    province: None, visit: Visit, changed: dict[str, str], says: str
) -> None:
    del province
    answer = visit("/papers/new/letter/", CLERK, **form(**changed))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Sending.objects.exists()


def test_the_preview_keeps_nothing_and_works_without_script(province: None, visit: Visit) -> None:
    del province
    live = visit("/papers/preview/letter/", CLERK, **form()).content.decode()
    assert live.count("data:image/png;base64,") == 1
    assert "<html" not in live
    secret = visit("/papers/preview/letter/", CLERK, **form(**{"k-content": "绝密"}))
    assert "非涉密系统" in secret.content.decode()
    plain = visit("/papers/new/letter/", CLERK, act="preview", **form()).content.decode()
    assert "data:image/png;base64," in plain
    assert "𬭼" in plain
    assert not Sending.objects.exists()


def test_the_checks_run_beside_the_preview(province: None, visit: Visit) -> None:
    del province
    bad = form(**{"k-content": "请务必于2026年09月05日前完成。", "f-recipients": "乐山市人民政府"})
    said = visit("/papers/preview/letter/", CLERK, **bad).content.decode()
    assert "必须改正 2 处" in said
    assert "议事协调机构不得" in said
    assert "提请四川省人民政府行文" in said
    assert "依据：" in said
    assert "全部检查项目和依据" in said
    help_page = visit("/papers/checks/", CLERK).content.decode()
    assert help_page.count('data-label="依据"') == len(checkup.catalogue())


def test_annexes_are_typed_shown_and_printed(province: None, visit: Visit) -> None:
    del province
    typed = "1.隐患清单。\n> 见下表。\n\uff5c序号\uff5c点位\n\uff5c1\uff5c𬭼河\n承诺书"
    made = visit("/papers/new/letter/", CLERK, **form(**{"f-annexes": typed}))
    assert made.status_code == 302
    sending = Sending.objects.select_related("case").get()
    assert [each["title"] for each in sending.annexes] == ["隐患清单", "承诺书"]
    assert sending.annexes[0]["rows"] == [["1", "𬭼河"]]
    paper = draft_of(sending, day(4))
    assert paper.content["attachments"] == ["隐患清单", "承诺书"]
    assert len(paper.content["annexes"]) == 1
    shown = visit(f"/papers/{sending.number}/edit/", CLERK).content.decode()
    assert "隐患清单\n&gt; 见下表。\n\uff5c序号\uff5c点位\n\uff5c1\uff5c𬭼河\n承诺书" in shown
    secret = visit("/papers/new/letter/", CLERK, **form(**{"f-annexes": "绝密清单"}))
    assert secret.status_code == 422


RARE = ("赟", "䶮", "𬭼", "𠮷", "㎡")


@pytest.mark.parametrize("char", RARE)
def test_rare_characters_go_through_form_and_search(
    province: None, visit: Visit, char: str
) -> None:
    del province
    typed = form(**{"k-subject": f"商请核实{char}溪12㎡的Test"})
    assert visit("/papers/new/letter/", CLERK, **typed).status_code == 302
    sending = Sending.objects.select_related("case").get()
    assert f"{char}溪12㎡的Test" in sending.title
    assert f"{char}溪12㎡的Test" in visit(f"/papers/{sending.number}/edit/", CLERK).content.decode()
    assert sending.number in visit(f"/papers/?q={char}溪12㎡", CLERK).content.decode()
    assert sending.number not in visit("/papers/?q=龘溪", CLERK).content.decode()


def test_what_must_be_mended_stops_the_review(going: Going, visit: Visit) -> None:
    sending = going("pass_dept")
    assert "没有发现问题" in visit(f"/cases/{sending.number}/", REVIEWER).content.decode()
    data = sending.data | {"content": "见川环委【2023】1号。"}
    Sending.objects.filter(pk=sending.pk).update(data=data, content_revision=9)
    sending = Sending.objects.select_related("case").get(pk=sending.pk)
    with pytest.raises(Refused, match=r"公文体检有1处必须改正：.*六角括号"):
        take(sending, "pass_office", REVIEWER, when(4))
    assert "必须改正 1 处" in visit(f"/cases/{sending.number}/", REVIEWER).content.decode()


def test_words_are_registered_by_the_office(province: None, visit: Visit) -> None:
    del province
    visit("/papers/words/", REVIEWER, **{"f-word": "川环委办纪", "f-purpose": "纪要"})
    assert PaperWord.objects.filter(body=OFFICE, word="川环委办纪").exists()
    assert visit("/papers/words/", REVIEWER, **{"f-word": "第一号"}).status_code == 422
    assert visit("/papers/words/", CLERK, **{"f-word": "川环委办通"}).status_code == 422


def test_a_signed_paper_is_not_given_out_to_edit(going: Going, visit: Visit) -> None:
    sending = going("sign")
    with pytest.raises(Http404):
        visit(f"/papers/{sending.number}/paper.docx", CLERK)
    with pytest.raises(Http404):
        visit(f"/papers/{sending.number}/edit/", CLERK)


def test_the_office_adapts_a_template_and_papers_are_drafted_by_it(
    province: None, visit: Visit
) -> None:
    del province
    page = visit("/papers/templates/letter/", CLERK).content.decode()
    assert "{事由}" in page
    assert "保存为新版本" not in page
    typed = {"w-note": "请与{联系人及电话}联系", "f-why": "按办法", "f-from_on": "", "seen": "0"}
    shown = visit("/papers/templates/letter/preview/", REVIEWER, **typed).content.decode()
    assert "data:image/png;base64," in shown
    assert "公文体检" not in shown
    wrong = visit("/papers/templates/letter/", REVIEWER, **typed | {"w-note": "{甲}"})
    assert wrong.status_code == 422
    assert "不是“函”的栏目" in wrong.content.decode()
    assert visit("/papers/templates/letter/", CLERK, **typed).status_code == 422
    assert visit("/papers/templates/letter/", REVIEWER, **typed).status_code == 302
    page = visit("/papers/templates/letter/", REVIEWER).content.decode()
    assert "现行" in page
    assert "通用模板：联系人：{联系人及电话}" in page
    assert "第 1 版" in visit("/papers/templates/", CLERK).content.decode()
    assert "第 1 版模板" in visit("/papers/new/letter/", CLERK).content.decode()
    assert "本单位第 1 版" in visit("/papers/new/", CLERK).content.decode()
    assert visit("/papers/templates/letter/", RECIPIENT).content.decode().count("现行") == 0
