"""What access announces: every sign-in, refusal and change of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access.actors import Actor


@dataclass(frozen=True, slots=True)
class ActBegins:
    """A transaction that will be recorded has begun: whoever must lock first, locks now.

    Access lies below the ledger and cannot call it; ``docs/develop/locking.md`` has the order.
    """


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody signed in, and acts from now on in the post of ``actor``."""

    account_id: int
    actor: Actor
    source: str
    at: datetime
    demo: bool = False
    means: str = "密码"


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """A sign-in failed; ``account_id`` is ``None`` for an unknown name."""

    account_id: int | None
    source: str
    at: datetime
    locked: bool
    means: str = "密码"


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Somebody signed out."""

    account_id: int
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session was ended by somebody, by a change of the account, or by time."""

    account_id: int
    actor: Actor
    at: datetime
    reason: str
    device: str
    source: str


@dataclass(frozen=True, slots=True)
class SourceUnlocked:
    """A source that had used up its tries was let in again."""

    source: str
    reason: str
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class PostSwitched:
    """Somebody with several posts now acts in another one."""

    account_id: int
    before: Actor
    after: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class LookedAs:
    """Somebody began to look at pages as a subordinate sees them; ``seen`` None: they stopped."""

    account_id: int
    actor: Actor
    seen: Actor | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """An account was changed; ``change`` is the last part of the ledger's verb."""

    account_id: int
    change: str
    actor: Actor
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DemoMarked:
    """This database was marked as a demonstration site."""

    actor: Actor
    at: datetime
