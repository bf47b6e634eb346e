"""How Django finds the account of a session."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.db.models import BigIntegerField

from bihuan.kernel.access.models import Account
from bihuan.kernel.access.prepared import Prepared

# Every page of whoever signed in asks this.
_active = Prepared(
    lambda account: Account.objects.filter(pk=account, is_active=True), account=BigIntegerField
)


class AccountBackend(BaseBackend):
    """Finds active accounts only, so that a disabled one is out at its next request.

    It checks no password: the one door for that is ``operations.check_password``, behind the
    throttle.
    """

    def get_user(self, user_id: int) -> Account | None:
        """Return the account of a session while it is active."""
        return next(iter(_active(account=user_id)), None)
