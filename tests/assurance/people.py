"""Who asks in the matrix: every role, at every level, beside, above, elsewhere, and nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.access import operations as doors
from bihuan.kernel.access import system_actor
from bihuan.kernel.access.models import Account
from bihuan.modules.organisations import demo, operations
from bihuan.modules.organisations.models import Post

OWNER = "510000-water"
BUSINESS, ADMINISTRATOR, NOBODY = "business", "administrator", "nobody"
ROLES = ("handler", "office_head", "deputy", "principal", "reviewer")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks: a role in a body, one of the three administrators, or nobody."""

    key: str
    body: str = ""
    role: str = ""
    kind: str = BUSINESS

    @property
    def region(self) -> str:
        """Return the region of the body."""
        return self.body.partition("-")[0]

    @property
    def line(self) -> str:
        """Return the line (条) of the body."""
        return self.body.partition("-")[2]


def _business() -> tuple[Viewer, ...]:
    """Every role of the owner; of the others those that differ in what they are to it."""
    own = [Viewer(f"own {role}", OWNER, role) for role in ROLES]
    rows = (
        ("office handler", "510000-office", "handler"),
        ("office head", "510000-office", "office_head"),
        ("office reviewer", "510000-office", "reviewer"),
        ("office principal", "510000-office", "principal"),
        ("auditor", "510000-office", "viewer"),
        ("government", "510000-gov", "handler"),
        ("party committee", "510000-party", "principal"),
        ("ecology handler", "510000-ecology", "handler"),
        ("ecology head", "510000-ecology", "office_head"),
        ("ecology deputy", "510000-ecology", "deputy"),
        ("beside handler", "510000-finance", "handler"),
        ("beside principal", "510000-finance", "principal"),
        ("returned handler", "510000-commerce", "handler"),
        ("city, same line", "510100-water", "handler"),
        ("city office", "511100-office", "handler"),
        ("city government", "510100-gov", "principal"),
        ("city, other line", "511100-finance", "reviewer"),
        ("county, same line", "511112-water", "handler"),
        ("county office", "511124-office", "office_head"),
        ("county, other line", "510116-housing", "deputy"),
    )
    return (*own, *(Viewer(*row) for row in rows))


VIEWERS: tuple[Viewer, ...] = (
    *_business(),
    *(
        Viewer(f"{role.partition('_')[0]} administrator", "510000-office", role, ADMINISTRATOR)
        for role in ("system_admin", "security_admin", "audit_admin")
    ),
    Viewer("disabled", "510000-postal", "handler", NOBODY),
    Viewer("anonymous", kind=NOBODY),
)
WEAKEST = "county, other line"
"""A body of a county that has no part in anything of the owner."""


def account_of(viewer: Viewer) -> tuple[Account, int]:
    """Return the account of whoever holds this role there, made where there is none, and the post.

    Accounts are marked as demonstration: nobody owes a second factor first.
    """
    at, maker = timezone.now(), system_actor("tests")
    held = demo.actor(viewer.body, viewer.role, on=timezone.localdate(at))
    post = int(held.key.removeprefix("post:"))
    known = Post.objects.select_related("person").get(pk=post).person.account_id
    if known is not None:
        return Account.objects.get(pk=known), post
    account = access.create_account(
        login=f"{viewer.body}.{viewer.role}".replace("_", "-"),
        display=held.name,
        password=None,
        actor=maker,
        at=at,
        is_demo=True,
    )
    operations.link_account(post, account_id=account.pk, actor=maker, at=at)
    return account, post


def signed_in(account: Account, post: int) -> Client:
    """Return a browser with a session of this account in this post."""
    request = HttpRequest()
    request.session = SessionStore()
    doors.begin_session(request, account, post, source="127.0.0.1", at=timezone.now())
    request.session.save()
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client


def clients(viewers: tuple[Viewer, ...] = VIEWERS) -> dict[str, Client]:
    """Sign everybody in; the disabled account is disabled after that, in the middle of its work."""
    found: dict[str, Client] = {}
    for viewer in viewers:
        if not viewer.body:
            found[viewer.key] = Client(raise_request_exception=False)
            continue
        account, post = account_of(viewer)
        found[viewer.key] = signed_in(account, post)
        if viewer.key == "disabled":
            access.set_active(
                account, active=False, reason="演示", actor=system_actor("tests"), at=timezone.now()
            )
    return found
