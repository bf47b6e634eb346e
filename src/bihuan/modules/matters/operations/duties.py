"""Taking over one version of a duty register from a workbook: seen first, then all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import may
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.sheets import read_sheets
from bihuan.modules.matters.models import Duty, DutyRegister
from bihuan.modules.matters.operations.editing import EditRefused
from bihuan.modules.matters.policies import CHECK_FILINGS
from bihuan.modules.matters.queries.bodies import partner_codes
from bihuan.modules.matters.rules import verbs
from bihuan.modules.matters.rules.content import sm3_of
from bihuan.modules.matters.rules.duty_sheet import (
    DUTIES,
    TEMPLATES,
    VERSION,
    citation,
    duty_errors,
    version_errors,
)
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.sheets import Preview

BATCH = 500


@dataclass(frozen=True, slots=True)
class DutyOutcome:
    """What a file would bring, or brought: `register` is there once it did."""

    version: Preview
    duties: Preview
    register: DutyRegister | None = None

    @property
    def ok(self) -> bool:
        """Whether the file may be taken over."""
        return self.version.ok and self.duties.ok

    @property
    def errors(self) -> tuple[str, ...]:
        """Every fault with its sheet, row and column."""
        found = (*self.version.errors, *self.duties.errors)
        return tuple(error.sentence for error in found)

    @property
    def units(self) -> int:
        """How many units there are."""
        return len({row.text("unit") for row in self.duties.rows})


def import_duties(
    *, region: str, data: bytes, dry_run: bool, actor: Actor, at: datetime
) -> DutyOutcome:
    """Read a filled workbook and, unless it is a dry run or has a fault, store it as a version.

    A version is never changed afterwards: what changes is the next version.

    :raises WorkbookRefusedError: the file is no workbook, or beyond the limits.
    :raises EditRefused: this actor may not load the duties of that region.
    :raises UnknownRegion: there is no such region.
    """
    place = organisations.region(region)
    if not actor.is_system and not (may(actor, CHECK_FILINGS) and actor.region == region):
        raise EditRefused({"": f"只有{place.name}的环委办可以导入本级责任清单。"})
    sheets = read_sheets(data, TEMPLATES)
    version, duties = sheets[VERSION.name], sheets[DUTIES.name]
    names = {row.text("body") for row in duties.rows if row.text("body")}
    codes = partner_codes(sorted(names), region=region, on=civil_day(at))
    with transaction.atomic():
        ledger.lock()
        taken = DutyRegister.objects.filter(region=region).values_list("edition", flat=True)
        version = version.with_errors(version_errors(version, list(taken)))
        duties = duties.with_errors(duty_errors(duties, codes))
        outcome = DutyOutcome(version, duties)
        if dry_run or not outcome.ok:
            return outcome
        held = _store(region, version, duties, codes, sm3=sm3_of(data), by=actor.name, at=at)
        ledger.record(
            verbs.DUTIES_LOADED.key,
            actor=actor,
            at=at,
            subject=f"duties:{region}:{held.edition}",
            facts={"edition": held.edition, "duties": len(duties.rows)},
            evidence=(held.sm3,),
        )
    return DutyOutcome(version, duties, held)


def _store(
    region: str,
    version: Preview,
    duties: Preview,
    codes: Mapping[str, str],
    *,
    sm3: str,
    by: str,
    at: datetime,
) -> DutyRegister:
    head = version.rows[0]
    held = DutyRegister.objects.create(
        region=region,
        title=head.text("title"),
        document_no=head.text("document_no"),
        edition=head.text("edition"),
        in_force_from=head.required_day("in_force_from"),
        mark=head.text("mark"),
        sm3=sm3,
        loaded_at=at,
        loaded_by=by,
    )
    Duty.objects.bulk_create(
        [
            Duty(
                register=held,
                position=position,
                unit=row.text("unit"),
                body=codes.get(row.text("body"), ""),
                clause=row.text("clause"),
                citation=citation(row.text("unit"), row.text("clause")),
                text=row.text("text"),
                basis=row.text("basis"),
            )
            for position, row in enumerate(duties.rows, start=1)
        ],
        batch_size=BATCH,
    )
    return held
