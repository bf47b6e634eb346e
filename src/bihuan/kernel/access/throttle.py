"""The throttle of sign-in: refuses before a password is hashed.

Hashing is dear on purpose, so an unlimited login page is the cheapest way to stop a server. Every
try takes its place in the table first (its own short transaction) and is counted afterwards: with
tries in parallel, over many processes, at most the allowed number ever reaches the hasher.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from bihuan.kernel.access.models import SignInFailure
from bihuan.kernel.access.names import normalise_login

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures in so long a time, and where the number comes from."""

    failures: int
    within: timedelta
    basis: str


PER_ACCOUNT = Limit(
    5, timedelta(minutes=15), "GB/T 22239-2019 8.1.4.1 b（限制非法登录次数）；次数取测评常用值"
)
PER_SOURCE = Limit(
    100, timedelta(hours=1), "GB/T 22239-2019 8.1.4.1 b（限制非法登录次数）；次数取测评常用值"
)


def digest_of_name(typed: str) -> str:
    """Return the keyed digest under which tries for a name are counted."""
    name = normalise_login(typed)
    return salted_hmac("bihuan.kernel.access.throttle", name, algorithm="sha256").hexdigest()


def take_place(typed: str, *, source: str, at: datetime) -> SignInFailure | None:
    """Count a try as failed before it is made; ``None`` means refused, without hashing.

    A refused try leaves no row: hammering on a locked name does not prolong its lock, so nobody can
    lock somebody else out for longer than the window without spending tries of their own.
    """
    name_digest = digest_of_name(typed)
    if _full(name_digest, source, at=at, including_own=False):
        return None
    place = SignInFailure.objects.create(name_digest=name_digest, source=source, at=at)
    # Counted again with the own row in the table: of any number of parallel tries the last to
    # arrive see all the others.
    if _full(name_digest, source, at=at, including_own=True):
        place.delete()
        return None
    return place


def is_last(place: SignInFailure, *, at: datetime) -> bool:
    """Whether this failure used up the tries of the name."""
    return _count(at, PER_ACCOUNT, name_digest=place.name_digest) >= PER_ACCOUNT.failures


def forgive(place: SignInFailure) -> None:
    """Take back the place of a try that succeeded. Earlier failures stay counted."""
    place.delete()


def clear_name(login: str) -> None:
    """Forget the failures of one name: the way back, once an administrator knows who asks."""
    SignInFailure.objects.filter(name_digest=digest_of_name(login)).delete()


def forget_old(*, at: datetime) -> int:
    """Delete failures no limit counts any more; return how many."""
    oldest = at - max(PER_ACCOUNT.within, PER_SOURCE.within)
    return SignInFailure.objects.filter(at__lte=oldest).delete()[0]


def _full(name_digest: str, source: str, *, at: datetime, including_own: bool) -> bool:
    spare = 1 if including_own else 0
    return (
        _count(at, PER_ACCOUNT, name_digest=name_digest) >= PER_ACCOUNT.failures + spare
        or _count(at, PER_SOURCE, source=source) >= PER_SOURCE.failures + spare
    )


def _count(at: datetime, limit: Limit, **column: str) -> int:
    return SignInFailure.objects.filter(at__gt=at - limit.within, **column).count()
