"""The throttle of sign-in: refuses before a password is hashed.

Hashing is dear on purpose, so an unlimited login page is the cheapest way to stop a server. Every
try takes its place in the table first (its own short transaction) and is counted afterwards: with
tries in parallel, over many processes, at most the allowed number ever reaches the hasher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils.crypto import salted_hmac

from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import SignInFailure
from bihuan.kernel.access.names import normalise_login

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta


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
    locks = in_force(at).locks
    counted = _count(at, locks.account_window, name_digest=place.name_digest)
    return counted >= locks.account_failures


def forgive(place: SignInFailure) -> None:
    """Take back the place of a try that succeeded. Earlier failures stay counted."""
    place.delete()


def clear_name(login: str) -> int:
    """Forget the failures of one name: the way back, once an administrator knows who asks."""
    return SignInFailure.objects.filter(name_digest=digest_of_name(login)).delete()[0]


def clear_source(source: str) -> int:
    """Forget the failures of one source: an office behind one address has locked itself out."""
    return SignInFailure.objects.filter(source=source).delete()[0]


def locked_until(logins: Iterable[str], *, at: datetime) -> Mapping[str, datetime]:
    """Return which of these names are locked, and until when; in one query."""
    locks = in_force(at).locks
    named = {digest_of_name(login): login for login in logins}
    failures: dict[str, list[datetime]] = {}
    rows = SignInFailure.objects.filter(
        name_digest__in=named, at__gt=at - locks.account_window
    ).values_list("name_digest", "at")
    for name_digest, when in rows:
        failures.setdefault(named[name_digest], []).append(when)
    return {
        login: sorted(times)[-locks.account_failures] + locks.account_window
        for login, times in failures.items()
        if len(times) >= locks.account_failures
    }


def locked_sources(*, at: datetime) -> tuple[tuple[str, int, datetime], ...]:
    """Return the sources that are locked, with their failures and the last of them."""
    locks = in_force(at).locks
    rows = (
        SignInFailure.objects.filter(at__gt=at - locks.source_window)
        .values("source")
        .annotate(failures=Count("pk"), last=Max("at"))
        .filter(failures__gte=locks.source_failures)
        .order_by("source")
    )
    return tuple((row["source"], row["failures"], row["last"]) for row in rows)


def forget_old(*, at: datetime) -> int:
    """Delete failures no limit counts any more; return how many."""
    locks = in_force(at).locks
    oldest = at - max(locks.account_window, locks.source_window)
    return SignInFailure.objects.filter(at__lte=oldest).delete()[0]


def _full(name_digest: str, source: str, *, at: datetime, including_own: bool) -> bool:
    locks = in_force(at).locks
    spare = 1 if including_own else 0
    return (
        _count(at, locks.account_window, name_digest=name_digest) >= locks.account_failures + spare
        or _count(at, locks.source_window, source=source) >= locks.source_failures + spare
    )


def _count(at: datetime, window: timedelta, **column: str) -> int:
    return SignInFailure.objects.filter(at__gt=at - window, **column).count()
