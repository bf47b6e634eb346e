"""The case page of a proposal to interview: what was found, and the frozen sheet behind it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.components import Fact
from bihuan.kernel.ui.panels import Panel
from bihuan.modules.quality.models import CandidateState
from bihuan.modules.quality.web.pages.sheets import TERMS, TIERS, lines, restored

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.quality.models import InterviewCandidate

FOUND = "quality/parts/candidate.html"
SHEET = "quality/parts/candidate_sheet.html"


def found_panel(detail: InterviewCandidate, actor: Actor, at: datetime) -> Panel:
    """What the row says, what people found out, and what became of it."""
    del actor, at
    year, _, term = detail.term.partition("-")
    facts = [
        Fact("市（州）", detail.place_name),
        Fact("情形", f"{detail.rule}　{detail.rule_text}"),
        Fact("级别", TIERS.get(detail.tier, str(detail.tier))),
        Fact("时段", f"{year}年{TERMS.get(term, term)}"),
        Fact("判定", detail.sentence),
    ]
    if detail.doubts:
        facts.append(Fact("须人工核定", detail.doubts))
    if detail.finding or detail.state == CandidateState.PROPOSED:
        facts.append(Fact("核查情况", detail.finding, missing="由处室负责人核查后填写"))
    if detail.reason:
        facts.append(Fact("不予采纳的理由", detail.reason))
    return Panel("约谈情形", FOUND, {"facts": facts, "state": detail.state})


def sheet_panel(detail: InterviewCandidate, actor: Actor, at: datetime) -> Panel:
    """The frozen sheet: its inputs for this row, its digest, the way to its text."""
    del actor, at
    sheet = detail.sheet
    content = json.loads(sheet.text)
    rows = [row for row in restored(content) if row.rule == detail.rule]
    address = reverse("quality:frozen-sheet", args=(sheet.digest,))
    facts = [
        Fact("判定日期", sheet.on),
        Fact("评价标准", f"{sheet.edition}，今年与去年同一版"),
        Fact("空气数据截至", content.get("until") or "没有数据"),
        Fact("判定办法", sheet.policy),
        Fact("冻结", f"{sheet.by_name}，{civil_day(sheet.at):%Y-%m-%d}"),
        Fact("约谈人", content.get("interviewer", "")),
        Fact("被约谈人", content.get("interviewee", "")),
    ]
    return Panel(
        "冻结的判定表",
        SHEET,
        {
            "facts": facts,
            "digest": sheet.digest,
            "intact": hashlib.new("sm3", sheet.text.encode()).hexdigest() == sheet.digest,
            "lines": lines(rows),
        },
        link_label="打开判定表",
        link_url=address,
    )


PANELS = (
    ("interview-candidate", "found", found_panel, 10),
    ("interview-candidate", "sheet", sheet_panel, 20),
)
