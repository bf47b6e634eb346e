"""What a file is, is read off its bytes."""

from __future__ import annotations

import pytest

from bihuan.kernel.process import Document, Refusal, Upload
from bihuan.kernel.process.files import LARGEST, Paper, judge, judge_all, kind_of, safe_name, sm3
from bihuan.kernel.process.tests import personas as who

ANY = Document("plan", "整改方案")


def test_sm3_is_the_published_one() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (who.PDF, "pdf"),
        (who.PNG, "png"),
        (who.JPG, "jpg"),
        (who.office_file("word/document.xml"), "docx"),
        (who.office_file("xl/workbook.xml"), "xlsx"),
        (who.office_file("xl/workbook.xml", "xl/vbaProject.bin"), ""),
        (who.office_file("a.txt"), ""),
        (b"PK\x03\x04 broken", ""),
        (b"MZ\x90\x00", ""),
        (b"<html>", ""),
    ],
)
def test_the_kind_is_read_off_the_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("upload", "piece"),
    [
        (Upload("a.pdf", "application/pdf", b""), "是空的"),
        (Upload("a.pdf", "application/pdf", b"MZ"), "不是可以接收的类型"),
        (Upload("a.docx", "application/pdf", who.PDF), "内容是pdf，与扩展名不符"),
        (Upload("a.pdf", "application/pdf", b"%PDF-" + b"0" * LARGEST), "超过50MB"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(upload: Upload, piece: str) -> None:
    verdict = judge(ANY, upload)
    assert isinstance(verdict, Refusal)
    assert (verdict.code, verdict.field) == ("documents.plan", "plan")
    assert piece in verdict.sentence


def test_the_client_type_counts_for_nothing() -> None:
    verdict = judge(ANY, Upload("a.pdf", "application/x-evil", who.PDF))
    assert isinstance(verdict, Paper)
    assert verdict.kind == "pdf"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\方案.pdf", "方案.pdf"),
        ("a\u202egnp.pdf", "agnp.pdf"),
        ('x"; y.pdf', "x__ y.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "附件.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe


def test_the_same_file_twice_counts_once() -> None:
    twice = (Upload("a.pdf", "", who.PDF), Upload("b.pdf", "", who.PDF))
    _, refusals = judge_all(Document("proof", "佐证材料", least=2), twice)
    assert [refusal.sentence for refusal in refusals] == ["“佐证材料”至少要附2份，现在有1份。"]
