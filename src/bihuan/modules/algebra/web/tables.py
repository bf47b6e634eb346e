"""The table of findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui import clock
from bihuan.kernel.ui.tables import Column, Table, choice
from bihuan.modules.algebra.models import Finding, FindingKind, FindingState
from bihuan.modules.algebra.queries.findings import bodies_with_findings, regions_with_findings
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.tables import Asked

SHOWN = [item for item in FindingState.choices if item[0] != FindingState.GONE]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding in the table."""

    item: Finding
    region: str
    bodies: str


def _lines(items: Sequence[Finding], asked: Asked) -> list[FindingLine]:
    on = civil_day(asked.at)
    codes = sorted({code for x in items for code in (x.body, x.other_body) if code})
    names = organisations.names(codes, on)
    regions = {code: organisations.region(code).name for code in {x.region for x in items}}
    return [
        FindingLine(
            item,
            regions[item.region],
            "、".join(names.get(x, x) for x in (item.body, item.other_body) if x),
        )
        for item in items
    ]


def _regions(actor: Actor) -> tuple[tuple[str, str], ...]:
    return tuple((code, organisations.region(code).name) for code in regions_with_findings(actor))


def _bodies(actor: Actor) -> tuple[tuple[str, str], ...]:
    names = organisations.names(bodies_with_findings(actor), clock.today())
    return tuple(sorted(names.items()))


FINDINGS: Table[Finding, FindingLine] = Table(
    "algebra-findings",
    "缺口与重叠",
    columns=(
        Column("kind", "种类", lambda line: FindingKind(line.item.kind).label, order="kind"),
        Column(
            "subject",
            "事项或者职责",
            lambda line: line.item.subject,
            order="subject",
            link=lambda line: reverse("algebra:finding", args=(line.item.pk,)),
            fixed=True,
            width=40,
        ),
        Column("bodies", "单位", lambda line: line.bodies, order="body", width=30),
        Column("region", "地区", lambda line: line.region, order="region"),
        Column("score", "相似分", lambda line: line.item.score or None, "score", "number"),
        Column("state", "状态", lambda line: FindingState(line.item.state).label, order="state"),
        Column(
            "found",
            "发现日期",
            lambda line: civil_day(line.item.found_at),
            order="found_at",
            kind="date",
        ),
        Column("link", "办件或者清单", lambda line: line.item.link, shown=False),
        Column("sentence", "情况", lambda line: line.item.sentence, shown=False, width=60),
    ),
    filters=(
        choice("kind", "种类", "kind", FindingKind.choices),
        choice("state", "状态", "state", SHOWN),
        choice("body", "单位", "body", _bodies),
        choice("region", "地区", "region", _regions),
    ),
    search=("subject", "sentence"),
    search_label="事项、职责或者情况",
    order=("-score",),
    unit="条",
    prepare=_lines,
    empty_title="没有发现缺口与重叠",
    empty_text="清单报备以后自动与其他清单和责任清单比对，发现的问题会出现在这里。",
)
