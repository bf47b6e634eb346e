"""Where a case lies, and who has a part in it: derived from the definition with every act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.process.models import Desk, Party

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Process
    from bihuan.kernel.process.models import CaseDetail

ORGAN_SUFFIX = "_body"
ACTED = "acted"


def recompute(process: Process[Any], detail: CaseDetail) -> None:
    """Replace the desks of a case by those of the steps leaving its state."""
    case = detail.case
    wanted = {
        (desk.body, desk.role, step.key)
        for step in process.leaving(case.state)
        if step.awaited
        for desk in step.by.desks(detail)
    }
    rows = Desk.objects.filter(case_id=case.pk).values_list("body", "role", "step", "pk")
    held = {(body, role, step): pk for body, role, step, pk in rows}
    gone = [pk for key, pk in held.items() if key not in wanted]
    if gone:
        Desk.objects.filter(pk__in=gone).delete()
    Desk.objects.bulk_create(
        Desk(case=case, body=body, role=role, step=step)
        for body, role, step in sorted(wanted - held.keys())
    )


def sync_parties(detail: CaseDetail, *, actor: Actor) -> None:
    """Make every body named in an organ field a party, and whoever has acted; nobody is dropped."""
    wanted = {(body, part) for part, body in organ_fields(detail) if body}
    if actor.body:
        wanted.add((actor.body, ACTED))
    held = set(Party.objects.filter(case_id=detail.case.pk).values_list("body", "part"))
    Party.objects.bulk_create(
        Party(case=detail.case, body=body, part=part) for body, part in sorted(wanted - held)
    )


def organ_fields(detail: CaseDetail) -> list[tuple[str, str]]:
    """Return (organ, body code) for each field named `<organ>_body`."""
    return [
        (field.attname.removesuffix(ORGAN_SUFFIX), str(getattr(detail, field.attname) or ""))
        for field in detail._meta.concrete_fields  # noqa: SLF001 - Django's documented way
        if field.attname.endswith(ORGAN_SUFFIX)
    ]
