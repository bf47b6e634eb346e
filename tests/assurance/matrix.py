"""The cells of the permission matrix, and how one is asked."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bihuan.kernel.access.models import LiveSession
from bihuan.kernel.access.sessions import SEEN_COOKIE
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process.models import Case, Desk, Party
from bihuan.kernel.ui.models import SavedView
from bihuan.modules.algebra.models import Finding
from bihuan.modules.directives.models import Duty, DutyRecord
from bihuan.modules.organisations.models import Post
from tests.assurance.answers import IN, LOGIN, NO_METHOD, NOTHING, Thing, expected, may_act, row
from tests.assurance.people import OWNER, VIEWERS, clients
from tests.journeys.census import CENSUS
from tests.journeys.census import NOTHING as NOTHING_THERE
from tests.journeys.planting import plant
from tests.journeys.test_access import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.cookies import SimpleCookie

    from django.test import Client

    from tests.assurance.people import Viewer

METHODS = ("get", "post")
ALIKE = frozenset({"ui:view-forget"})
"""What is not yours and what is not there are told the same sentence."""
DOOR = frozenset({"access:login", "access:second", "access:logout"})
"""They lead to the login without meaning a refusal."""
HERE, CITY, COUNTY, SEALED, NOWHERE = "here", "city", "county", "sealed", "nowhere"
CONFINED = frozenset({"sending", "receiving", "cosigning", "instruction", "correction"}) | {
    "identity-reveal",
    "identity-erasure",
}
CASES = ("number", "paper_number", "draft_paper", "sent_paper", "came_paper", "filed", "returned")
MORE_CASES = ("asked", "docket", "docket_registered", "following_draft", "sealed", "reveal")
NUMBERED = (*CASES, *MORE_CASES)
"""Things that are the number of a case."""
PLACES = {"city": "510100-gov", "county": "510104-gov", "sheet": "510100-gov"}
"""The environment of a place belongs to whoever answers for it."""
MOVED = frozenset(
    {"ui:case", "ui:step", "ui:step-draft", "ui:step-draft-forget", "ui:ledger-entry"}
)
MOVED_TOO = frozenset({"ui:ledger-proof", "directives:duty", "directives:record"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: who, where, how, of which thing."""

    name: str
    viewer: Viewer
    method: str
    relation: str

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.viewer.key} {self.method} {self.name} ({self.relation})"


@dataclass(frozen=True, slots=True)
class World:
    """The planted copy of the demonstration, and everybody signed in to it."""

    things: Mapping[str, Mapping[str, Any]]
    """By relation: what the addresses name."""
    clients: Mapping[str, Client]
    tokens: frozenset[str]
    known: dict[tuple[str, str], Thing] = field(default_factory=dict)
    """Whose things are, asked once."""


def world(viewers: tuple[Viewer, ...] = VIEWERS) -> World:
    """Plant, sign in, and find the same kinds of thing in a city and in a county."""
    planted = plant()
    browsers = clients(tuple(dict.fromkeys((VIEWERS[0], *viewers))))
    things = dict(planted.things)
    own = Post.objects.select_related("person").get(pk=things["held_post"]).person.account_id
    things["administrator"] = Post.objects.exclude(administers="").order_by("pk")[0].pk
    things["own_session"] = LiveSession.objects.filter(account_id=own or 0, ended_at=None)[0].pk
    things["view"] = SavedView.objects.create(
        owner=f"post:{things['held_post']}",
        owner_name="普查",
        body=OWNER,
        table="cases",
        name="普查",
        query="",
        at=timezone.now(),
    ).pk
    found = {HERE: things, SEALED: things, NOWHERE: things}
    found[CITY] = things | _record_of("511100-water")
    found[COUNTY] = things | _record_of("511112-water")
    return World(found, browsers, planted.all)


def _record_of(body: str) -> dict[str, Any]:
    record = DutyRecord.objects.filter(case__body=body).order_by("-pk")[0]
    entry = ledger.entries(subject=f"case:{record.number}")[0]
    duty = Duty.objects.filter(body=body).order_by("pk")[0]
    return {"number": record.number, "duty": duty.pk, "entry": entry.seq, "body": body}


def thing_of(name: str, relation: str, things: Mapping[str, Any]) -> Thing:
    """Say whose the thing is that an address names, from the rows alone."""
    words = [word.partition(":")[0] for word in CENSUS[name].keys.split()]
    numbers = [things[word] for word in words if word in NUMBERED]
    if "entry" in words:
        numbers = [things["number"]]  # an entry about that case
    there = relation != NOWHERE
    if "finding" in words:
        found = Finding.objects.get(pk=things["finding"])
        return Thing(found.body, frozenset({found.other_body}), there=there)
    if not numbers:
        place = next((PLACES[word] for word in words if word in PLACES), "")
        owner = str(things["body"]) if words else ""
        return Thing(place or owner, there=there)
    case = Case.objects.get(number=numbers[0])
    parts = {*Party.objects.filter(case=case).values_list("body", flat=True)}
    parts |= {*Desk.objects.filter(case=case).values_list("body", flat=True)}
    return Thing(
        case.body,
        frozenset(parts),
        confined=case.process in CONFINED,
        sealed=relation == SEALED,
        there=there,
    )


def names_nothing(name: str) -> bool:
    """Whether an address can be filled in with what is nowhere."""
    keys = {word.rpartition(":")[2] for word in CENSUS[name].keys.split()}
    return bool(keys & set(NOTHING_THERE)) and name not in ALIKE


def known(world: World, name: str, relation: str) -> Thing:
    """Return the thing of an address, asked once."""
    if (name, relation) not in world.known:
        world.known[name, relation] = thing_of(name, relation, world.things[relation])
    return world.known[name, relation]


def cells(viewers: tuple[Viewer, ...] = VIEWERS) -> Iterator[Cell]:
    """Every cell there is, in a fixed order; sealed ones last, because sealing is a change."""
    for relation in (HERE, CITY, COUNTY, NOWHERE, SEALED):
        for name, line in CENSUS.items():
            if relation in {CITY, COUNTY} and name not in MOVED:
                continue
            if relation == NOWHERE and not names_nothing(name):
                continue
            words = {word.partition(":")[0] for word in line.keys.split()}
            if relation == SEALED and not words & {*NUMBERED, "entry"}:
                continue
            for viewer in viewers:
                for method in METHODS:
                    yield Cell(name, viewer, method, relation)


def is_changed_by_sealing(world: World, cell: Cell) -> bool:
    """Whether this is a cell of a sealed case that would be let in, were it open."""
    if cell.relation != SEALED:
        return False
    thing = known(world, cell.name, HERE)
    return expected(cell.name, cell.viewer, thing, method=cell.method) == IN


def seal(things: Mapping[str, Any]) -> None:
    """Put every planted case into a compartment nobody is in."""
    numbers = {things[word] for word in NUMBERED}
    # The engine alone seals, at birth; here it stands in for a process that is born sealed.
    QuerySet.update(Case.objects.filter(number__in=numbers), sealed="tests")


def ask(world: World, cell: Cell) -> tuple[int, str, bytes, bool]:
    """Return status, where it leads, what was said, and whether anything was written.

    What it did is taken back, so that every cell meets the same world.
    """
    client, things = world.clients[cell.viewer.key], dict(world.things[cell.relation])
    url = url_of(cell.name, things, nowhere=cell.relation == NOWHERE)
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        before = Entry.objects.count()
        answer = getattr(client, cell.method)(url)
        streamed = getattr(answer, "streaming_content", None)
        said = b"".join(streamed) if streamed is not None else answer.content
        wrote = Entry.objects.count() != before
        transaction.set_rollback(True)
    forget(client, cookies)
    return answer.status_code, answer.get("Location", ""), said, wrote


def forget(client: Client, cookies: SimpleCookie) -> None:
    """Give a browser back what it held, but for the last activity: a long walk is not idle."""
    seen = client.cookies.get(SEEN_COOKIE)
    client.cookies = cookies
    if seen is not None and seen.value and cookies.get(settings.SESSION_COOKIE_NAME):
        client.cookies[SEEN_COOKIE] = seen.value


def answered(name: str, status: int, leads: str) -> str:
    """Name the kind of an answer; the door itself may lead to the door."""
    if status == 302 and leads.startswith("/login/"):
        return IN if name in DOOR else LOGIN
    return {404: NOTHING, 405: NO_METHOD}.get(status, IN if status < 500 and status != 403 else "")


def fault(world: World, cell: Cell) -> str:
    """Ask one cell; return what is wrong with the answer, nothing where it is right."""
    thing = known(world, cell.name, cell.relation)
    right = expected(cell.name, cell.viewer, thing, method=cell.method)
    status, leads, said, wrote = ask(world, cell)
    got = answered(cell.name, status, leads)
    if got != right:
        return f"{cell}: {status} {leads} where {right!r} is right"
    if wrote and not (cell.method == "post" and may_act(cell.name, cell.viewer, thing)):
        return f"{cell}: something was written"
    named = [word for word in world.tokens if word.encode() in said]
    owner = replace(thing, body=OWNER, parts=frozenset())
    if named and not _may_know(cell.viewer, owner):
        return f"{cell}: holds {named}"
    return ""


def _may_know(viewer: Viewer, thing: Thing) -> bool:
    found = row("ui:case").read
    return found is not None and found(viewer, thing)
