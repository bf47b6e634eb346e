"""Hostile and rare text through the pages: the form, the case, the file, the exported register."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING

import openpyxl
import pytest

from bihuan.modules.documents.models import Sending
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules.values import Field, FieldType
from bihuan.modules.documents.tests import looking

from .conftest import LESHAN, OFFICE, person, received
from .test_hostile import PRINTED, REFUSED, bare, docx_text

if TYPE_CHECKING:
    from .conftest import Going, Visit

CLERK, RECIPIENT = person(OFFICE, "handler"), person(LESHAN, "handler")
KINDS = ("letter", "opinion", "supervision-letter", "interview-notice")
NAMES = "赟䶮𬭼𠮷㎡"
SAYS = {
    "control": "含有不能印出的字符（U+0000、U+0007），请删去后再试。",
    "direction": "含有不能印出的字符（U+202E），请删去后再试。",
    "private": "含有不能印出的字符（U+E000），请删去后再试。",
    "glyphless": "（U+2EBF0），印出来会是空框，请改用其他写法。",
    "huge": "有200000字，超过了",
}
"""All but half a character: no browser can post one."""


def posted(key: str, words: str) -> dict[str, str]:
    """What the form of a kind posts when every field that takes words has these."""
    kind = catalogue.kind(key)

    def value(field: Field) -> str:
        if field.type in {FieldType.DATE, FieldType.CHOICE}:
            return str(kind.sample["data"][field.key])
        return words

    return {f"k-{field.key}": value(field) for field in kind.fields} | {
        "f-recipients": "乐山市水务局",
        "f-urgency": "plain",
        "f-openness": "on_request",
        "f-word": "川环委办函",
    }


@pytest.mark.parametrize("words", PRINTED.values(), ids=PRINTED)
@pytest.mark.parametrize("key", KINDS)
def test_what_is_typed_is_kept_shown_and_printed_literally(
    province: None, visit: Visit, key: str, words: str
) -> None:
    del province
    live = visit(f"/papers/preview/{key}/", CLERK, **posted(key, words)).content.decode()
    assert "data:image/png;base64," in live
    answer = visit(f"/papers/new/{key}/", CLERK, **posted(key, words))
    assert answer.status_code == 302, answer.content.decode()
    sending = Sending.objects.select_related("case").get()
    taking = {FieldType.LINE, FieldType.LONG}
    kept = [sending.data[one.key] for one in catalogue.kind(key).fields if one.type in taking]
    assert kept == [words] * len(kept)
    for path in (f"/papers/{sending.number}/edit/", f"/cases/{sending.number}/", "/papers/"):
        page = visit(path, CLERK).content.decode()
        assert "<script>alert" not in page
        assert escape(words) in page, path
    file = visit(f"/papers/{sending.number}/paper.pdf", CLERK).content
    assert bare(words) in bare(looking.text_of(file))
    file = visit(f"/papers/{sending.number}/paper.docx", CLERK).content
    assert bare(words) in bare(docx_text(file))


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.parametrize("key", KINDS)
def test_what_cannot_be_printed_is_refused_on_the_form_with_a_sentence(
    province: None, visit: Visit, key: str, name: str
) -> None:
    del province
    words = REFUSED[name]
    answer = visit(f"/papers/new/{key}/", CLERK, **posted(key, words))
    assert answer.status_code == 422
    assert SAYS[name] in answer.content.decode()
    assert not Sending.objects.exists()


def cells(data: bytes) -> list[object]:
    """Everything a workbook says."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


def test_rare_names_are_in_the_exported_registers_as_they_were_typed(
    going: Going, visit: Visit
) -> None:
    data = {"subject": f"核实{NAMES}溪=1+1", "content": "请核实。", "ending": "请函复。"}
    sending = going("dispatch", data=data)
    came = received(sending, LESHAN)
    title = f"关于核实{NAMES}溪=1+1的函"
    for path, who, number in (
        ("/papers/", CLERK, sending.doc_no),
        ("/papers/received/", RECIPIENT, came.sending.doc_no),
    ):
        answer = visit(path, who, export="xlsx")
        assert answer.status_code == 200
        said = cells(answer.content)
        assert title in said, path
        assert number in said, path
