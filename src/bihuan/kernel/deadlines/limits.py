"""A period as policy data writes it: how long, why so long, how sure that is, when to remind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.kernel.calendar import Span

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Limit:
    """A span of time with the reason why it is that long and the mark of that reason."""

    label: str
    span: Span
    basis: str
    mark: str
    warn: tuple[Span, ...]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Limit:
        """Read one table of a policy file.

        :raises KeyError: something is missing.
        :raises ValueError: a length cannot be read.
        """
        return cls(
            label=table["label"],
            span=Span.parse(table["length"]),
            basis=table["basis"],
            mark=table["mark"],
            warn=tuple(Span.parse(text) for text in table["warn"]),
        )
