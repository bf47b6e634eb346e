"""国家秘密: the platform is not a classified system, and refuses what bears the marks of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARKS = re.compile(
    r"绝\s*密|机\s*密|秘\s*密\s*[★☆✭⭐*\uff0a]|密\s*级\s*[:：]\s*\S|[（(\[【]\s*秘\s*密\s*[）)\]】]"
    r"|^\s*秘\s*密\s*$|保密期限\s*[:：]\s*\S",
    re.MULTILINE,
)
"""绝密 and 机密 anywhere; 秘密 only where it is a mark: 商业秘密 is an ordinary word."""

WHAT_TO_DO = (
    "本平台是非涉密系统，不能拟制、传递涉及国家秘密的公文，也没有密级选项。"
    "请立即删去涉密内容，改由本单位保密工作机构用涉密设备拟制、经机要交换送达；"
    "已经录入的，请同时向本单位保密工作机构报告。"
)


def texts_of(value: object) -> Iterator[str]:
    """Every text in what was filled in, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)


def marks_in(value: object) -> tuple[str, ...]:
    """The marks of classified content found in what was filled in, each once."""
    found = (match.group().strip() for text in texts_of(value) for match in MARKS.finditer(text))
    return tuple(dict.fromkeys(found))


def refusal_sentence(where: str, marks: Iterable[str]) -> str:
    """Say what was found, why it is refused, and what to do instead."""
    shown = "、".join(f"“{mark}”" for mark in marks)
    return f"{where}出现涉密标志{shown}，没有保存。{WHAT_TO_DO}"
