"""Two regions with their bodies, and people with accounts and posts in them; made by operations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.access import system_actor
from bihuan.modules.organisations import operations
from bihuan.modules.organisations.rules import packs

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.kernel.access.models import Account
    from bihuan.modules.organisations.operations import NewPost

SYSTEM = system_actor("tests")
PASSWORD = "清溪-Dukou-木桥-42"
REGIONS = ("510000", "510100")


def build(at: datetime) -> None:
    """Load the province and its capital, without counties."""
    pack = packs.load_pack()
    regions = tuple(region for region in pack.regions if region.code in REGIONS)
    operations.load_bodies(actor=SYSTEM, at=at, pack=replace(pack, regions=regions))


def hired(login: str, new: NewPost, *, since: date, at: datetime) -> tuple[Account, int]:
    """Return an account and the post its person was given."""
    account = access.create_account(
        login=login, display=login, password=PASSWORD, actor=SYSTEM, at=at
    )
    person = operations.add_person(login, body=new.body, actor=SYSTEM, at=at)
    post = operations.give_post(person, new, since=since, actor=SYSTEM, at=at)
    operations.link_account(post, account_id=account.pk, actor=SYSTEM, at=at)
    return account, post


def today() -> date:
    """The civil day."""
    return timezone.localdate()
