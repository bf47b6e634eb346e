"""Letters with a known writer, for the tests of the vault, without a map of bodies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.access import Actor, system_actor
from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import api as process
from bihuan.kernel.vault import Kind
from bihuan.kernel.vault import api as vault
from bihuan.modules.corrections.process import CORRECTION
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.corrections.models import Correction

AT = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
OFFICE = "510000-office"
INTAKE = system_actor("corrections")
REASON = "来信所说的县不清楚，要打电话向本人核实。"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office: two posts of one account are one person."""

    name: str
    account: int
    roles: tuple[str, ...]
    post: str
    behalf: str = ""

    @property
    def actor(self) -> Actor:
        made = actor(OFFICE, *self.roles, post=self.post)
        return replace(made, name=self.name, account_id=self.account, on_behalf_of=self.behalf)


CLERK = Person("经办甲", 1, ("handler",), "c")
CLERK_AS_HEAD = Person("经办甲", 1, ("office_head",), "c2")
HEAD = Person("处长乙", 2, ("office_head",), "h")
HEAD_AS_CLERK = Person("处长乙", 2, ("handler",), "h2")
FOR_CLERK = Person("科员丙", 3, ("office_head",), "s", "经办甲（经办人）")
DEPUTY = Person("分管丁", 4, ("deputy",), "d")
VIEWER = Person("只读戊", 5, ("viewer",), "v")
PEOPLE = (CLERK, CLERK_AS_HEAD, HEAD, HEAD_AS_CLERK, FOR_CLERK, DEPUTY, VIEWER)


def canaries(number: int) -> dict[str, str]:
    """Return one value of each kind that no text holds by chance."""
    return {
        Kind.NAME: f"龘靐{number:04d}",
        Kind.PHONE: f"1397{number:04d}251",
        Kind.EMAIL: f"qxzjv{number:04d}@canary.example",
        Kind.ID_NUMBER: f"51010419900307{number:04d}",
        Kind.ADDRESS: f"四川省成都市锦江区麤路{number:04d}号院",
        Kind.BANK: f"622202990{number:04d}775533",
        Kind.OTHER: f"微信kwzqj{number:04d}",
    }


def letter(
    number: int, values: Mapping[str, str] | None = None, *, at: datetime = AT
) -> Correction:
    """Open a correction and seal who wrote it."""
    made: Correction = process.open_case(
        CORRECTION,
        title=f"门户内容有错：第{number}封",
        body=OFFICE,
        region="510000",
        line="office",
        fields={"kind": "correction", "page": "甲", "text": "乙", "code_digest": f"{number:064d}"},
        actor=INTAKE,
        at=at,
    )
    told = canaries(number) if values is None else values
    vault.seal(made.case, told, actor=INTAKE, at=at)
    return made


def erase(made: Correction, *, at: datetime) -> None:
    """Destroy the key of a letter, as two people do."""
    asked = vault.ask_to_destroy(
        made.case, reason="答复已经公开，不再需要联系。", actor=CLERK.actor, at=at
    )
    later = at + timedelta(minutes=5)
    process.perform(vault.ERASURE, vault.ERASE, asked, actor=HEAD.actor, at=later)
