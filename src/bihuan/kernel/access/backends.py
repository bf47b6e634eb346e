"""How Django finds the account of a session."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.db.models import BigIntegerField, Exists

from bihuan.kernel.access.models import Account, DemoSite
from bihuan.kernel.access.prepared import Prepared
from bihuan.kernel.access.reading import once_a_page

ON_DEMO_SITE = "access.demo_site"
# Every page of whoever signed in asks this, and says whether the site is a demonstration.
_active = Prepared(
    lambda account: Account.objects.filter(pk=account, is_active=True).annotate(
        on_demo_site=Exists(DemoSite.objects.all())
    ),
    account=BigIntegerField,
)


class AccountBackend(BaseBackend):
    """Finds active accounts only, so that a disabled one is out at its next request.

    It checks no password: the one door for that is ``operations.check_password``, behind the
    throttle.
    """

    def get_user(self, user_id: int) -> Account | None:
        """Return the account of a session while it is active."""
        account = next(iter(_active(account=user_id)), None)
        if account is not None:
            answer = account.on_demo_site
            once_a_page(ON_DEMO_SITE, lambda: answer)
        return account
