"""What was on file at the end of a past day, in the shape everything that compares lists reads."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bihuan.kernel.calendar import SHANGHAI
from bihuan.modules.matters.models import ContentDay, MatterList, Publication
from bihuan.modules.matters.queries.comparing import COUNTED, ComparedMatter
from bihuan.modules.matters.rules.bases import bases_of
from bihuan.modules.matters.rules.duty_sheet import pointers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def filed_then(region: str, *, on: date) -> tuple[ComparedMatter, ...]:
    """The matters of the newest filed list each body of a region had that day, by body.

    Lists that were begun before days were kept are not known.
    """
    newest = _newest(region, on=on)
    latest = dict(
        ContentDay.objects.filter(matter_list__in=newest.values(), on__lte=on)
        .order_by("on")
        .values_list("matter_list", "pk")
    )
    days = ContentDay.objects.select_related("snapshot").in_bulk(latest.values())
    return tuple(
        _compared(row, identity, held)
        for _body, held in sorted(newest.items())
        if held.pk in latest
        for row, identity in zip(
            json.loads(days[latest[held.pk]].snapshot.canonical)["rows"],
            days[latest[held.pk]].identities,
            strict=True,
        )
    )


def _newest(region: str, *, on: date) -> dict[str, MatterList]:
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=SHANGHAI)
    lists = MatterList.objects.filter(case__process="matter-list", case__region=region)
    states = dict(
        lists.filter(case__passages__at__lt=end)
        .order_by("case__passages__pk")
        .values_list("pk", "case__passages__after")
    )
    filed = [key for key, state in states.items() if state in COUNTED]
    newest = {
        held.case.body: held
        for held in lists.select_related("case")
        .filter(pk__in=filed)
        .order_by("year", "list_version", "pk")
    }
    back = Publication.objects.filter(withdrawn_on__lte=on, region=region)
    gone = set(back.values_list("case_number", flat=True))
    return {body: held for body, held in newest.items() if held.number not in gone}


def _compared(row: Mapping[str, Any], identity: str, held: MatterList) -> ComparedMatter:
    return ComparedMatter(
        identity=identity,
        list_number=held.number,
        body=held.case.body,
        region=held.case.region,
        level=row["level"],
        role=row["role"],
        code=row["code"],
        name=row["name"],
        watched=row["supervised_object"],
        measures=row["measures"],
        bases=tuple((base.instrument, base.article) for base in bases_of(row["legal_bases"])),
        partners=tuple(row["co_bodies"]),
        office=row["lead_office"],
        duties=tuple(pointers(row["duty_list_clause"])),
    )
