"""Where a case lies, and who has a part in it: derived from the definition with every act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.process.models import Desk, Party

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.definition import Process
    from bihuan.kernel.process.models import Case, CaseDetail

ORGAN_SUFFIX = "_body"
ACTED = "acted"


def place(
    process: Process[Any], detail: CaseDetail, *, parties: Mapping[str, str], actor: Actor
) -> None:
    """Write the first desks and parties of a case just born: there are none yet to look for."""
    named = [(body, part) for part, body in parties.items() if body]
    others = _with_a_part(detail, actor).difference(named)
    _store_parties(detail.case, [*named, *sorted(others)])
    _store_desks(detail.case, _wanted(process, detail))


def recompute(process: Process[Any], detail: CaseDetail) -> None:
    """Replace the desks of a case by those of the steps leaving its state."""
    case, wanted = detail.case, _wanted(process, detail)
    rows = Desk.objects.filter(case_id=case.pk).values_list("body", "role", "step", "pk")
    held = {(body, role, step): pk for body, role, step, pk in rows}
    gone = [pk for key, pk in held.items() if key not in wanted]
    if gone:
        Desk.objects.filter(pk__in=gone).delete()
    _store_desks(case, wanted - held.keys())


def sync_parties(detail: CaseDetail, *, actor: Actor) -> None:
    """Make every body named in an organ field a party, and whoever has acted; nobody is dropped."""
    held = set(Party.objects.filter(case_id=detail.case.pk).values_list("body", "part"))
    _store_parties(detail.case, sorted(_with_a_part(detail, actor) - held))


def _wanted(process: Process[Any], detail: CaseDetail) -> set[tuple[str, str, str]]:
    return {
        (desk.body, desk.role, step.key)
        for step in process.leaving(detail.case.state)
        if step.awaited
        for desk in step.by.desks(detail)
    }


def _store_desks(case: Case, wanted: Iterable[tuple[str, str, str]]) -> None:
    Desk.objects.bulk_create(
        Desk(case=case, body=body, role=role, step=step) for body, role, step in sorted(wanted)
    )


def _with_a_part(detail: CaseDetail, actor: Actor) -> set[tuple[str, str]]:
    found = {(body, part) for part, body in organ_fields(detail) if body}
    return found | {(actor.body, ACTED)} if actor.body else found


def _store_parties(case: Case, wanted: Iterable[tuple[str, str]]) -> None:
    Party.objects.bulk_create(Party(case=case, body=body, part=part) for body, part in wanted)


def organ_fields(detail: CaseDetail) -> list[tuple[str, str]]:
    """Return (organ, body code) for each field named `<organ>_body`."""
    return [
        (field.attname.removesuffix(ORGAN_SUFFIX), str(getattr(detail, field.attname) or ""))
        for field in detail._meta.concrete_fields  # noqa: SLF001 - Django's documented way
        if field.attname.endswith(ORGAN_SUFFIX)
    ]
