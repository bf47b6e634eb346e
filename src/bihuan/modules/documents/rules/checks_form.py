"""公文体检, the form: numbers, dates, titles, addressees, annexes, levels, marks, characters."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bihuan.modules.documents.rules import secrecy
from bihuan.modules.documents.rules.check_policy import checks_policy
from bihuan.modules.documents.rules.checkup import Checked, Finding
from bihuan.modules.documents.rules.layout import CHARACTERS, LINES
from bihuan.modules.documents.rules.seen import (
    lines,
    part,
    prose,
    short,
    whole,
    without_blanks,
    word,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# ruff: noqa: RUF001 - these are the very marks that are looked for
NUMBER = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,20}〔[12]\d{3}〕[1-9]\d*号")
CITED = re.compile(r"[\[［【（(〔]\s*(?:[12]\d{3}|\d{2})\s*[\]］】）)〕]\s*第?\s*\d+\s*号")
CITED_WELL = re.compile(r"〔[12]\d{3}〕[1-9]\d*号")
PADDED = re.compile(r"\d{4}年0\d月|\d{4}年\d{1,2}月0\d日|(?<!\d)0\d月\d{1,2}日|月0\d日")
SHORT_YEAR = re.compile(r"(?<!\d)\d{2}年\d{1,2}月\d{1,2}日")
HAN_DATE = re.compile(r"[二〇○零一三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月")
ISO_DATE = re.compile(r"(?<![\d-])[12]\d{3}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d-])")
DAY = re.compile(r"(?<!\d)([12]\d{3})年(\d{1,2})月(\d{1,2})日")
TITLE_MARKS = re.compile(r"[，。；：！？…,.;:!?~～]")
TITLE_DOUBLED = re.compile(r"关于关于|的的|的(通知|函|报告|请示|意见|通报)的\1$")
MENTIONED = re.compile(r"附件\s*(\d{1,2})")
FORM_LEVELS = (
    (re.compile(r"^[一二三四五六七八九十]+[.．,，](?!\d)"), "“一”之后用顿号，写作“一、”"),
    (re.compile(r"^[（(][一二三四五六七八九十]+[）)]、"), "“（一）”之后不加顿号"),
    (re.compile(r"^\([一二三四五六七八九十]+\)"), "“（一）”用全角括号"),
    (re.compile(r"^\d{1,2}、"), "第三层写作“1.”，不用顿号"),
    (re.compile(r"^[（(]\d{1,2}[）)][、.．]"), "“（1）”之后不加点号"),
)
LEVEL = (
    re.compile(r"^([一二三四五六七八九十]+)、"),
    re.compile(r"^（([一二三四五六七八九十]+)）"),
)
NUMERALS = "一二三四五六七八九十"
HALF = re.compile(r"[\u3400-\u9fff][,;:?!](?=[\u3400-\u9fff])|[\u3400-\u9fff][,;]\s*$")
PAIRS = (("《", "》"), ("“", "”"), ("（", "）"), ("〔", "〕"))
HEAD_LINES = {"document": 9, "letter": 5}  # what stands above the title, in lines of the grid
SHOWN = 8


def number_form(checked: Checked) -> Iterator[Finding]:
    """〔〕, no 第, no padding; the same for numbers quoted in the text."""
    own = word(checked, "number")
    if own and checked.form in HEAD_LINES and not NUMBER.fullmatch(own):
        yield Finding(
            "number-form",
            f"发文字号“{short(own, 30)}”写法不对：应当是代字、六角括号里的四位年份、不加“第”"
            "也不补零的序号和“号”，例如“川环委办函〔2026〕12号”。",
        )
    for place, text in lines(checked):
        for found in CITED.finditer(text):
            if not CITED_WELL.fullmatch(found.group()):
                yield Finding(
                    "number-form",
                    f"{place}引用的字号“{found.group()}”写法不对：年份写四位、放在六角括号“〔〕”里，"
                    "序号不加“第”、不补零。请改成“〔2026〕1号”的样式。",
                )


def dates(checked: Checked) -> Iterator[Finding]:
    """Nothing padded, years in full, days that exist."""
    spots = [("成文日期", word(checked, "sign", "date")), ("标题", checked.title)]
    for place, text in [*spots, *lines(checked)]:
        for found in PADDED.finditer(text):
            yield Finding(
                "dates",
                f"{place}的日期“{found.group()}”补了零。请写成“2026年9月5日”的样式。",
            )
        for found in DAY.finditer(text):
            if not _is_day(*(int(each) for each in found.groups())):
                yield Finding("dates", f"{place}的“{found.group()}”不是日历上有的日子。请核对。")
    for place, text in prose(checked):
        for pattern, why in (
            (SHORT_YEAR, "年份没有写全"),
            (HAN_DATE, "没有用阿拉伯数字"),
            (ISO_DATE, "是表格里的写法"),
        ):
            for found in pattern.finditer(text):
                yield Finding(
                    "dates",
                    f"{place}的日期“{found.group()}”{why}。请写成“2026年9月5日”的样式。",
                    blocks=False,
                )


def title(checked: Checked) -> Iterator[Finding]:
    """A title ends in its kind and has no marks but those of books and quotations."""
    policy, said = checks_policy(), without_blanks(checked, checked.title)
    ends = (checked.doctype, *policy.words["endings"])
    if checked.doctype and said and not said.endswith(ends):
        yield Finding(
            "title", f"标题“{short(said, 24)}”没有以文种结尾。请以“{checked.doctype}”结尾。"
        )
    if found := TITLE_MARKS.search(said):
        yield Finding(
            "title",
            f"标题里有标点“{found.group()}”。标题除书名号、引号外一般不用标点，请改写事由。",
        )
    if found := TITLE_DOUBLED.search(said):
        yield Finding(
            "title",
            f"标题里“{found.group()}”重复。“关于”和“的{checked.doctype}”由系统加上，事由里不再写。",
        )
    if len(said) > policy.title:
        yield Finding(
            "title",
            f"标题有{len(said)}字，超过{policy.title}字，会排成三行以上。请压缩事由。",
            blocks=False,
        )


def recipients(checked: Checked) -> Iterator[Finding]:
    """Letters and upward papers name whom they go to; the marks behind them are right."""
    if checked.paper is None or checked.form not in HEAD_LINES:
        return
    to, moved = word(checked, "to"), word(checked, "imprint", "to")
    needs = checked.direction == "up" or (
        checked.form == "letter" and checked.direction != "public"
    )
    if needs and not to and not moved:
        yield Finding("recipients", "没有主送机关。请在“主送”栏填写单位全称或者规范简称。")
    if to and not to.endswith("："):
        yield Finding("recipients", "最后一个主送机关后面应当是全角冒号“：”。请改正。")
    cc = word(checked, "imprint", "cc")
    if cc and not cc.endswith("。"):
        yield Finding("recipients", "抄送机关末尾应当是句号“。”。请改正。")


def first_page(checked: Checked) -> Iterator[Finding]:
    """Page 1 shows text: counted in lines of the grid from what stands above it."""
    if checked.form not in HEAD_LINES:
        return
    above = HEAD_LINES[checked.form] + len(words(checked, "head", "names"))
    above += 2 * len(words(checked, "title")) + 2
    above += -(-len(word(checked, "to")) // CHARACTERS) + len(words(checked, "signers")) // 2
    if above >= LINES:
        yield Finding(
            "first-page",
            "标题、主送机关太长，公文首页排不下正文。请压缩标题，或者把部分主送机关改作抄送。",
        )


def signer(checked: Checked) -> Iterator[Finding]:
    """An upward paper that bears a number bears the name of whoever signed it."""
    numbered = checked.form == "document" and word(checked, "number")
    if numbered and checked.direction == "up" and not words(checked, "signers"):
        yield Finding(
            "signer",
            "这是上行文，版头没有签发人。请填写签发人姓名（signers），由负责人签发后印出。",
        )


def annexes(checked: Checked) -> Iterator[Finding]:
    """What the text calls an annex is listed, once, without a mark behind it."""
    names = words(checked, "attachments")
    body = whole(checked)
    mentioned = {int(each) for each in MENTIONED.findall(body)}
    if any(each > max(len(names), 1) for each in mentioned) or (mentioned and not names):
        most = max(mentioned)
        yield Finding(
            "annexes", f"正文提到附件{most}，但附件说明只列了{len(names)}件。请补附件，或者改正文。"
        )
    elif not names and re.search(r"(?:见|详见|随文|后附|所附)附件|附件：", body):
        yield Finding(
            "annexes", "正文提到附件，但没有列附件。请在“附件”栏填写附件名称。", blocks=False
        )
    if len(set(names)) != len(names):
        yield Finding("annexes", "有两个附件同名。请改成不同的名称。")
    yield from (
        Finding(
            "annexes",
            f"附件名称“{short(name)}”末尾有标点“{name[-1]}”。附件名称后不加标点，请删去。",
        )
        for name in names
        if name and name[-1] in "。；，、：.;,"
    )
    sheets = part(checked, "annexes")
    for sheet in sheets if isinstance(sheets, list | tuple) else ():
        title = sheet.get("title") if isinstance(sheet, dict) else None
        lines = title if isinstance(title, str | list | tuple) else ()
        own = "".join(each for each in lines if isinstance(each, str))
        if own and own not in names:
            yield Finding(
                "annexes", f"附件“{short(own)}”的标题与附件说明里的名称不同。请改成一致。"
            )


def levels(checked: Checked) -> Iterator[Finding]:
    """一、 （一） 1. （1）, counted on without a gap."""
    last = [0, 0]
    for place, text in prose(checked):
        for pattern, why in FORM_LEVELS:
            if pattern.match(text):
                yield Finding(
                    "levels", f"{place}“{short(text, 8)}”的层次序号写法不对：{why}。", blocks=False
                )
        for depth, pattern in enumerate(LEVEL):
            if not (found := pattern.match(text)):
                continue
            value = _count(found[1])
            if value != 1 and value != last[depth] + 1:
                before = found[1] if value == last[depth] else "前一个序号"
                yield Finding(
                    "levels",
                    f"{place}“{short(text, 8)}”的序号与{before}不连续或者重复。请重新编号。",
                    blocks=False,
                )
            last[depth] = value
            last[depth + 1 :] = [0] * (1 - depth)


def glyphs(checked: Checked) -> Iterator[Finding]:
    """Which characters fell back to another face."""
    found = checked.paper.fallbacks if checked.paper is not None else ()
    if found:
        named = "、".join(f"“{each.char}”（以“{each.face}”印出）" for each in found[:SHOWN])
        more = f"等{len(found)}个字" if len(found) > SHOWN else ""
        yield Finding(
            "glyphs",
            f"{named}{more}不在公文字体里，以其他字体印出，笔画粗细可能不同。请看预览里是否协调。",
            blocks=False,
        )


def secret(checked: Checked) -> Iterator[Finding]:
    """No mark of classified content anywhere."""
    marks = secrecy.marks_in([dict(checked.data), checked.title, whole(checked)])
    if marks:
        shown = "、".join(f"“{mark}”" for mark in marks)
        yield Finding("secrecy", f"文稿里有涉密标志{shown}。{secrecy.WHAT_TO_DO}")


def punctuation(checked: Checked) -> Iterator[Finding]:
    """Full-width marks in Chinese, and pairs that close."""
    for place, text in prose(checked):
        if found := HALF.search(text):
            yield Finding(
                "punctuation",
                f"{place}“{found.group()}”用了半角标点。中文里请用全角标点。",
                blocks=False,
            )
        for opening, closing in PAIRS:
            if text.count(opening) != text.count(closing):
                yield Finding(
                    "punctuation",
                    f"{place}的“{opening}”和“{closing}”不成对。请补上或者删去。",
                    blocks=False,
                )


def seal_room(checked: Checked) -> Iterator[Finding]:
    """What the press could not lay out."""
    for sentence in checked.printing:
        yield Finding("seal-room", sentence)


def _is_day(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


def _count(numeral: str) -> int:
    """一 to 九十九; what is no such numeral is 0."""
    tens, ten, ones = numeral.rpartition("十")
    front = (NUMERALS.find(tens) + 1 if tens else 1) if ten else 0
    return front * 10 + (NUMERALS.find(ones) + 1 if ones else 0)
