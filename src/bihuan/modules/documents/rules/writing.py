"""How things are written in papers: dates, hygiene of text, headings of levels, broken titles."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Block = dict[str, Any]

HOLE = re.compile(r"\{([a-z_]+)\}")  # where a wording takes a field
LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
UNSEEN = re.compile("[\ufeff\u200b-\u200d\u2060\u00ad]")  # pasted along, never meant
# U+202A… turn the reading direction; what is printed would not be what is kept.
HOSTILE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\uffff]"
)
LEVEL_ONE = re.compile(r"^[一二三四五六七八九十百]+、")
LEVEL_TWO = re.compile(r"^（[一二三四五六七八九十百]+）")
LONGEST_HEADING = 20
NUMERALS = "零一二三四五六七八九"
TEN = 10


def day(value: date) -> str:
    """Write a date as papers do: 2026年9月5日, nothing padded."""
    return f"{value.year}年{value.month}月{value.day}日"


def numeral(number: int) -> str:
    """Write 1 to 99 as headings count: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, TEN)
    front = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return front + (NUMERALS[ones] if ones else "")


def clean(text: str) -> str:
    """Give a text one kind of line end and drop what nobody sees."""
    lines = UNSEEN.sub("", LINE_ENDS.sub("\n", text)).replace("\t", "　").split("\n")
    return "\n".join(line.strip(" 　") for line in lines if line.strip(" 　"))


def hostile(text: str) -> tuple[str, ...]:
    """Name the characters that cannot be printed as what they are."""
    found = dict.fromkeys(HOSTILE.findall(text))
    found |= dict.fromkeys(one for one in text if unicodedata.category(one) in {"Cs", "Co"})
    return tuple(f"U+{ord(one):04X}" for one in found)


def heading(line: str) -> tuple[str, str]:
    """Split a line that leads its paragraph: its heading to the first full stop, and the rest."""
    head, stop, rest = line.partition("。")
    return (head + stop, rest) if rest else (line, "")


def leads(line: str) -> str:
    """Return which level of heading a line begins; a whole sentence with a number is none."""
    sentence = line.count("。") == 1 and line.endswith("。") and len(line) > LONGEST_HEADING
    if sentence:
        return ""
    return "h1" if LEVEL_ONE.match(line) else "h2" if LEVEL_TWO.match(line) else ""


def paragraphs(text: str) -> Iterator[Block]:
    """Turn lines into blocks; 一、 and （一） begin headings of the first and second level."""
    for line in text.split("\n"):
        if not line:
            continue
        level = leads(line)
        if level:
            head, rest = heading(line)
            yield {"t": level, "head": head, "text": rest}
        else:
            yield {"t": "p", "text": line}


def width(text: str) -> int:
    """Measure in half characters: 汉 2, a 1."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


# A title is broken at sense: not inside 《》 or a number, not before 的、了、或; best behind these.
GOOD_BEHIND = ("关于", "的", "和", "及", "与", "、", "》", "印发", "开展", "报送", "年度", "实施")
BAD_BEFORE = "的了和及与或、，》）〕"
BAD_BEHIND = "《（〔第"
NEVER = 10_000


# Words of this field that a title does not tear apart.
WORDS = (
    "生态环境保护", "生态环境", "责任清单", "具体牵头事项", "牵头事项", "牵头部门", "事项清单",
    "落实情况", "落实工作", "落实", "重点事项", "重点任务", "工作", "情况", "问题", "提标改造",
    "污水处理厂", "自动监测站", "监测站", "水质", "流域", "断面", "督察", "反馈", "整改", "销号",
    "公示", "公布", "入河排污口", "排污口", "排查整治", "污染治理", "污染防治", "突出", "单位",
    "办公室", "委员会", "人民政府", "监管", "职责分工", "餐饮油烟", "年度", "季度", "进展",
    "备案", "补正", "征求", "意见", "审定", "明确", "设立", "表扬", "成效", "治理", "资料",
    "通知", "通报", "报告", "请示", "批复", "决定", "通告", "纪要", "会议", "研究会商",
    "关于", "进一步", "做好", "加强", "开展", "推进", "印发", "报送", "准予", "督办", "约谈",
    "移送", "涉嫌", "案件", "线索", "临近", "办理", "期限", "提醒", "举报", "事件", "结果报告",
)  # fmt: skip


def inside_words(title: str) -> set[int]:
    """Return the places inside a known word."""
    found: set[int] = set()
    for word in WORDS:
        at = title.find(word)
        while at >= 0:
            found |= set(range(at + 1, at + len(word)))
            at = title.find(word, at + 1)
    return found


def break_costs(title: str) -> list[int]:
    """Return for each place in the title what a break there costs; `NEVER` is never."""
    costs = [40] * (len(title) + 1)
    torn = inside_words(title)
    depth = 0
    for place, one in enumerate(title):
        if place:
            before, after = title[place - 1], one
            both_word = before.isascii() and after.isascii() and before != " " != after
            digits = before.isdigit() and after in "年月日号期批%"
            if both_word or digits or after in BAD_BEFORE or before in BAD_BEHIND:
                costs[place] = NEVER
            elif depth or place in torn:
                costs[place] = 120
            elif any(title[:place].endswith(good) for good in GOOD_BEHIND):
                costs[place] = 0
        depth += (one in "《（") - (one in "》）")
    return costs


def broken(title: str, most: int) -> list[str]:
    """Break a title into lines of at most `most` characters, even and at sense."""
    costs = break_costs(title)
    count = -(-width(title) // (2 * most))
    for lines in range(max(1, count), count + 3):
        places = _breaks(title, costs, lines=lines, most=2 * most)
        if places:
            return [title[a:b] for a, b in pairwise([0, *places])]
    return [title[at : at + most] for at in range(0, len(title), most)]


def _breaks(title: str, costs: list[int], *, lines: int, most: int) -> list[int]:
    """Find the cheapest ends of exactly so many lines; nothing where there are none."""
    even = width(title) // lines
    ways: dict[int, tuple[int, list[int]]] = {0: (0, [])}
    for number in range(1, lines + 1):
        following: dict[int, tuple[int, list[int]]] = {}
        for start, (cost, ends) in ways.items():
            for end in range(start + 1, len(title) + 1):
                size = width(title[start:end])
                if size > most:
                    break
                last = end == len(title)
                if last != (number == lines):
                    continue
                here = cost + 3 * abs(size - even) + (0 if last else costs[end])
                if end not in following or here < following[end][0]:
                    following[end] = (here, [*ends, end])
        ways = following
    found = ways.get(len(title))
    return found[1] if found and found[0] < NEVER else []
