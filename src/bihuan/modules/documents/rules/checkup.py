"""公文体检: what a check is given, what it answers, and the one place that runs them all.

A check is a pure function of what stands on the paper and of what was looked up for it beforehand
(`Checked`). Its name, basis and weight are policy data (`policies/china/papers-checks.toml`): the
function finds, the policy says why it matters.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bihuan.modules.documents.rules.check_policy import checks_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from bihuan.modules.documents.rules.check_policy import CheckFact
    from bihuan.modules.documents.rules.values import Paper

MUST, ADVICE = "必须改正", "建议"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found: what and where, how to mend it, and whether it stops the paper."""

    code: str
    sentence: str
    basis: str = ""
    field: str = ""
    blocks: bool = True
    name: str = ""

    @property
    def weight(self) -> str:
        """必须改正 or 建议."""
        return MUST if self.blocks else ADVICE


@dataclass(frozen=True, slots=True)
class Party:
    """A body as a check sees it: by its code where the register knows it, else by its name."""

    code: str
    name: str
    line: str = ""
    level: str = ""
    region: str = ""
    through: tuple[str, ...] = ()  # bodies a paper may go through instead, by name


@dataclass(frozen=True, slots=True)
class Stale:
    """A field that came from a record: what it said when drafted, and what the record says now."""

    label: str
    field: str
    printed: str
    now: str
    by_hand: bool = False  # the drafter changed it: said, but not stopped


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check is given. `paper` is what would be printed; codes are those of bodies."""

    kind: str
    title: str
    issuer: str
    recipients: tuple[str, ...]
    cc: tuple[str, ...]
    data: Mapping[str, Any]
    on: date
    paper: Paper | None = None
    source: str = ""
    signing: bool = False
    doctype: str = ""
    direction: str = ""
    form: str = ""
    sender: Party | None = None
    to: tuple[Party, ...] = ()
    copied: tuple[Party, ...] = ()
    outdated: tuple[tuple[str, str], ...] = ()  # a name in the text, and what it is called now
    stale: tuple[Stale, ...] = ()
    printing: tuple[str, ...] = field(default=())  # why it cannot be printed


Check = "Callable[[Checked], Iterable[Finding]]"
_checks: dict[str, Callable[[Checked], Iterable[Finding]]] = {}


def register(key: str, check: Callable[[Checked], Iterable[Finding]]) -> None:
    """Make a check known under its key in the policy.

    :raises ValueError: when the key is taken by another check, or the policy has no such check.
    """
    if _checks.get(key, check) is not check:
        message = f"The check {key!r} is registered twice."
        raise ValueError(message)
    if key not in checks_policy().facts:
        message = f"The check {key!r} has no name and basis in the policy."
        raise ValueError(message)
    _checks[key] = check


def catalogue() -> tuple[CheckFact, ...]:
    """Every check there is, with its basis, in the order of the policy."""
    return tuple(fact for key, fact in checks_policy().facts.items() if key in _checks)


def findings(checked: Checked) -> tuple[Finding, ...]:
    """Run every check: what must be mended first, then advice, each with its name and basis."""
    found = [
        replace(
            each,
            name=fact.name,
            basis=each.basis or fact.basis,
            blocks=each.blocks and fact.severity == MUST,
        )
        for fact in catalogue()
        for each in _checks[fact.key](checked)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: not each.blocks))
