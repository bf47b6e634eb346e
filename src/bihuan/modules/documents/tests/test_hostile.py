"""Hostile and rare text in every field: printed as it is, or refused with a sentence."""

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest

from bihuan.modules.documents.operations import printing, registering, sampling
from bihuan.modules.documents.operations.composing import compose
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules.values import (
    BadPaper,
    Column,
    FieldType,
    Issuer,
    Kind,
    Paper,
    Register,
)
from bihuan.modules.documents.tests import looking

PRINTED = {
    "typst": '#panic("x") *粗* _斜_ $x^2$ `码` <标签> @引用 \\ #[x] = 一',
    "html": "<script>alert(1)</script>&lt;b&gt;",
    "formula": "=HYPERLINK(1)+@SUM(A1)",
    "format": "{subject} {0} %s ${x} {{y}}",
    "rare": "赟䶮𬭼𠮷㎡",
    "mixed": "PM2.5为35μg/m³，COD 20 mg/L",
}
REFUSED = {
    "control": "甲\x00\x07乙",
    "direction": "甲\u202e乙",
    "surrogate": "\ud800",
    "private": "\ue000",
    "glyphless": "\U0002ebf0",
    "huge": "长" * 200_000,
}


def letter(content: str) -> Paper:
    return compose(
        kind="letter",
        data={"subject": "测试", "content": content, "ending": "特此函告。"},
        issuer=Issuer("示例市生态环境局"),
        on=date(2026, 9, 5),
    )


def bare(text: str) -> str:
    return "".join(text.split())


def docx_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    opened = docx.Document(io.BytesIO(data))
    return "".join(
        node.text or "" for node in opened.element.body.iter() if node.tag.endswith("}t")
    )


@pytest.mark.parametrize("words", PRINTED.values(), ids=PRINTED)
def test_it_is_printed_literally_in_pdf_and_docx(words: str) -> None:
    paper = letter(words)
    assert bare(words) in bare(looking.text_of(printing.render(paper)))
    assert bare(words) in bare(docx_text(printing.render(paper, "docx")))


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(BadPaper) as refused:
        letter(words)
    assert all(fault.endswith("。") for fault in refused.value.faults)


def filled(kind: Kind, words: str) -> dict[str, object]:
    """Return data with the words in every field that takes words."""
    data: dict[str, object] = {}
    for field in kind.fields:
        match field.type:
            case FieldType.LINE | FieldType.LONG:
                data[field.key] = words
            case FieldType.LIST:
                data[field.key] = [words]
            case FieldType.TABLE:
                data[field.key] = [[words] * len(field.columns)]
            case _:
                data[field.key] = kind.sample["data"][field.key]
    return data


@pytest.mark.parametrize("key", looking.KINDS)
def test_markup_in_every_field_of_every_kind_stays_text(key: str) -> None:
    kind = catalogue.kind(key)
    words = '#panic("赟")<b>𠮷'
    made = sampling.from_mapping(key, {**kind.sample, "data": filled(kind, words)})
    assert words in looking.text_of(printing.render(made))
    with pytest.raises(BadPaper):
        sampling.from_mapping(key, {**kind.sample, "data": filled(kind, "甲\x01")})


@pytest.mark.parametrize("key", looking.KINDS)
@pytest.mark.parametrize("words", PRINTED.values(), ids=PRINTED)
def test_hostile_and_rare_words_reach_pdf_and_docx_of_every_kind(key: str, words: str) -> None:
    kind = catalogue.kind(key)
    shortest = min((field.limit for field in kind.fields if field.limit), default=len(words))
    said = words[:shortest]
    made = sampling.from_mapping(key, {**kind.sample, "data": filled(kind, said)})
    assert bare(said) in bare(looking.text_of(printing.render(made)))
    assert bare(said) in bare(docx_text(printing.render(made, "docx")))


@pytest.mark.parametrize("key", looking.KINDS)
@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_each_field_of_each_kind_refuses_what_cannot_be_printed(key: str, words: str) -> None:
    kind = catalogue.kind(key)
    whole = kind.sample["data"]
    for field in kind.fields:
        if field.type in {FieldType.DATE, FieldType.CHOICE}:
            continue
        data = whole | {field.key: filled(kind, words)[field.key]}
        with pytest.raises(BadPaper) as refused:
            sampling.from_mapping(key, {**kind.sample, "data": data})
        assert all(fault.endswith("。") for fault in refused.value.faults)


@pytest.mark.parametrize("part", ["number", "note", "mark", "issuer", "head", "office"])
def test_the_parts_around_the_text_are_judged_too(part: str) -> None:
    kind = catalogue.kind("letter")
    with pytest.raises(BadPaper):
        sampling.from_mapping("letter", {**kind.sample, part: "甲\x02"})
    with pytest.raises(BadPaper):
        sampling.from_mapping("letter", {**kind.sample, part: "长" * 5_000})


def test_a_file_of_data_of_another_shape_is_refused() -> None:
    sample = catalogue.kind("letter").sample
    wrongs: tuple[dict[str, object], ...] = (
        {"surprise": 1},
        {"recipients": "甲"},
        {"data": []},
        {"annexes": [{"title": 1}]},
        {"on": "九月"},
        {"urgency": "火急"},
        {"data": {**sample["data"], "unknown": "x"}},
        {"data": {**sample["data"], "ending": "随便。"}},
        {"data": {**sample["data"], "content": ["x"]}},
    )
    for wrong in wrongs:
        with pytest.raises(BadPaper):
            sampling.from_mapping("letter", {**sample, **wrong})
    with pytest.raises(BadPaper, match="没有名为"):
        sampling.from_mapping("nothing", sample)


def test_rare_names_are_named_and_no_box_is_printed() -> None:
    paper = letter("赟䶮𬭼𠮷㎡")
    assert {one.char for one in paper.fallbacks} == set("赟䶮𬭼𠮷㎡") - {"赟"} | (
        {"赟"} & {one.char for one in paper.fallbacks}
    )
    assert all("以“" in one.sentence for one in paper.fallbacks)
    page = looking.opened(printing.render(paper))[0]
    fonts = {c.char: c.font for c in looking.chars(page)}
    for char in "赟䶮𬭼𠮷㎡":
        assert "Fandol" in fonts[char] or char in {one.char for one in paper.fallbacks}
    assert "\ufffd" not in looking.text_of(printing.render(paper))


def register(cell: str) -> Register:
    return Register(
        "台账", "演示数据", (Column("a", "甲", 20), Column("b", "乙", 20)), ((cell, "乙"),) * 90
    )


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\t=1", "http://a.test/", "{=A1}", "赟䶮𬭼𠮷㎡", "0012"]
)
def test_no_cell_of_a_workbook_is_a_formula(cell: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(registering.workbook(register(cell))))
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows():
        assert all(one.data_type in {"s", "n"} and one.hyperlink is None for one in row)
    assert sheet.cell(4, 1).value == cell.strip()
    assert sheet.print_title_rows == "$1:$3"


def test_a_printed_register_repeats_its_head_on_every_page() -> None:
    document = looking.opened(registering.printed(register("=1+1 赟䶮𬭼𠮷㎡")))
    assert len(document) > 2
    for page in document:
        text = page.get_text()
        assert "台账" in text
        assert "甲" in text
        assert page.rect.width > page.rect.height
    assert looking.text_of(registering.printed(register("=1+1"))).count("=1+1") == 90


def test_a_register_refuses_what_cannot_be_printed() -> None:
    with pytest.raises(BadPaper, match="列数"):
        registering.workbook(Register("台账", "", (Column("a", "甲"),), (("1", "2"),)))
    with pytest.raises(BadPaper):
        registering.printed(register("甲\x00"))


def test_a_word_without_end_stays_on_the_page() -> None:
    document = looking.opened(printing.render(letter("w" * 900 + "é" * 300)))
    assert looking.text_of(printing.render(letter("w" * 900))).count("w") == 900
    for page in document:
        assert all(one.x > 27 and one.right < 185 for one in looking.chars(page) if one.char == "w")
