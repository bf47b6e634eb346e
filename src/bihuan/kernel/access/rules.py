"""Rules: who may take a step, said once and read in three ways.

``permits`` answers "may this actor?", ``desks`` answers "on whose desk does it lie?", and ``label``
is what the refusal, the diagram and the role table print. A rule names an organ of the case
("owner", "office") instead of a body, so one definition serves every body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bihuan.kernel.access.actors import check_role

if TYPE_CHECKING:
    from bihuan.kernel.access.actors import Actor


class HasOrgans(Protocol):
    """A case, as far as a rule needs to know it."""

    def organ(self, name: str) -> str:
        """Return the code of the body that plays this part, "" when nobody does."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class Desk:
    """A body and a function in it: where a case can lie."""

    body: str
    role: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement about actor and case. Combine with ``|`` and ``&``; there is no negation."""

    label: str

    def permits(self, actor: Actor, case: HasOrgans) -> bool:
        """Whether this actor may act on this case."""
        raise NotImplementedError

    def desks(self, case: HasOrgans) -> tuple[Desk, ...]:
        """Return the desks whose holders this rule lets act, in a stable order."""
        raise NotImplementedError

    def roles(self) -> tuple[tuple[str, str], ...]:
        """Return the (organ, role) pairs the rule speaks of, for tables and conformance tests."""
        raise NotImplementedError

    def __or__(self, other: Rule) -> Rule:
        """Either rule is enough."""
        return _Either(label=f"{self.label}或{other.label}", left=self, right=other)

    def __and__(self, other: Rule) -> Rule:
        """Both rules must hold, for the same actor."""
        return _Both(label=f"{self.label}且{other.label}", left=self, right=other)


@dataclass(frozen=True, slots=True)
class _Holds(Rule):
    role: str
    organ: str

    def permits(self, actor: Actor, case: HasOrgans) -> bool:
        body = case.organ(self.organ)
        # An organ nobody fills is "", and so is the body of a visitor: they must not meet.
        return bool(body) and actor.body == body and self.role in actor.roles

    def desks(self, case: HasOrgans) -> tuple[Desk, ...]:
        body = case.organ(self.organ)
        return (Desk(body, self.role),) if body else ()

    def roles(self) -> tuple[tuple[str, str], ...]:
        return ((self.organ, self.role),)


@dataclass(frozen=True, slots=True)
class _System(Rule):
    def permits(self, actor: Actor, case: HasOrgans) -> bool:  # noqa: ARG002 - same for every case
        return actor.is_system

    def desks(self, case: HasOrgans) -> tuple[Desk, ...]:  # noqa: ARG002 - nobody's desk
        return ()

    def roles(self) -> tuple[tuple[str, str], ...]:
        return (("", "system"),)


@dataclass(frozen=True, slots=True)
class _Either(Rule):
    left: Rule
    right: Rule

    def permits(self, actor: Actor, case: HasOrgans) -> bool:
        return self.left.permits(actor, case) or self.right.permits(actor, case)

    def desks(self, case: HasOrgans) -> tuple[Desk, ...]:
        return tuple(dict.fromkeys(self.left.desks(case) + self.right.desks(case)))

    def roles(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys(self.left.roles() + self.right.roles()))


@dataclass(frozen=True, slots=True)
class _Both(Rule):
    left: Rule
    right: Rule

    def permits(self, actor: Actor, case: HasOrgans) -> bool:
        return self.left.permits(actor, case) and self.right.permits(actor, case)

    def desks(self, case: HasOrgans) -> tuple[Desk, ...]:
        # One person can satisfy both only at one body; two roles of one post give both desks there.
        left, right = self.left.desks(case), self.right.desks(case)
        bodies = {desk.body for desk in left} & {desk.body for desk in right}
        return tuple(dict.fromkeys(desk for desk in left + right if desk.body in bodies))

    def roles(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys(self.left.roles() + self.right.roles()))


def holds(role: str, *, organ: str, label: str) -> Rule:
    """Return the rule "holds ``role`` in the body that is the case's ``organ``"."""
    if not organ or not label:
        msg = "A rule needs the organ it speaks of and a Chinese label."
        raise ValueError(msg)
    return _Holds(label=label, role=check_role(role), organ=organ)


SYSTEM: Rule = _System(label="系统自动办理")
"""The application itself may take this step, under a named system actor."""
