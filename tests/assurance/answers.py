"""What each must be answered: the tables of the specification, written a second time.

`ROWS` says for every address who may read it and who may write there; whoever is not named gets the
answer of something that is not there. Nothing here asks the product who may see what: bodies are
compared by their codes, as the grid of regions (块) and lines (条) is written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.assurance.people import ADMINISTRATOR, BUSINESS
from tests.journeys.census import ANYBODY, CENSUS, OWNER, STAFF

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.assurance.people import Viewer

IN, NOTHING, LOGIN, NO_METHOD = "in", "nothing", "login", "no method"
WIDE = frozenset({"party", "gov", "commission", "office"})
CLERKS = ("handler", "office_head", "reviewer")
LEADERS = ("deputy", "principal")


@dataclass(frozen=True, slots=True)
class Thing:
    """What an address names: whose it is, who takes part in it, and whether it stops at them."""

    body: str = ""
    parts: frozenset[str] = frozenset()
    confined: bool = False
    sealed: bool = False
    there: bool = True


Who = "Callable[[Viewer, Thing], bool]"


def covers(above: str, region: str) -> bool:
    """Whether a region is the other one or lies below: 510000 covers 510100 covers 510104."""
    pairs = [above[:2], above[2:4], above[4:]]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return bool(above) and region.startswith("".join(pairs))


def everybody(viewer: Viewer, thing: Thing) -> bool:
    """Also whoever has not signed in."""
    del viewer, thing
    return True


def signed(viewer: Viewer, thing: Thing) -> bool:
    """Whoever has signed in, the three administrators too."""
    del thing
    return viewer.kind in {BUSINESS, ADMINISTRATOR}


def business(viewer: Viewer, thing: Thing) -> bool:
    """Whoever does business: not the three administrators."""
    del thing
    return viewer.kind == BUSINESS


def nobody(viewer: Viewer, thing: Thing) -> bool:
    """Named, and still not there: the form needs more than an empty body."""
    del viewer, thing
    return False


def grid(viewer: Viewer, thing: Thing) -> bool:
    """The own body; the wide lines of the region and above; the same line above."""
    region, _, line = thing.body.partition("-")
    if viewer.body == thing.body:
        return True
    return covers(viewer.region, region) and (viewer.line in WIDE or viewer.line == line)


def sees(viewer: Viewer, thing: Thing) -> bool:
    """A case: its body, its parties, and from above unless it is confined to them."""
    if viewer.kind != BUSINESS or thing.sealed:
        return False
    if viewer.body == thing.body or viewer.body in thing.parts:
        return True
    return not thing.confined and grid(viewer, thing)


def role(*names: str) -> Callable[[Viewer, Thing], bool]:
    """These functions, in whichever body."""
    return lambda viewer, _: viewer.kind == BUSINESS and viewer.role in names


def own(*names: str) -> Callable[[Viewer, Thing], bool]:
    """The body whose it is, in these functions (all, where none is named)."""
    return lambda viewer, thing: (
        viewer.kind == BUSINESS
        and not thing.sealed
        and viewer.body == thing.body
        and (not names or viewer.role in names)
    )


def office(*names: str) -> Callable[[Viewer, Thing], bool]:
    """The commission office of the region of the thing, or one above, in these functions."""
    return lambda viewer, thing: (
        viewer.kind == BUSINESS
        and not thing.sealed
        and viewer.line == "office"
        and viewer.role in names
        and covers(viewer.region, thing.body.partition("-")[0] or viewer.region)
    )


def line(name: str, *names: str) -> Callable[[Viewer, Thing], bool]:
    """The department of this line in the province, in these functions."""
    return lambda viewer, _: viewer.body == f"510000-{name}" and viewer.role in names


def administrator(*names: str) -> Callable[[Viewer, Thing], bool]:
    """One of the three, by name."""
    return lambda viewer, _: viewer.kind == ADMINISTRATOR and viewer.role in names


def either(*rules: Callable[[Viewer, Thing], bool]) -> Callable[[Viewer, Thing], bool]:
    """One of the rules is enough."""
    return lambda viewer, thing: any(rule(viewer, thing) for rule in rules)


@dataclass(frozen=True, slots=True)
class Row:
    """One address: who reads it, who is let in writing; None where it has no such method."""

    read: Callable[[Viewer, Thing], bool] | None
    write: Callable[[Viewer, Thing], bool] | None = None


CHECKERS = ("handler", "office_head", "deputy", "principal")
KEEPERS = ("handler", "office_head", "principal")
SHEETS = either(
    lambda viewer, thing: viewer.kind == BUSINESS and grid(viewer, thing),
    lambda viewer, _: viewer.body == "510000-ecology",
)
SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
DEPARTMENT = role("handler")
FINDS = either(
    own(),
    lambda viewer, thing: viewer.body in thing.parts and viewer.kind == BUSINESS,
    office(*CHECKERS, "viewer", "reviewer"),
)

ROWS: dict[str, Row] = {
    "access:login": Row(everybody, everybody),
    "access:second": Row(everybody, everybody),
    "access:outside": Row(None, nobody),
    "access:outside-back": Row(nobody, nobody),
    "access:outside-link": Row(signed, signed),
    "access:outside-unlink": Row(None, nobody),
    "access:post": Row(signed, nobody),
    "access:password": Row(signed, signed),
    "access:account": Row(signed),
    "access:one-time": Row(signed, signed),
    "access:passkeys": Row(signed, signed),
    "access:look": Row(None, own("office_head", "deputy", "principal")),
    "access:end-session": Row(None, own("handler")),
    "access:passkey-remove": Row(None, nobody),
    "ui:view-forget": Row(None, signed),
    "ui:step": Row(sees, sees),
    "ui:step-draft": Row(None, own("handler")),
    "ui:step-draft-forget": Row(None, own("handler")),
    "organisations:administrators": Row(administrator(SECURITY), administrator(SECURITY)),
    "organisations:dismiss": Row(None, administrator(SECURITY)),
    "organisations:post": Row(lambda v, t: v.kind == ADMINISTRATOR or grid(v, t)),
    "organisations:post-act": Row(None, own("office_head", "deputy", "principal")),
    "organisations:import": Row(*(either(role(*KEEPERS), administrator(SECURITY)),) * 2),
    "organisations:template": Row(either(role(*KEEPERS), administrator(SECURITY))),
    "organisations:change": Row(*(either(office(*KEEPERS), administrator(SYSTEM)),) * 2),
    "documents:new": Row(role(*CLERKS)),
    "documents:draft": Row(role(*CLERKS), role(*CLERKS)),
    "documents:preview": Row(None, role(*CLERKS)),
    "documents:words": Row(role(*CLERKS), role(*CLERKS)),
    "documents:templates": Row(role(*CLERKS)),
    "documents:template": Row(role(*CLERKS), role(*CLERKS)),
    "documents:template-preview": Row(None, role(*CLERKS)),
    "documents:edit": Row(own(*CLERKS), own(*CLERKS)),
    "documents:docx": Row(own()),
    "documents:case-file": Row(None, own()),
    "documents:receipt": Row(own("handler", "reviewer"), own("handler", "reviewer")),
    "documents:read": Row(None, own()),
    "documents:circulate": Row(own(*CLERKS), own(*CLERKS)),
    "documents:comment": Row(None, own(*LEADERS)),
    "documents:urge": Row(None, own()),
    "directives:happened": Row(signed, signed),
    "directives:withdraw": Row(sees, sees),
    "matters:new": Row(role("handler"), role("handler")),
    "matters:filings": Row(office(*CHECKERS)),
    "matters:remind": Row(None, nobody),
    "matters:duties-import": Row(office(*CHECKERS), office(*CHECKERS)),
    "matters:letter": Row(None, office(*CLERKS)),
    "matters:note": Row(office(*KEEPERS), office(*KEEPERS)),
    "matters:note-remove": Row(None, office(*KEEPERS)),
    "matters:note-answer": Row(own("handler", "office_head"), own("handler", "office_head")),
    "matters:partner-mark": Row(None, sees),
    "matters:bulk": Row(own("handler", "office_head"), own("handler", "office_head")),
    "matters:withdraw-public": Row(own(), own()),
    "matters:header": Row(own("handler", "office_head"), own("handler", "office_head")),
    "matters:rows": Row(sees, sees),
    "matters:row-new": Row(own("handler", "office_head"), own("handler", "office_head")),
    "matters:row": Row(own("handler", "office_head"), own("handler", "office_head")),
    "matters:row-remove": Row(None, own("handler", "office_head")),
    "matters:import": Row(own("handler", "office_head"), own("handler", "office_head")),
    "leads:new": Row(*(lambda v, _: v.role == "handler" and v.line not in {"gov", "party"},) * 2),
    "leads:study-new": Row(
        *(lambda v, _: v.role == "handler" and v.line not in {"gov", "party"},) * 2
    ),
    "leads:paper": Row(None, office(*CLERKS)),
    "leads:candidates": Row(*(office("handler", "office_head"),) * 2),
    "following:open": Row(None, office("handler")),
    "following:ask": Row(None, office("handler", "office_head")),
    "following:change": Row(nobody, nobody),
    "following:answers": Row(own("handler"), own("handler")),
    "algebra:matrix": Row(business),
    "algebra:finding": Row(FINDS, lambda v, _: v.body == "510000-office" and v.role in CLERKS[:2]),
    "quality:overview": Row(business),
    "quality:ranking": Row(business, business),
    "quality:city": Row(business),
    "quality:section": Row(business),
    "quality:triggers": Row(business),
    "quality:imports": Row(business, business),
    "quality:import": Row(business, line("ecology", "handler", "office_head")),
    "quality:origin-day": Row(business),
    "quality:origin-month": Row(business),
    "quality:origin-section": Row(business),
    "quality:sheet": Row(SHEETS),
    "quality:frozen-sheet": Row(SHEETS),
    "quality:frozen-text": Row(SHEETS),
    "quality:freeze": Row(
        None, either(line("ecology", *CHECKERS), line("office", *CHECKERS), office(*CHECKERS))
    ),
    "quality:propose": Row(None, line("ecology", "handler")),
    "quality:publish": Row(None, line("ecology", "office_head", *LEADERS)),
    "quality:withdraw": Row(None, line("ecology", *LEADERS)),
    "administration:accounts": Row(*(administrator(SYSTEM, SECURITY),) * 2),
    "administration:new": Row(administrator(SYSTEM), administrator(SYSTEM)),
    "administration:account": Row(administrator(SYSTEM, SECURITY)),
    "administration:act": Row(None, administrator(SYSTEM)),
    "administration:unlock-source": Row(None, administrator(SYSTEM)),
    "administration:audit": Row(administrator(AUDIT), administrator(AUDIT)),
    "administration:policy": Row(administrator(SYSTEM, SECURITY, AUDIT)),
    "administration:condition": Row(administrator(SYSTEM, SECURITY, AUDIT)),
    "vault:see": Row(*(own("handler", "office_head"),) * 2),
    "vault:destroy": Row(*(own("handler", "office_head"),) * 2),
    "vault:opened": Row(None, sees),
    "portal:verify": Row(everybody, everybody),
    "portal:corrections": Row(everybody, everybody),
}
"""Where who reads or writes is narrower than the census says, or where a page takes both."""

TABLES = frozenset(
    {
        "ui:cases",
        "ui:specimen",
        "organisations:directory",
        "organisations:people",
        "organisations:pairs",
        "documents:sent",
        "documents:received",
        "directives:matrix",
        "directives:duties",
        "matters:lists",
        "matters:bases",
        "matters:instrument",
        "leads:dockets",
        "leads:studies",
        "following:coverage",
        "following:changes",
        "following:clause",
        "following:place",
        "algebra:findings",
        "quality:frozen",
    }
)
"""Tables are exported by a POST to their own address: whoever reads them exports them."""

ACTS: dict[str, Callable[[Viewer, Thing], bool]] = {
    "access:logout": signed,
    "access:look": own("office_head", "deputy", "principal"),
    "access:end-session": own("handler"),
    "entrance:enter": everybody,
    "ui:step": own("handler"),
    "organisations:open-pair": own("handler", "office_head"),
    "documents:draft": role(*CLERKS),
    "documents:case-file": own(),
    "documents:urge": own(*CLERKS),
    "documents:read": own(),
    "directives:record": own("handler"),
    "directives:exemption": own("handler", "office_head"),
    "matters:new": role("handler"),
    "matters:partner-mark": own("handler", "office_head"),
    "matters:letter": office(*CLERKS),
    "matters:note-remove": office(*KEEPERS),
    "leads:paper": office(*CLERKS),
    "following:ask": office("handler", "office_head"),
    "following:open": office("handler"),
    "quality:freeze": either(line("ecology", *CHECKERS), office(*CHECKERS)),
    "vault:opened": sees,  # a refused opening is on the record as well
}
"""Who may change something by an empty body; for everybody else nothing at all is written."""


def row(name: str) -> Row:
    """Return what the tables say of an address."""
    if name in ROWS:
        return ROWS[name]
    census = CENSUS[name]
    who = {ANYBODY: everybody, STAFF: signed, OWNER: sees}[census.who]
    if census.calls == "post":
        return Row(None, who)
    return Row(who, who if name in TABLES else None)


def expected(name: str, viewer: Viewer, thing: Thing, *, method: str) -> str:
    """Return the one answer that is right for a cell."""
    found = row(name)
    rule = found.read if method == "get" else found.write
    if CENSUS[name].who != ANYBODY and viewer.kind not in {BUSINESS, ADMINISTRATOR}:
        return LOGIN
    if rule is None:
        return NO_METHOD
    if not thing.there and CENSUS[name].keys:
        return NOTHING
    return IN if rule(viewer, thing) else NOTHING


def may_act(name: str, viewer: Viewer, thing: Thing) -> bool:
    """Say whether this cell may write anything."""
    return name in ACTS and ACTS[name](viewer, thing)
