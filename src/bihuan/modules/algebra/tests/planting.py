"""Twelve lists of one region with gaps, overlaps and one-sided partnerships planted in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process.models import Case
from bihuan.modules.algebra.tests import wordings, wordings_held
from bihuan.modules.matters.models import Duty, DutyRegister, ListState, MatterList, MatterRow

if TYPE_CHECKING:
    from types import ModuleType

REGION = "510000"
LINES = (
    "ecology",
    "water",
    "agriculture",
    "housing",
    "transport",
    "industry",
    "forestry",
    "natural_resources",
    "market",
    "commerce",
    "health",
    "development",
)
LEVELS = {REGION: "province", "510100": "city", "510104": "county"}
GAPS, OVERLAPS, ONE_SIDED, MIRRORED = 10, 8, 6, 14
HANDS = {"tuned": wordings, "held out": wordings_held}
"""Whose words: those the vocabulary was tuned on, and those kept apart from it."""
AT = datetime(2025, 4, 1, 9, tzinfo=SHANGHAI)


@dataclass
class Planted:
    """What was hidden."""

    seed: int
    gaps: set[str] = field(default_factory=set)
    overlaps: set[frozenset[str]] = field(default_factory=set)
    one_sided: set[tuple[str, str]] = field(default_factory=set)


def plant(seed: int, hand: str = "tuned", region: str = REGION) -> Planted:
    """Write the lists and the register; every wording is drawn, none is used twice."""
    dice = random.Random(seed)  # noqa: S311  the same lists every time
    said = HANDS[hand]
    concepts = [dice.sample(words, 3) for words in said.WORDINGS]
    dice.shuffle(concepts)
    planted = Planted(seed)
    rows: dict[str, list[MatterRow]] = {f"{region}-{line}": [] for line in LINES}
    bodies = list(rows)
    gaps, led = concepts[:GAPS], concepts[GAPS:]
    duties = [words[0] for words in gaps]
    planted.gaps = set(duties)
    free = [(one, two) for one in bodies for two in bodies if one != two]
    dice.shuffle(free)
    used: set[tuple[str, str]] = set()
    for number, words in enumerate(led):
        owner, other = _next(free, used)
        told = _told(words[1], said, dice)
        row = _row(told, "lead", said, dice)
        rows[owner].append(row)
        if number < OVERLAPS:
            again = _told(words[2], said, dice)
            rows[other].append(_row(again, "lead", said, dice))
            planted.overlaps.add(frozenset((told, again)))
        elif number < OVERLAPS + ONE_SIDED:
            row.co_bodies = [other]
            planted.one_sided.add((owner, other))
        elif number < OVERLAPS + ONE_SIDED + MIRRORED:
            row.co_bodies = [other]
            rows[other].append(_row(_told(words[2], said, dice), "support", said, dice))
        if number % 3:
            duties.append(words[0])
    _write(region, rows, duties)
    return planted


def _next(free: list[tuple[str, str]], used: set[tuple[str, str]]) -> tuple[str, str]:
    pair = next(pair for pair in free if pair not in used)
    used.add(pair)
    return pair


def _told(text: str, said: ModuleType, dice: random.Random) -> str:
    return f"{dice.choice(said.VERBS)}{text}{dice.choice(said.WHERE)}"


def _row(name: str, role: str, said: ModuleType, dice: random.Random) -> MatterRow:
    return MatterRow(
        name=name,
        role=role,
        category="other",
        lead_office="综合处",
        measures=dice.choice(said.MEASURES),
    )


def _write(region: str, rows: dict[str, list[MatterRow]], duties: list[str]) -> None:
    register = DutyRegister.objects.create(
        region=region,
        title="责任清单",
        edition="试",
        in_force_from=date(2023, 1, 1),
        sm3="0" * 64,
        loaded_at=AT,
        loaded_by="试",
    )
    Duty.objects.bulk_create(
        Duty(
            register=register,
            position=number,
            unit="各部门",
            clause=f"第{number}项",
            citation=f"各部门第{number}项",
            text=text,
        )
        for number, text in enumerate(duties, start=1)
    )
    for number, (body, found) in enumerate(rows.items(), start=1):
        case = Case.objects.create(
            number=f"QD-2025-{region}{number:03d}",
            process="matter-list",
            version=1,
            state=ListState.FILED,
            title="清单",
            body=body,
            region=region,
            line=body.partition("-")[2],
            opened_at=AT,
            moved_at=AT,
        )
        held = MatterList.objects.create(case=case, year=2025, office_body=f"{region}-office")
        for place, row in enumerate(found, start=1):
            row.matter_list, row.position, row.code = held, place, f"S-{place:03d}"
            row.name_key, row.level = row.name, LEVELS[region]
        MatterRow.objects.bulk_create(found)
