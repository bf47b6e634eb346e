"""A10: what was taken away is gone at the next request, whichever way it came about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.access import api as access
from bihuan.kernel.process import temporarily
from bihuan.kernel.process.models import Attachment
from bihuan.kernel.process.tests import personas
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.modules.organisations import operations
from bihuan.modules.organisations.models import Post
from bihuan.modules.organisations.operations import NewPost
from tests.assurance import small_province as place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.goal("A10"), pytest.mark.django_db]

WATER, FINANCE = "510000-water", "510000-finance"
REPEATED = 12
SECRET = "暗访河段"


class World:
    """Somebody signed in, a colleague who stands in, a case with a paper, and a sealed case."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.since = place.today() - timedelta(days=9)
        place.build(self.at)
        roles = ("handler", "principal")
        mine = NewPost(WATER, "处长", roles, compartments=("clues",))
        self.account, self.post = place.hired("jia", mine, since=self.since, at=self.at)
        absent = NewPost(WATER, "副厅长", ("deputy",))
        _, self.absent = place.hired("yi", absent, since=self.since, at=self.at)
        self.case = personas.in_review()
        self.sealed = personas.opened(sealed="clues", title=SECRET)
        self.paper = Attachment.objects.filter(case_id=self.case.pk)[0]

    def signed_in(self) -> Client:
        client = Client()
        answer = client.post("/login/", {"login": "jia", "password": place.PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client


@pytest.fixture
def world() -> Iterator[World]:
    with temporarily(sample.REPAIR):
        yield World()


def channels(world: World) -> dict[str, Callable[[Client], Any]]:
    """Return every way in which something is handed out to somebody signed in."""
    case, sealed = f"/cases/{world.case.number}/", f"/cases/{world.sealed.number}/"
    return {
        "desk": lambda client: client.get("/desk/"),
        "page": lambda client: client.get(case),
        "sealed page": lambda client: client.get(sealed),
        "page held before": lambda client: client.get(
            case,
            headers={"if-none-match": "*", "if-modified-since": "Mon, 30 Nov 2099 00:00:00 GMT"},
        ),
        "download": lambda client: client.get(f"{case}files/{world.paper.pk}/"),
        "csv": lambda client: client.post("/cases/", {"export": "csv"}),
        "xlsx": lambda client: client.post("/cases/", {"export": "xlsx"}),
        "fragment": lambda client: client.get("/cases/", headers={"hx-request": "true"}),
        "search": lambda client: client.get("/search/", {"q": SECRET}),
        "ledger": lambda client: client.get("/ledger/"),
        "roster": lambda client: client.get(reverse("organisations:people")),
    }


def disable(world: World) -> None:
    access.set_active(world.account, active=False, actor=place.SYSTEM, at=world.at)


def password(world: World) -> None:
    access.reset_password(world.account, reason="当面核对工作证", actor=place.SYSTEM, at=world.at)


def end(world: World) -> None:
    operations.end_post(
        world.post, on=place.today(), reason="退休", actor=place.SYSTEM, at=world.at
    )


def term(world: World) -> None:
    """The day on which the post was always to end."""
    Post.objects.filter(pk=world.post).update(valid_to=place.today())


def move(world: World) -> None:
    end(world)
    person = Post.objects.get(pk=world.post).person_id
    new = NewPost(FINANCE, "处长", ("handler", "principal"))
    operations.give_post(person, new, since=place.today(), actor=place.SYSTEM, at=world.at)


def role(world: World) -> None:
    Post.objects.filter(pk=world.post).update(roles=["viewer"])


def compartment(world: World) -> None:
    Post.objects.filter(pk=world.post).update(compartments=[])


def sessions(world: World) -> None:
    access.end_sessions(world.account, reason="手机丢失", actor=place.SYSTEM, at=world.at)


CHANGES = (disable, password, end, term, move, role, compartment, sessions)


def served(world: World, answer: Any) -> bool:
    """Whether anything but the way to the login, or that nobody is to be here, was handed out."""
    text = _text(answer)
    if answer.status_code == 403:  # no post is left: the page says so, and nothing else
        return SECRET in text or world.case.number in text
    to_login = answer.status_code == 302 and answer["Location"].startswith("/login/")
    return not to_login and answer.status_code != 401


def after(world: World, client: Client, change: Callable[[], None]) -> tuple[int, list[str]]:
    """Take something away; ask each channel as if it were the first to be asked."""
    stale, asked = [], 0
    for name, ask in channels(world).items():
        before = ask(client)
        assert (name, before.status_code) == (name, 200)
        _text(before)
    change()
    for name, ask in channels(world).items():
        mark = transaction.savepoint()
        for nth in range(REPEATED):
            asked += 1
            if served(world, ask(client)):
                stale.append(f"{name}, request {nth + 1}")
        transaction.savepoint_rollback(mark)
    return asked, stale


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_taken_away_is_gone_at_once(
    world: World, change: Callable[[World], None], figure: Callable[[str], None]
) -> None:
    client = world.signed_in()
    asked, stale = after(world, client, lambda: change(world))
    assert stale == []
    figure(f"{change.__name__}: {asked} requests on {len(channels(world))} channels, 0 stale")


def test_end_of_a_stand_in_reaches_every_channel(
    world: World, figure: Callable[[str], None]
) -> None:
    """Whoever stands in loses the acting post the day the other is back."""
    acting = operations.arrange_absence(
        world.absent,
        world.post,
        since=place.today() - timedelta(days=3),
        until=place.today() + timedelta(days=3),
        reason="出差",
        actor=place.SYSTEM,
        at=world.at,
    )
    Post.objects.filter(pk=acting).update(compartments=["clues"])
    client = world.signed_in()
    assert client.post("/post/", {"post": acting}).status_code == 302
    asked, stale = after(
        world,
        client,
        lambda: operations.end_absence(acting, on=place.today(), actor=place.SYSTEM, at=world.at),
    )
    assert stale == []
    figure(f"stand-in: {asked} requests, 0 stale")


def test_pages_for_somebody_are_stored_nowhere(world: World) -> None:
    """A page that no cache keeps cannot come back after its reader lost it."""
    client = world.signed_in()
    for name, ask in channels(world).items():
        answer = ask(client)
        _text(answer)
        assert "no-store" in answer["Cache-Control"], name


def test_sealed_words_are_there_before(world: World) -> None:
    """Else the channels above would prove nothing."""
    client = world.signed_in()
    found = {name for name, ask in channels(world).items() if SECRET in _text(ask(client))}
    assert {"sealed page", "csv"} <= found


def _text(answer: Any) -> str:
    """Read an answer to its end: the test client closes what has been read."""
    streamed = getattr(answer, "streaming_content", None)
    data = b"".join(streamed) if streamed is not None else answer.content
    return data.decode("utf-8", "replace")
