"""公文体检, the content: requests, reports, lengths, burdens, names, figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bihuan.modules.documents.rules.check_policy import checks_policy
from bihuan.modules.documents.rules.checks_relation import rank
from bihuan.modules.documents.rules.checkup import Checked, Finding
from bihuan.modules.documents.rules.seen import (
    lines,
    prose,
    short,
    whole,
    without_blanks,
    word,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.modules.documents.rules.checkup import Party

SECOND_MATTER = re.compile(r"另请示|一并请示|同时请示|并请示|另外，?请|此外，?请求")
ASKING_END = re.compile(r"妥否|当否|可否|请批示|请审批|请批复|请予审批|请予批准|请批准")
REQUEST, REPORT = "请示", "报告"


def request_single(checked: Checked) -> Iterator[Finding]:
    """A request goes to one body, on one matter, not to those below."""
    if checked.doctype != REQUEST or checked.paper is None:
        return
    count = len(checked.to) or len(checked.recipients)
    if count > 1:
        yield Finding(
            "request-single", f"请示主送了{count}个机关。请示只主送一个机关，其他机关改作抄送。"
        )
    for party in checked.copied:
        if checked.sender is not None and _below(party, checked.sender):
            yield Finding(
                "request-single",
                f"请示抄送了下级“{party.name}”。请示不抄送下级机关，请从抄送中删去。",
            )
    text = whole(checked)
    if text and not ASKING_END.search(text):
        yield Finding(
            "request-single", "请示没有写请示语。请在结尾写“妥否，请批示。”一类的话。", blocks=False
        )
    for place, said in lines(checked):
        if found := SECOND_MATTER.search(said):
            yield Finding(
                "request-single",
                f"{place}的“{found.group()}”像是第二件请示事项。请示一文一事，请另写一份。",
                blocks=False,
            )


def report_request(checked: Checked) -> Iterator[Finding]:
    """A report asks for nothing."""
    if checked.doctype != REPORT:
        return
    for place, said in lines(checked):
        for phrase in checks_policy().words["requesting"]:
            if phrase in said:
                yield Finding(
                    "report-request",
                    f"{place}的“{phrase}”是请示用语。报告不得夹带请示事项，请删去，"
                    "需要答复的另写请示。",
                )


def length(checked: Checked) -> Iterator[Finding]:
    """4,000 characters for a task, 5,000 for any other paper."""
    policy = checks_policy()
    size = sum(len("".join(text.split())) for _, text in prose(checked))
    most = policy.special if checked.kind in policy.special_kinds else policy.general
    if size > most:
        yield Finding(
            "length",
            f"正文{size}字，超过{most}字。请压缩，把清单、数据改作附件。",
            blocks=False,
        )
    for place, text in prose(checked):
        if len(text) > policy.paragraph:
            yield Finding("length", f"{place}有{len(text)}字，一段太长。请分段。", blocks=False)


def burden(checked: Checked) -> Iterator[Finding]:
    """What makes work for those below without need."""
    for place, text in lines(checked):
        for phrase in checks_policy().words["burdening"]:
            if phrase in text:
                yield Finding(
                    "burden",
                    f"{place}的“{phrase}”会增加基层负担。能从平台取得的不再要求报送；"
                    "确有必要的，请先做一致性评估。",
                    blocks=False,
                )


def unfinished(checked: Checked) -> Iterator[Finding]:
    """Places kept for what was still to be found out; fields left empty are named by their own."""
    for place, text in (("标题", checked.title), *lines(checked)):
        said = without_blanks(checked, text)
        for mark in checks_policy().words["unfinished"]:
            if mark in said:
                yield Finding(
                    "unfinished",
                    f"{place}还有占位文字“{short(_around(said, mark))}”。请改成确定的内容。",
                    blocks=mark != "此处",
                )


def names(checked: Checked) -> Iterator[Finding]:
    """Bodies are called what the register calls them on the day."""
    if checked.paper is None:
        return
    signed = words(checked, "sign", "names")
    own = checked.sender
    if own is not None and own.code and signed and signed[0] != own.name:
        yield Finding(
            "names",
            f"落款的发文机关“{short(signed[0], 30)}”与机构名册当天的名称“{own.name}”不同。请改正。",
        )
    printed = word(checked, "to") + word(checked, "imprint", "to") + word(checked, "imprint", "cc")
    for party in (*checked.to, *checked.copied):
        if party.code and printed and party.name not in printed:
            yield Finding(
                "names", f"主送、抄送里的“{party.name}”没有按机构名册当天的名称印出。请改正。"
            )
    for old, now in checked.outdated:
        yield Finding(
            "names", f"文稿里的“{old}”是旧名称，现在叫“{now}”。不是引用旧文的，请改正。",
            blocks=False,
        )  # fmt: skip


def figures(checked: Checked) -> Iterator[Finding]:
    """What came from a record is still what the record says."""
    for each in checked.stale:
        why = "办件的数据已经变化" if not each.by_hand else "与办件的数据不同"
        yield Finding(
            "figures",
            f"“{each.label}”栏写的是“{short(each.printed, 30)}”，来源办件{checked.source}"
            f"现在是“{short(each.now, 30)}”，{why}。请核对后改正。",
            field=each.field,
            blocks=not each.by_hand,
        )


def _below(party: Party, sender: Party) -> bool:
    return bool(rank(party) and rank(sender)) and rank(party) > rank(sender)


def _around(text: str, mark: str) -> str:
    at = text.find(mark)
    return text[max(0, at - 4) : at + 12]
