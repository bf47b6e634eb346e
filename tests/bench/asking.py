"""The questions of citizens against the lists of the demonstration: who stands first, how often.

The lists come through operations; the questions are read by nothing else. A third was held back
before the dictionary was tuned and is reported apart.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.kernel.access import VISITOR, system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.modules.matters import api as matters
from bihuan.modules.matters.demo import Driver, plans_for_search
from bihuan.modules.organisations import api as organisations
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.queries.responsible import Answer

FILE = Path(__file__).with_name("questions.toml")
AT = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
PROVINCE = "510000"
FIRST, THREE, NONE = 85, 95, 80
"""The goals of issue C, of a hundred."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and what would be right."""

    text: str
    region: str = ""
    lines: tuple[str, ...] = ()
    at: str = ""
    none: bool = False
    held: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """The bodies that may stand first."""
        place = self.at or self.region or PROVINCE
        return tuple(f"{place}-{line}" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went: at which place the right body stood, 0 for nowhere."""

    asked: Asked
    place: int
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether it is what a citizen needs first."""
        return not self.answer.found if self.asked.none else self.place == 1


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    def __str__(self) -> str:
        if not self.of:
            return "—"
        tenths = (self.part * 2000 + self.of) // (2 * self.of)
        return f"{tenths // 10}.{tenths % 10} %（{self.part}/{self.of}）"

    def reaches(self, goal: int) -> bool:
        """Whether it is at least so many of a hundred."""
        return self.part * 100 >= goal * self.of


@dataclass(frozen=True, slots=True)
class Score:
    """The three figures of the issue over some questions."""

    first: Share
    three: Share
    none: Share

    @property
    def good(self) -> bool:
        """Whether every goal is reached."""
        return self.first.reaches(FIRST) and self.three.reaches(THREE) and self.none.reaches(NONE)


def questions(path: Path = FILE) -> tuple[Asked, ...]:
    """Read the file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    return tuple(Asked(**{**entry, "lines": tuple(entry.get("lines", ()))}) for entry in raw)


def build() -> None:
    """Drive every list of the demonstration through its process, in an empty database."""
    organisations.load(actor=system_actor("bench"), at=datetime(2023, 3, 17, tzinfo=SHANGHAI))
    Driver(person).run(plans_for_search())


def person(body: str, role: str, *, on: date) -> Actor:
    """Whoever holds this role; every role is another person."""
    del on
    return actor(body, role, post=role)


def outcome(asked: Asked) -> Outcome:
    """Ask one question as a visitor of the portal."""
    answer = matters.who_is_responsible(asked.text, region=asked.region, at=AT, actor=VISITOR)
    bodies = list(dict.fromkeys(item.lead for item in answer.found))
    places = [number for number, body in enumerate(bodies, start=1) if body in asked.wanted]
    return Outcome(asked, min(places, default=0), answer)


def scored(outcomes: Iterable[Outcome]) -> Score:
    """Count."""
    outcomes = list(outcomes)
    told = [item for item in outcomes if not item.asked.none]
    unknown = [item for item in outcomes if item.asked.none]
    return Score(
        Share(sum(item.place == 1 for item in told), len(told)),
        Share(sum(1 <= item.place <= 3 for item in told), len(told)),
        Share(sum(item.right for item in unknown), len(unknown)),
    )


def by_place(outcomes: Iterable[Outcome]) -> Counter[int]:
    """How often the right body stood where."""
    return Counter(item.place for item in outcomes if not item.asked.none)


def is_held(text: str) -> bool:
    """Whether the seed holds a question back: decided by its words, before anybody looked."""
    seed = tomllib.loads(FILE.read_text(encoding="utf-8"))["seed"]
    return int(hashlib.sha256(f"{seed}:{text}".encode()).hexdigest(), 16) % 3 == 0
