"""The editable copy: the same composed paper as .docx, with the typefaces offices have installed.

Word's document grid differs from the printed one: 22 lines of 28.95 pt (documents of offices are
set so), and 28 characters by a spacing of -0.25 pt. Runs are plain text: nothing a drafter wrote is
a field, a link or a formula.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor, Twips

from bihuan.modules.documents.rules import layout

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from docx.document import Document as Docx
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from bihuan.modules.documents.rules.values import Paper

FANGSONG, KAITI, HEITI = "仿宋_GB2312", "楷体_GB2312", "黑体"
XIAOBIAOSONG, SONGTI = "方正小标宋简体", "宋体"
RED = RGBColor(0xE6, 0x00, 0x12)
THREE, TWO, FOUR, SMALL = 16, 22, 14, 12  # points of 三号, 二号, 四号, 小四
THICK, THIN = "8", "6"  # eighths of a point: 0.35 mm and 0.25 mm, the rules of 版记
TIGHT = -5  # twentieths of a point: 28 characters of 16 pt in 156 mm
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
FACES = {"h1": HEITI, "h2": KAITI}
# The order the schema asks for in a run's properties; office software refuses another.
RUN_ORDER = ("rFonts", "b", "color", "spacing", "sz", "szCs", "lang")


def _element(tag: str, **values: str) -> BaseOxmlElement:
    made = OxmlElement(tag)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _mm(value: Decimal) -> Length:
    return Emu(int(Mm(1) * value))


class _Writer:
    """Writes one paper."""

    def __init__(self, paper: Paper) -> None:
        self.d: Mapping[str, Any] = paper.content
        self.docx: Docx = Document()
        self.docx.core_properties.title = paper.title[:255]
        self.docx.core_properties.author = "、".join(self.d["head"]["names"])[:255]
        self.docx.core_properties.comments = paper.template
        for left in self.docx.element.body.findall(qn("w:p")):
            self.docx.element.body.remove(left)

    def page(self) -> None:
        """Set the page: A4, the margins of the standard, a grid of lines."""
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = _mm(layout.TOP_MM), Mm(35)
        section.left_margin, section.right_margin = _mm(layout.BINDING_MM), Mm(26)
        letter = self.d["form"] == "letter"
        # The foot rule of a letter stands 20 mm above the edge; page numbers 3 mm above that.
        section.footer_distance, section.header_distance = Mm(20 if letter else 23), Mm(12)
        grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001  the library has no way in
        if grid is None:
            grid = _element("w:docGrid")
            section._sectPr.append(grid)  # noqa: SLF001
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(int(layout.WORD_PITCH_PT * 20)))
        settings = self.docx.settings.element
        settings.append(_element("w:evenAndOddHeaders"))
        normal = self.docx.styles["Normal"]
        normal.font.size = Pt(THREE)
        normal.font.name = FANGSONG
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FANGSONG)
        for lang in self.docx.styles.element.iter(qn("w:lang")):
            lang.set(qn("w:eastAsia"), "zh-CN")
        self.footers(first_without=letter)
        if letter:
            foot = section.first_page_footer.paragraphs[0]
            foot.paragraph_format.line_spacing = Pt(1)
            self.rule(foot, style="thinThickSmallGap", size=24, wide=True)

    def footers(self, *, first_without: bool) -> None:
        """Number pages outside: odd right, even left, one character in."""
        section = self.docx.sections[0]
        section.different_first_page_header_footer = first_without
        for footer, align in (
            (section.footer, RIGHT),
            (section.even_page_footer, LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            paragraph.paragraph_format.space_after = Mm(3 if first_without else 0)
            side = Pt(FOUR)
            if align is RIGHT:
                paragraph.paragraph_format.right_indent = side
            else:
                paragraph.paragraph_format.left_indent = side
            self.run(paragraph, "— ", SONGTI, FOUR)
            for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                run = paragraph.add_run()
                self.style(run, SONGTI, FOUR)
                if kind:
                    run._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001
                else:
                    code = _element("w:instrText")
                    code.text = text
                    run._r.append(code)  # noqa: SLF001
            self.run(paragraph, " —", SONGTI, FOUR)

    def style(
        self, run: Run, face: str, size: int, *, red: bool = False, tight: bool = False
    ) -> None:
        """Give a run its face on every script; order the properties as the schema asks."""
        run.font.name = face
        run.font.size = Pt(size)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001
        fonts = properties.get_or_add_rFonts()
        for script in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), face)
        fonts.set(qn("w:hint"), "eastAsia")
        if red:
            run.font.color.rgb = RED
        if tight:
            properties.append(_element("w:spacing", val=str(TIGHT)))
        properties[:] = sorted(
            properties,
            key=lambda one: (
                RUN_ORDER.index(name) if (name := one.tag.split("}")[1]) in RUN_ORDER else 99
            ),
        )

    def run(
        self, paragraph: Paragraph, text: str, face: str = FANGSONG, size: int = THREE,
        *, red: bool = False,
    ) -> None:  # fmt: skip
        """Add text to a paragraph."""
        if text:
            made = paragraph.add_run(text)
            self.style(made, face, size, red=red, tight=size == THREE)

    def line(
        self,
        text: str = "",
        face: str = FANGSONG,
        size: int = THREE,
        *,
        align: WD_ALIGN_PARAGRAPH | None = None,
        indent: int = 0,
        red: bool = False,
        pitch: Decimal = layout.WORD_PITCH_PT,
        into: _Cell | None = None,
    ) -> Paragraph:
        """Add a paragraph of one run."""
        made = (into or self.docx).add_paragraph()
        shape = made.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing = Twips(int(pitch * 20))
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.widow_control = False
        if align is not None:
            made.alignment = align
        if indent:
            shape.first_line_indent = int(Pt(1) * (indent * (THREE * 4 - 1))) // 4
        self.run(made, text, face, size, red=red)
        return made

    def rule(
        self,
        paragraph: Paragraph,
        *,
        side: str = "bottom",
        style: str = "single",
        size: int = 12,
        wide: bool = False,
    ) -> None:
        """Draw a red line along a paragraph; a wide one is 170 mm long, as letters have it."""
        if wide:
            beyond = Mm(-7)
            paragraph.paragraph_format.left_indent = beyond
            paragraph.paragraph_format.right_indent = beyond
        borders = _element("w:pBdr")
        borders.append(_element(f"w:{side}", val=style, sz=str(size), space="4", color="E60012"))
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        first = next(
            (
                one
                for one in properties
                if one.tag in {qn(f"w:{name}") for name in ("spacing", "ind", "jc", "rPr")}
            ),
            None,
        )
        if first is None:
            properties.append(borders)
        else:
            first.addprevious(borders)

    def top(self) -> None:
        """Write the head of the form."""
        d = self.d
        form = d["form"]
        words = "、".join(d["head"]["names"][:1]) + d["head"]["suffix"]
        if form in {"plain", "sheet"}:
            return
        size = max(18, min(46, int(430 / max(1, len(words)))))
        if form == "letter":
            head = self.line(
                words,
                XIAOBIAOSONG,
                min(size, 32),
                align=CENTRE,
                red=True,
                pitch=layout.WORD_PITCH_PT * 2,
            )
            self.rule(head, style="thickThinSmallGap", size=24, wide=True)
            below = self.line("", align=RIGHT)
            self.run(below, d["urgency"] and f"{d['urgency']}　", HEITI)
            self.run(below, d["number"])
        else:
            self.line(d["urgency"], HEITI)
            self.line()
            self.line()
            for name in d["head"]["names"][1:]:
                self.line(
                    name, XIAOBIAOSONG, size, align=CENTRE, red=True, pitch=layout.WORD_PITCH_PT * 2
                )
            self.line(
                words, XIAOBIAOSONG, size, align=CENTRE, red=True, pitch=layout.WORD_PITCH_PT * 2
            )
            self.line()
            below = self.line("", align=LEFT if d["signers"] else CENTRE)
            self.run(below, d["number"])
            if d["signers"]:
                self.run(below, "　　　　签发人：")
                self.run(below, "　".join(d["signers"]), KAITI)
            self.rule(below)
        self.line()

    def blocks(self, blocks: list[Mapping[str, Any]]) -> None:
        """Write the text."""
        for block in blocks:
            if block["t"] == "table":
                self.table(block)
            elif block["t"] in FACES:
                made = self.line("", indent=2)
                self.run(made, block["head"], FACES[block["t"]])
                self.run(made, block["text"])
            else:
                self.line(block["text"], indent=2)

    def table(self, block: Mapping[str, Any]) -> None:
        """Write a table whose head repeats on each page."""
        columns = block["columns"]
        table = self.docx.add_table(rows=1, cols=len(columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        total = sum(column["width"] for column in columns)
        for place, column in enumerate(columns):
            width = _mm(layout.WIDTH_MM * column["width"] / total)
            table.columns[place].width = width
            self.cell(table.rows[0].cells[place], column["label"], HEITI)
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))  # noqa: SLF001
        for row in block["rows"]:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                self.cell(cell, text, FANGSONG)

    def cell(self, cell: _Cell, text: str, face: str) -> None:
        """Write one cell; the paragraph that comes with it is used."""
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        self.run(paragraph, text, face, SMALL)

    def form(self) -> None:
        """Write the labelled cells of a form."""
        rows = self.d["rows"]
        table = self.docx.add_table(rows=0, cols=12, style="Table Grid")
        for row in rows:
            cells = table.add_row().cells
            total = sum(cell["span"] for cell in row)
            at = 0
            for one in row:
                size = 12 * one["span"] // total
                label, room = (
                    cells[at].merge(cells[at + 1]),
                    cells[at + 2].merge(cells[at + size - 1]),
                )
                self.cell(label, one["label"], HEITI)
                lines = one["text"].split("\n")
                self.cell(room, lines[0], FANGSONG)
                for text in lines[1:]:
                    self.line(text, FANGSONG, SMALL, into=room)
                for _ in range(one["tall"] - 1 if not one["sign"] else one["tall"]):
                    self.line("", FANGSONG, SMALL, into=room)
                if one["sign"]:
                    self.line(
                        "签字（盖章）：　　　　　　年　　月　　日",
                        FANGSONG,
                        SMALL,
                        align=RIGHT,
                        into=room,
                    )
                at += size

    def ending(self) -> None:
        """Write attachments, signature, notes and imprint."""
        d = self.d
        names = d["attachments"]
        if names:
            self.line()
            for place, name in enumerate(names, start=1):
                mark = "附件：" if place == 1 else "　　　"
                self.line(f"{mark}{place}. {name}" if len(names) > 1 else f"{mark}{name}", indent=2)
        sign = d["sign"]
        if sign["names"]:
            self.line()
            self.line()
            width = max(len(sign["names"][-1]), len(sign["date"]))
            for name in sign["names"]:
                made = self.line(name, align=RIGHT)
                made.paragraph_format.right_indent = Pt(THREE) * max(
                    0, 4 - (len(name) - width // 2) // 2 if len(name) < width else 2
                )
                made.paragraph_format.keep_with_next = True
            if sign["date"]:
                made = self.line(sign["date"], align=RIGHT)
                made.paragraph_format.right_indent = Pt(THREE) * 4
        for label, people in d["attendance"]:
            made = self.line("", indent=2)
            self.run(made, f"{label}：", HEITI)
            self.run(made, people)
        if d["note"] and d["form"] != "sheet":
            self.line(f"（{d['note']}）", indent=2)
        elif d["note"]:
            self.line(f"注：{d['note']}", size=SMALL)
        self.annexes()
        self.imprint()

    def annexes(self) -> None:
        """Write the attachments typed in, each on a new page."""
        for sheet in self.d["annexes"]:
            first = self.line(sheet["number"], HEITI)
            first.paragraph_format.page_break_before = True
            self.line()
            for text in sheet["title"]:
                self.line(text, XIAOBIAOSONG, TWO, align=CENTRE)
            self.line()
            self.blocks(sheet["body"])

    def imprint(self) -> None:
        """Write 版记 at the end."""
        imprint = self.d["imprint"]
        lines = [
            f"{label}：{imprint[key]}"
            for label, key in (("主送", "to"), ("抄送", "cc"))
            if imprint[key]
        ]
        if imprint["org"]:
            date = f"\t{imprint['date']}印发" if imprint["date"] else ""
            lines.append(imprint["org"] + date)
        if not lines:
            return
        self.line()
        ruled = self.d["form"] in {"document", "minutes"}
        if not ruled:
            for text in lines:
                made = self.line(text, FANGSONG, FOUR)
                made.paragraph_format.left_indent = made.paragraph_format.right_indent = Pt(FOUR)
            return
        table = self.docx.add_table(rows=0, cols=1)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        borders = _element("w:tblBorders")
        for side, size in (("top", THICK), ("bottom", THICK), ("insideH", THIN)):
            borders.append(_element(f"w:{side}", val="single", sz=size, space="0", color="000000"))
        table._tbl.tblPr.append(borders)  # noqa: SLF001  the library has no way in
        for text in lines:
            cell = table.add_row().cells[0]
            cell.width = _mm(layout.WIDTH_MM)
            made = cell.paragraphs[0]
            shape = made.paragraph_format
            shape.left_indent = shape.right_indent = Pt(FOUR)
            shape.space_after = Pt(0)
            shape.keep_with_next = text is not lines[-1]
            edge = _mm(layout.WIDTH_MM) - 2 * Pt(FOUR)
            shape.tab_stops.add_tab_stop(Emu(edge), WD_TAB_ALIGNMENT.RIGHT)
            self.run(made, text, FANGSONG, FOUR)

    def write(self) -> bytes:
        """Write everything."""
        d = self.d
        self.page()
        if d["mark"]:
            header = self.docx.sections[0].header.paragraphs[0]
            header.alignment = CENTRE
            self.run(header, d["mark"], HEITI, 9)
        self.top()
        for text in d["title"]:
            self.line(text, XIAOBIAOSONG, TWO, align=CENTRE, pitch=layout.WORD_PITCH_PT + 5)
        if d["form"] in {"plain", "sheet"} and d["number"]:
            self.line(d["number"], size=FOUR, align=CENTRE)
        self.line()
        if d["to"]:
            self.line(d["to"])
        self.blocks(d["body"])
        if d["rows"]:
            self.form()
        self.ending()
        out = io.BytesIO()
        self.docx.save(out)
        return out.getvalue()


def write(paper: Paper) -> bytes:
    """Return the paper as .docx."""
    return _Writer(paper).write()
