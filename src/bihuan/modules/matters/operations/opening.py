"""Beginning a list: empty, or as a new version of the one in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import ListState, MatterList, MatterRow
from bihuan.modules.matters.operations.keeping import touch
from bihuan.modules.matters.process import MATTER_LIST
from bihuan.modules.matters.queries.bodies import office_of
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.content import ROW_FIELDS
from bihuan.modules.matters.rules.states import CLOSED
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor

COPIED_HEADER = ("basis_documents", "drafting_office", "comb_note")


class OpeningRefused(ValueError):
    """No new list can be begun now; the message is a sentence."""


@transaction.atomic
def open_list(
    *,
    body: str,
    year: int,
    actor: Actor,
    at: datetime,
    title: str = "",
    header: Mapping[str, Any] | None = None,
    copy_current: bool = True,
) -> MatterList:
    """Begin a list; where one is in force, the new one is its next version and starts as its copy.

    :raises OpeningRefused: another list of this body is still in hand.
    """
    view = organisations.body(body, on=civil_day(at))
    mine = MatterList.objects.select_related("case").filter(case__body=body)
    busy = mine.exclude(case__state__in=CLOSED).first()
    if busy is not None:
        raise OpeningRefused(
            f"本单位已有一份在办的清单（{busy.number}）。请先办完或者撤回，再编制新的一份。"
        )
    current = (
        mine.filter(case__state=ListState.PUBLISHED).order_by("-year", "-list_version").first()
    )
    versions = mine.exclude(case__state=ListState.WITHDRAWN).filter(year=year)
    version = (versions.aggregate(last=Max("list_version"))["last"] or 0) + 1
    fields: dict[str, Any] = {
        "year": year,
        "list_version": version,
        "office_body": office_of(view.region),
        "supersedes": current,
    }
    if current is not None and copy_current:
        fields |= {name: getattr(current, name) for name in COPIED_HEADER}
    fields |= dict(header or {})
    matter_list: MatterList = process.open_case(
        MATTER_LIST,
        title=title or f"{view.name}生态环境保护事项清单（{year}年第{version}版）",
        body=body,
        region=view.region,
        line=view.line,
        fields=fields,
        period="",
        topic="",
        actor=actor,
        at=at,
    )
    if current is not None and copy_current:
        _copy_rows(current, matter_list, actor=actor, at=at)
    return touch(matter_list, at=at)


def _copy_rows(source: MatterList, target: MatterList, *, actor: Actor, at: datetime) -> None:
    rows = list(source.rows.order_by("position"))
    MatterRow.objects.bulk_create(
        [
            MatterRow(
                matter_list=target,
                position=number,
                name_key=row.name_key,
                identity=row.identity,
                origin=row.origin,
                **{name: getattr(row, name) for name in ROW_FIELDS},
            )
            for number, row in enumerate(rows, start=1)
        ]
    )
    ledger.record(
        verbs.COPIED.key,
        actor=actor,
        at=at,
        subject=target.case.subject,
        facts={"from": source.number, "rows": len(rows)},
    )
