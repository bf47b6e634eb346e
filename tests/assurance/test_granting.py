"""A11: whatever is granted to somebody, nobody else's rights change."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone

from bihuan.kernel.access import all_permissions, may
from bihuan.kernel.access import api as access
from bihuan.kernel.process.visibility import visible_to
from bihuan.modules.organisations import operations
from bihuan.modules.organisations.models import Person, Post
from bihuan.modules.organisations.operations import NewPost
from bihuan.modules.organisations.operations.administering import PeopleRefused
from bihuan.modules.organisations.queries import people
from tests.assurance import small_province as place

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from bihuan.kernel.access.models import Account

pytestmark = [pytest.mark.goal("A11"), pytest.mark.django_db]

PUSH, NIGHT = 25, int(os.environ.get("ASSURANCE_GRANTS", "10000"))
STAFF = (
    ("510000-office", ("handler",), ()),
    ("510000-water", ("handler", "reviewer"), ("clues",)),
    ("510000-water", ("principal",), ("plans",)),
    ("510000-water", ("deputy",), ()),
    ("510100-water", ("handler",), ()),
    ("510000-finance", ("viewer",), ()),
)
BODIES = ("510000-office", "510000-water", "510100-water", "510000-finance", "510100-office")
ROLES = ("handler", "office_head", "reviewer", "deputy", "principal", "viewer")
Rights = dict[int, tuple[Any, ...]]


class World:
    """Six people in five posts' bodies, each with an account."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.at = timezone.now()
        self.since = place.today() - timedelta(days=30)
        place.build(self.at)
        self.accounts: dict[int, Account] = {}
        for number, (body, roles, inside) in enumerate(STAFF):
            new = NewPost(body, f"职务{number}", roles, compartments=inside)
            account, _ = place.hired(f"who{number}", new, since=self.since, at=self.at)
            self.accounts[account.pk] = account
        self.rights = self.everybody()

    def everybody(self) -> Rights:
        """Return what each account may do in each of its posts."""
        day = place.today()
        found: Rights = {}
        for key, account in self.accounts.items():
            posts = people.posts_of(account, on=day)
            acting = [people.actor_for(account, post.id, on=day) for post in posts]
            found[key] = tuple(
                (actor, str(visible_to(actor)), *(may(actor, each) for each in all_permissions()))
                for actor in acting
            )
        return found

    def of(self, post: int) -> int:
        """Return the account that a post belongs to; nought for nobody's."""
        return Post.objects.select_related("person").get(pk=post).person.account_id or 0

    # --- Grants: each returns the accounts to which something was granted -------------------------

    def post(self) -> set[int]:
        account = self.chance.choice(list(self.accounts))
        inside = self.chance.sample(("clues", "plans"), self.chance.choice((0, 1, 2)))
        roles = self.chance.sample(ROLES, self.chance.choice((1, 2)))
        new = NewPost(
            self.chance.choice(BODIES),
            f"兼职{self.chance.random()}",
            tuple(roles),
            compartments=tuple(inside),
        )
        person = Person.objects.get(account_id=account).pk
        operations.give_post(person, new, since=self.since, actor=place.SYSTEM, at=self.at)
        return {account}

    def stand_in(self) -> set[int]:
        absent, deputy = self.chance.sample(list(Post.objects.values_list("pk", flat=True)), 2)
        acting = operations.arrange_absence(
            absent,
            deputy,
            since=place.today() - timedelta(days=1),
            until=place.today() + timedelta(days=5),
            reason="出差",
            actor=place.SYSTEM,
            at=self.at,
        )
        return {self.of(acting)}

    def account(self) -> set[int]:
        new = NewPost(self.chance.choice(BODIES), "新人", (self.chance.choice(ROLES),))
        login = f"new{self.chance.randrange(10**9)}"
        account, _ = place.hired(login, new, since=self.since, at=self.at)
        return {account.pk}

    def activity(self) -> set[int]:
        account = self.accounts[self.chance.choice(list(self.accounts))]
        for active in (False, True):
            access.set_active(account, active=active, actor=place.SYSTEM, at=self.at)
        return set()


def faults(world: World, number: int) -> tuple[dict[str, int], list[str]]:
    """Grant so often, each time from the same beginning; return what else changed."""
    done: dict[str, int] = {}
    wrong: list[str] = []
    while sum(done.values()) < number and len(wrong) < 5:
        grant = world.chance.choice((world.post, world.stand_in, world.account, world.activity))
        with transaction.atomic():
            try:
                granted = grant()
            except PeopleRefused:
                continue
            after = world.everybody()
            transaction.set_rollback(True)
        done[grant.__name__] = done.get(grant.__name__, 0) + 1
        for key, before in world.rights.items():
            lost = [one for one in before if one not in after[key]]
            if lost or (key not in granted and after[key] != before):
                wrong.append(f"{grant.__name__} to {granted}: {key} {before} {after[key]}")
        if granted and not any(
            after.get(key) != world.rights.get(key) for key in granted & set(after)
        ):
            unseen = granted & set(after)
            wrong += [f"{grant.__name__} granted nothing to {unseen}"] if unseen else []
    return done, wrong


def said(done: dict[str, int]) -> str:
    return f"{sum(done.values()):,} grants ({done}), 0 rights of others changed"


def test_granting_changes_nobody_else(chance: random.Random, figure: Callable[[str], None]) -> None:
    done, wrong = faults(World(chance), PUSH)
    assert wrong == []
    figure(said(done))


@pytest.mark.assurance
def test_granting_changes_nobody_else_at_night(
    chance: random.Random, figure: Callable[[str], None]
) -> None:
    done, wrong = faults(World(chance), NIGHT)
    assert wrong == []
    assert len(done) == 4
    figure(said(done))
