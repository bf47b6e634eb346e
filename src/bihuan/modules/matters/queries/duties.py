"""The duty register in force on a day, who claims which duty, and what a pointer means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.matters.models import Duty, DutyRegister, MatterRow, Publication
from bihuan.modules.matters.rules.duty_sheet import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Claim:
    """One matter in force that points to a duty."""

    body: str
    body_name: str
    code: str
    name: str
    address: str

    @property
    def permanent(self) -> str:
        """Where the public copy stands for good."""
        return f"/p/{self.address}"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty with the matters that carry it out."""

    duty: Duty
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class UnitDuties:
    """One unit and its duties in order."""

    unit: str
    body: str
    lines: tuple[DutyLine, ...]

    @property
    def unclaimed(self) -> int:
        """How many duties no list in force points to."""
        return sum(not line.claims for line in self.lines)


def registers(region: str) -> tuple[DutyRegister, ...]:
    """Every version a region has, newest first."""
    return tuple(DutyRegister.objects.filter(region=region).order_by("-in_force_from", "-pk"))


def duty_register(region: str, *, on: date) -> DutyRegister | None:
    """The version in force for a region on a day; a region without its own follows those above."""
    places = list(dict.fromkeys((region, f"{region[:4]}00", f"{region[:2]}0000")))
    found = DutyRegister.objects.filter(region__in=places, in_force_from__lte=on)
    oldest_first = found.order_by("in_force_from", "pk")
    newest = {register.region: register for register in oldest_first}
    return next((newest[place] for place in places if place in newest), None)


def duties_pointed_to(text: str, *, region: str, on: date) -> dict[str, Duty | None]:
    """What each pointer of a matter means; None where the register has no such duty."""
    wanted = pointers(text)
    held = duty_register(region, on=on) if wanted else None
    if held is None:
        return {}
    found = {duty.citation: duty for duty in held.duties.filter(citation__in=wanted)}
    return {pointer: found.get(pointer) for pointer in wanted}


def lost_pointers(rows: Iterable[MatterRow], *, region: str, on: date) -> dict[int, str]:
    """The rows whose pointer leads nowhere in the register in force, with a sentence each."""
    wanted = {row.pk: pointers(row.duty_list_clause) for row in rows if row.duty_list_clause}
    held = duty_register(region, on=on) if wanted else None
    if held is None:
        return {}
    known = set(held.duties.values_list("citation", flat=True))
    lost: dict[int, str] = {}
    for key, found in wanted.items():
        missing = [pointer for pointer in found if pointer not in known]
        if missing or not found:
            what = f"没有“{'、'.join(missing)}”" if missing else "没有写明单位和条款"
            lost[key] = f"责任清单条款：现行的{held}里{what}，请核对。"
    return lost


def unit_duties(register: DutyRegister, *, region: str) -> tuple[UnitDuties, ...]:
    """Every unit with its duties, and the matters in force of that region that point to each."""
    claims = _claims(region)
    units: dict[str, list[DutyLine]] = {}
    bodies: dict[str, str] = {}
    for duty in register.duties.order_by("position"):
        units.setdefault(duty.unit, []).append(DutyLine(duty, tuple(claims.get(duty.citation, ()))))
        bodies.setdefault(duty.unit, duty.body)
    return tuple(UnitDuties(unit, bodies[unit], tuple(lines)) for unit, lines in units.items())


def _claims(region: str) -> dict[str, list[Claim]]:
    current = {
        item.case_number: item
        for item in Publication.objects.filter(current=True, region=region).defer("csv_file")
    }
    rows = MatterRow.objects.filter(matter_list__case__number__in=list(current)).exclude(
        duty_list_clause=""
    )
    found: dict[str, list[Claim]] = {}
    for row in rows.select_related("matter_list__case").order_by("matter_list_id", "position"):
        item = current[row.matter_list.case.number]
        claim = Claim(item.body, item.body_name, row.code, row.name, item.address)
        for pointer in pointers(row.duty_list_clause):
            found.setdefault(pointer, []).append(claim)
    return found
