"""附件文件: uploaded beside the text, signed with it, sent with it, bound with the case."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest

from bihuan.kernel.process import Inputs, NotFound, Refused, Upload
from bihuan.kernel.process import api as process
from bihuan.modules.documents.models import Sending
from bihuan.modules.documents.operations.drafting import PaperRefused, save_paper
from bihuan.modules.documents.operations.filing import case_file
from bihuan.modules.documents.process.sending import ANNEX, SENDING
from bihuan.modules.documents.queries.archiving import faults
from bihuan.modules.documents.queries.files import annex_file, annex_files
from bihuan.modules.documents.rules.annexing import shown, typed
from bihuan.modules.documents.rules.looking_in import words_in
from bihuan.modules.documents.rules.making import draft_of
from bihuan.modules.documents.rules.values import BadPaper, Paper
from bihuan.modules.documents.tests import looking

from .conftest import LESHAN, OFFICE, answered, carried, day, letter, person, received, take, when

if TYPE_CHECKING:
    from .conftest import Going

CLERK, REVIEWER = person(OFFICE, "handler"), person(OFFICE, "reviewer")
PDF = looking.sample_pdf("closing-notice")


def word_file(*words: str) -> bytes:
    out = io.BytesIO()
    made = docx.Document()
    for text in words:
        made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def annexed(sending: Sending, name: str = "隐患清单𬭼河.pdf", data: bytes = PDF) -> Sending:
    upload = Upload(name, "", data)
    inputs = Inputs(documents={"annex": (upload,)})
    process.perform(SENDING, ANNEX, sending, actor=CLERK, at=when(3, 8), inputs=inputs)
    return Sending.objects.select_related("case").get(pk=sending.pk)


def test_a_file_becomes_an_annex_of_the_paper(going: Going) -> None:
    before = going()
    sending = annexed(before)
    assert annex_files(sending) == ((1, "隐患清单𬭼河", "隐患清单𬭼河.pdf"),)
    paper = draft_of(sending, day(4))
    assert paper.content["attachments"] == ["隐患清单𬭼河"]
    assert paper.content["files"][0][2] == sending.annexes[0]["sm3"]
    assert sending.content_digest != before.content_digest
    assert sending.content_revision == before.content_revision + 1
    assert annex_file(sending, 1).data == PDF
    for place in (0, 2):
        with pytest.raises(NotFound):
            annex_file(sending, place)


def test_it_is_signed_with_the_paper_and_sent_to_its_recipients(going: Going) -> None:
    sending = carried(annexed(going()), "dispatch", day=3)
    assert Paper.from_json(sending.final_text).content["files"]
    assert received(sending, LESHAN).sending.annexes == sending.annexes
    changed = [dict(sending.annexes[0], sm3="0" * 64)]
    other = carried(annexed(going()), "sign", day=3)
    Sending.objects.filter(pk=other.pk).update(annexes=changed)
    other = Sending.objects.select_related("case").get(pk=other.pk)
    with pytest.raises(Refused, match="指纹不一致"):
        take(other, "number", REVIEWER, when(4))


def test_the_same_name_takes_the_place_of_the_file_before(going: Going) -> None:
    sending = annexed(annexed(going()), data=looking.sample_pdf("letter"))
    assert len(sending.annexes) == 1
    assert annex_file(sending, 1).data == looking.sample_pdf("letter")


def test_the_form_orders_and_drops_annexes_by_name(going: Going) -> None:
    sending = annexed(going())
    text = shown(sending.annexes)
    assert text == "隐患清单𬭼河\n@隐患清单𬭼河.pdf"
    kept = typed(f"承诺书\n> 文字。\n{text}")
    saved = save_paper(
        sending, letter(annexes=tuple(kept)), revision=sending.content_revision,
        actor=CLERK, at=when(4),
    )  # fmt: skip
    assert [each["title"] for each in saved.annexes] == ["承诺书", "隐患清单𬭼河"]
    assert annex_file(saved, 2).data == PDF
    with pytest.raises(PaperRefused, match="还没有上传"):
        save_paper(
            saved, letter(annexes=tuple(typed("某表\n@没有.pdf"))), revision=3,
            actor=CLERK, at=when(4),
        )  # fmt: skip
    dropped = save_paper(saved, letter(), revision=saved.content_revision, actor=CLERK, at=when(4))
    assert annex_files(dropped) == ()


WRONG = (
    ("清单.exe", b"MZ", "不是可以接收的类型"),
    ("清单.pdf", word_file("甲"), "与扩展名不符"),
    ("清单.docx", word_file("本件密级：", "机密★1年"), "非涉密系统"),
    ("绝密清单.pdf", PDF, "非涉密系统"),
    ("\U00013000.pdf", PDF, "印出来会是空框"),
)


@pytest.mark.parametrize(("name", "data", "says"), WRONG)
def test_what_may_not_be_an_annex_is_refused(
    going: Going, name: str, data: bytes, says: str
) -> None:
    sending = going()
    with pytest.raises(Refused, match=says):
        annexed(sending, name, data)
    assert not sending.case.attachments.exists()


def test_words_are_read_from_files_whatever_they_are() -> None:
    assert "销号" in words_in(PDF)
    assert "甲乙" in words_in(word_file("甲乙"))
    for broken in (b"", b"%PDF-1.7 broken", b"PK\x03\x04broken", b"\x89PNG"):
        assert words_in(broken) == ""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:t>机</w:t><w:t>密</w:t>")
    assert words_in(out.getvalue()) == "机密"


def test_everything_a_paper_brought_with_it_is_one_archive(going: Going) -> None:
    sending = annexed(going(needs_answer=True, answer_by=day(20)))
    sending = carried(annexed(sending, "问题台账.docx", word_file("甲")), "dispatch", day=3)
    came = received(sending, LESHAN)
    take(came, "sign_for", person(LESHAN, "handler"), when(4))
    answer = answered(came, LESHAN)
    made = case_file(sending, actor=REVIEWER, at=when(6, 20))
    assert faults(made) == ()
    document = looking.opened(made)
    titles = [title for _, title, _ in document.get_toc()]
    assert titles == [
        "目录", sending.title, f"{sending.doc_no}附件：隐患清单𬭼河",
        f"{sending.doc_no}附件：问题台账", answer.title,
    ]  # fmt: skip
    assert "原件另存" in looking.text_of(made)


def test_what_has_no_number_is_not_bound(going: Going) -> None:
    with pytest.raises(BadPaper, match="还没有编号"):
        case_file(going("sign"), actor=REVIEWER, at=when(6))
