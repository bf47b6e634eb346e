"""The files beside the PDF: the editable copy in an office program, the archive, the case file."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from PIL import Image

from bihuan.modules.documents.operations import binding, printing, sampling
from bihuan.modules.documents.queries import archiving, catalogue, faces
from bihuan.modules.documents.rules.values import BadPaper, Evidence, Paper
from bihuan.modules.documents.tests import looking

ALIASES = {
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "方正小标宋简体": "FandolSong",
    "宋体": "FandolSong",
}


def fonts_file(folder: Path) -> Path:
    """Write which open faces stand in for the ones offices have, for the office program."""
    places = "".join(f"<dir>{path}</dir>" for path in faces.folders())
    rules = "".join(
        f'<match><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{face}</string></edit></match>'
        for name, face in ALIASES.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        f"<?xml version='1.0'?><fontconfig>{places}<cachedir>{folder}/cache</cachedir>{rules}"
        "</fontconfig>",
        encoding="utf-8",
    )
    return path


def printed(paper: Paper) -> Iterator[str]:
    """Return everything a paper says, piece by piece; what turns a page is cut short."""
    content = paper.content
    yield from content["title"]
    for block in content["body"]:
        if block["t"] == "table":
            yield from (cell for row in block["rows"] for cell in row)
        else:
            yield block.get("head", "")
            yield block["text"][:20]
    for row in content["rows"]:
        for cell in row:
            yield from (cell["label"], cell["text"][:10])
    for sheet in content["annexes"]:
        yield from (sheet["number"], *sheet["title"])
    yield from (*content["attachments"], content["number"], content["to"], content["note"])
    yield from (*content["sign"]["names"], content["imprint"]["org"])


def edges(element: Any, tag: str) -> list[tuple[str, str]]:
    """Return side and style of each border."""
    return [
        (side.tag.rpartition("}")[2], side.get(qn("w:val")))
        for group in element.iter(qn(tag))
        for side in group
    ]


def test_the_editable_letter_has_both_double_rules() -> None:
    file = printing.render(sampling.sample(catalogue.kind("letter")), "docx")
    made = docx.Document(io.BytesIO(file))
    foot = made.sections[0].first_page_footer
    assert made.sections[0].different_first_page_header_footer
    assert edges(foot.paragraphs[0].paragraph_format.element, "w:pBdr") == [
        ("bottom", "thinThickSmallGap")
    ]
    assert edges(made.element.body, "w:pBdr") == [("bottom", "thickThinSmallGap")]
    for paragraph in (foot.paragraphs[0], made.paragraphs[0]):
        shape = paragraph.paragraph_format
        for indent in (shape.left_indent, shape.right_indent):
            assert indent is not None
            assert indent.mm == pytest.approx(-7, abs=0.01)


@pytest.mark.parametrize(("key", "ruled"), [("notice", True), ("minutes", True), ("letter", False)])
def test_the_editable_imprint_is_ruled_where_the_standard_rules_it(
    key: str, *, ruled: bool
) -> None:
    kind = catalogue.kind(key)
    paper = sampling.from_mapping(key, {**kind.sample, "copies": ["示例市人民政府办公室"]})
    body = docx.Document(io.BytesIO(printing.render(paper, "docx"))).element.body
    found = edges(body, "w:tblBorders")
    wanted = [("top", "single"), ("bottom", "single"), ("insideH", "single")]
    assert found == (wanted if ruled else [])


def test_the_editable_copy_opens_in_an_office_program_with_the_same_text(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no office program (libreoffice-writer-nogui) on this system")
    files = []
    for key in looking.KINDS:
        path = tmp_path / f"{key}.docx"
        path.write_bytes(printing.render(sampling.sample(catalogue.kind(key)), "docx"))
        files.append(str(path))
    subprocess.run(  # noqa: S603  the office program of this system
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True, capture_output=True, timeout=180,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path),
             "FONTCONFIG_FILE": str(fonts_file(tmp_path))},
    )  # fmt: skip
    for key in looking.KINDS:
        ours, theirs = looking.sample_pdf(key), (tmp_path / f"{key}.pdf").read_bytes()
        assert abs(len(looking.opened(ours)) - len(looking.opened(theirs))) <= 1, key
        text = "".join(looking.text_of(theirs).split())
        for words in printed(sampling.sample(catalogue.kind(key))):
            assert "".join(words.split()) in text, (key, words)


def test_the_editable_copy_names_the_faces_offices_have() -> None:
    made = printing.render(sampling.sample(catalogue.kind("notice")), "docx")
    names = set()
    for run in docx.Document(io.BytesIO(made)).element.body.iter("{*}rFonts"):
        names |= {value for key, value in run.attrib.items() if not key.endswith("hint")}
    assert names == set(ALIASES) - {"宋体"}


@pytest.mark.parametrize(
    "key", ["notice", "supervision-letter", "closing-notice", "supervision-slip"]
)
def test_an_archive_file_is_what_it_says(key: str) -> None:
    made = printing.render(sampling.sample(catalogue.kind(key)), "archive")
    assert archiving.faults(made) == ()


def test_the_checker_notices_what_is_wrong() -> None:
    assert "元数据没有声明 PDF/A-2b" in archiving.faults(looking.sample_pdf("letter"))
    made = printing.render(sampling.sample(catalogue.kind("letter")), "archive")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "/FontFile3" in one:
                del one["/FontFile3"]
        del pdf.Root.OutputIntents
        pdf.save(out)
    found = archiving.faults(out.getvalue())
    assert any("没有嵌入" in one for one in found)
    assert "打开时会执行动作" in found
    assert "没有输出意图和颜色特性文件" in found


def picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_a_case_is_one_archive_with_contents_and_numbers() -> None:
    papers = [
        sampling.sample(catalogue.kind(key))
        for key in ("supervision-letter", "supervision-slip", "closing-application")
    ]
    outside = Evidence("监测报告", looking.sample_pdf("letter"), "pdf", "示例监测站")
    made = binding.bind(
        title="青水河下游水质反弹问题案卷",
        code="AJ-2026-014",
        pieces=[*papers, outside, Evidence("现场照片", picture(), "png")],
        mark="演示数据",
    )
    assert archiving.faults(made) == ()
    document = looking.opened(made)
    total = len(document)
    for number, page in enumerate(document, start=1):
        text = "".join(page.get_text().split())
        assert f"卷内第{number}页共{total}页" in text
    front = document[0].get_text().replace("\n", "")
    entries = document.get_toc()
    assert [title for _, title, _ in entries] == [
        "目录", *(paper.title for paper in papers), "监测报告", "现场照片",
    ]  # fmt: skip
    for _, title, page in entries[1:]:
        assert title in front
        assert str(page) in front
    for paper, (_, _, page) in zip(papers, entries[1:], strict=False):
        assert paper.title in document[page - 1].get_text().replace("\n", "")


@pytest.mark.parametrize(
    "piece",
    [Evidence("坏件", b"%PDF-1.7 broken", "pdf"), Evidence("坏图", b"GIF89a", "png"),
     Evidence("坏\x00名", b"", "png")],
)  # fmt: skip
def test_a_file_that_cannot_be_bound_is_named(piece: Evidence) -> None:
    with pytest.raises(BadPaper):
        binding.bind(title="案卷", code="AJ-2026-1", pieces=[piece])


def test_an_empty_case_is_not_bound() -> None:
    with pytest.raises(BadPaper, match="还没有任何文件"):
        binding.bind(title="案卷", code="AJ-2026-1", pieces=[])
