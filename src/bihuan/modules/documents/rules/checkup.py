"""公文体检: where checks are registered, and the one place that runs them.

A check looks at a paper as it is drafted or about to be signed and returns findings. What needs
tables is registered by `apps.py` from `queries`; what is pure may register from `rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from bihuan.modules.documents.rules.values import Paper


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found: a sentence, its basis, and whether it stops the paper."""

    code: str
    sentence: str
    basis: str = ""
    field: str = ""
    blocks: bool = True


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
    numbers: tuple[str, ...] = field(default=())


Check = "Callable[[Checked], Iterable[Finding]]"
_checks: dict[str, Callable[[Checked], Iterable[Finding]]] = {}


def register(key: str, check: Callable[[Checked], Iterable[Finding]]) -> None:
    """Make a check known under a key.

    :raises ValueError: when the key is taken by another check.
    """
    if _checks.get(key, check) is not check:
        message = f"The check {key!r} is registered twice."
        raise ValueError(message)
    _checks[key] = check


def findings(checked: Checked) -> tuple[Finding, ...]:
    """Run every check, in the order of their keys."""
    return tuple(each for key in sorted(_checks) for each in _checks[key](checked))
