"""The register of accounts as administrators see it: states, never secrets, never business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Greatest

from bihuan.kernel.access import accounts, live, outside, single_sign_on, throttle
from bihuan.kernel.access.factors import Factors, factors_of
from bihuan.kernel.access.models import Account, OneTimeDevice, Passkey
from bihuan.kernel.access.permissions import may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from bihuan.kernel.access.actors import Actor
    from bihuan.kernel.access.live import SessionLine
    from bihuan.kernel.access.models import OutsideIdentity
    from bihuan.kernel.access.single_sign_on import Provider


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account with what an administrator decides by."""

    account: Account
    factors: Factors
    sessions: tuple[SessionLine, ...]
    locked_until: datetime | None
    provider: Provider | None
    outside: OutsideIdentity | None


def may_see_accounts(actor: Actor) -> bool:
    """Whether somebody sees the register: two of the three administrators, for different acts."""
    return may(actor, accounts.KEEP_ACCOUNTS) or may(actor, accounts.RESET_FACTORS)


def last_used() -> Greatest:
    """Return when an account was last signed in to, enabled or made, as an expression."""
    past = Value(datetime(1970, 1, 1, tzinfo=UTC))
    times = (Coalesce(F(name), past) for name in ("last_login", "enabled_at"))
    return Greatest(F("created_at"), *times)


def account_rows(actor: Actor) -> QuerySet[Account]:
    """Return the accounts this actor may see, with `has_factor`."""
    held = (OneTimeDevice, Passkey)
    one_time, passkey = (Exists(kind.objects.filter(account=OuterRef("pk"))) for kind in held)
    rows = Account.objects.annotate(has_factor=one_time | passkey).order_by("login")
    return rows if may_see_accounts(actor) else rows.filter(Q(pk__in=()))


def locks_of(found: list[Account], *, at: datetime) -> Mapping[str, datetime]:
    """Return until when these accounts are locked, by login name."""
    names = {account.login: account.login for account in found}
    names |= {accounts.second_name(account): account.login for account in found}
    until = throttle.locked_until(names, at=at)
    return {names[name]: when for name, when in until.items()}


def account_view(account: Account, *, at: datetime) -> AccountView:
    """Return one account in full."""
    return AccountView(
        account=account,
        factors=factors_of(account),
        sessions=live.sessions_of(account, current=0, at=at),
        locked_until=locks_of([account], at=at).get(account.login),
        provider=single_sign_on.provider(),
        outside=outside.identity_of(account),
    )


def locked_sources(*, at: datetime) -> tuple[tuple[str, int, datetime], ...]:
    """Return the sources that have used up their tries."""
    return throttle.locked_sources(at=at)
