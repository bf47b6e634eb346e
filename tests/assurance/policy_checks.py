"""The product's answers beside those of the tables, for the same subject and object.

Each check is given the module it asks, so that a mutant of the module can be asked instead. No
database: a condition on rows (`Q`) is worked out in Python on one row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from bihuan.kernel.access import VISITOR, Actor, system_actor
from tests.assurance import policy_tables as tables
from tests.assurance.policy_tables import What, Who

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda stored, asked: stored == asked,
    "in": lambda stored, asked: stored in asked,
    "gte": lambda stored, asked: stored >= asked,
    "lt": lambda stored, asked: stored < asked,
    "startswith": lambda stored, asked: stored.startswith(asked),
    "isnull": lambda stored, asked: (stored is None) == asked,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One right: what the product says and what the tables say."""

    module: str
    name: str
    product: Callable[[Any, Actor, What], Any]
    """May return a condition on rows; it is then asked of `rows(what)`."""
    oracle: Callable[[Who, What], bool]

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


def met(condition: Q, row: Mapping[str, Any]) -> bool:
    """Work out a condition on one row."""
    answers = (
        met(child, row) if isinstance(child, Q) else _compared(child[0], child[1], row)
        for child in condition.children
        if isinstance(child, Q | tuple)
    )
    found = any(answers) if condition.connector == Q.OR and condition.children else all(answers)
    return found != condition.negated


def _compared(key: str, asked: Any, row: Mapping[str, Any]) -> bool:
    name, _, way = key.rpartition("__")
    if way not in COMPARISONS:
        name, way = key, "exact"
    if isinstance(asked, QuerySet):  # parties and desks: rows elsewhere that name the case
        only: Any = asked.query.where.children[0]
        return only.rhs in row[asked.model.__name__]
    return COMPARISONS[way](row[name], asked)


@cache
def actor(who: Who) -> Actor:
    """Return the product's actor for a subject of the tables."""
    if who.kind == "visitor":
        return VISITOR
    if who.kind == "system":
        return system_actor("oracle")
    return Actor(
        key=f"post:{who}",
        name="某",
        post="岗",
        body=who.body,
        body_name=who.body,
        region=who.region,
        line=who.line,
        roles=frozenset(who.roles),
        compartments=frozenset(who.compartments),
    )


@cache
def thing(what: What) -> Any:
    """Return what a policy is handed: the fields of every kind of object at once."""
    case = SimpleNamespace(body=what.body, state=what.state, sealed=what.sealed)
    own = SimpleNamespace(office_body=what.other)
    return SimpleNamespace(
        case=case,
        body=what.body,
        region=what.region,
        state=what.state,
        office_body=what.other,
        sender=what.other,
        matter_list=own,
        released_at=None if what.state == "draft" else "then",
    )


@cache
def rows(what: What) -> Mapping[str, Any]:
    """Return the row of an object, by the names that conditions use."""
    return {
        "pk": 1,
        "body": what.body,
        "body_id": what.body,
        "other_body": what.other,
        "region": what.region,
        "line": what.line,
        "process": what.kind,
        "sealed": what.sealed,
        "body__line": what.line,
        "body__region__code": what.region,
        "Party": what.parties,
        "Desk": what.desks,
    }


def answer(check: Check, module: Any, who: Who, what: What) -> bool:
    """Ask the product; it always says something.

    :raises TypeError: when it says nothing, as a rule without an end would.
    """
    said = check.product(module, actor(who), what)
    if said is None:
        message = f"{check} says nothing"
        raise TypeError(message)
    return met(said, rows(what)) if isinstance(said, Q) else bool(said)


def _allowed(module: Any, name: str, *words: Any, **named: Any) -> bool:
    try:
        getattr(module, name)(*words, **named)
    except module.NotAllowed:
        return False
    return True


def _right(key: str) -> tuple[Callable[[Any, Actor, What], Any], Callable[[Who, What], bool]]:
    # By the register: a mutant's declaration is the one in it.
    from bihuan.kernel.access import may  # noqa: PLC0415  beside its use

    return (lambda _m, a, _w: may(a, key)), (lambda who, _w: tables.has_right(who, key))


def _quality(name: str) -> tuple[Check, ...]:
    right, key = name.upper(), {"propose": "quality.propose_interview"}.get(name, f"quality.{name}")
    module = "bihuan.modules.quality.policies"
    return (
        Check(
            module,
            f"require {name}",
            lambda m, a, _w: _allowed(m, "require", a, getattr(m, right)),
            lambda who, _w: tables.acts_on_quality(who, key),
        ),
        Check(
            module,
            f"may_act {name}",
            lambda m, a, _w: m.may_act(a, getattr(m, right)),
            lambda who, _w: tables.acts_on_quality(who, key),
        ),
    )


CASES = "bihuan.kernel.process.visibility"
PEOPLE = "bihuan.modules.organisations.policies"
DUTIES = "bihuan.modules.directives.policies"
MATTERS = "bihuan.modules.matters.policies"
PAPERS = "bihuan.modules.documents.policies"
QUALITY = "bihuan.modules.quality.policies"
FOLLOWING = "bihuan.modules.following.policies"
LEADS = "bihuan.modules.leads.policies"
FINDINGS = "bihuan.modules.algebra.policies"

_HOME = {
    "access": "",
    "algebra": FINDINGS,
    "directives": DUTIES,
    "documents": PAPERS,
    "following": FOLLOWING,
    "leads": LEADS,
    "matters": MATTERS,
    "organisations": PEOPLE,
    "quality": QUALITY,
}


def _with_line(what: What) -> dict[str, str]:
    return {"body": what.body, "region": what.region, "line": what.line}


def _unsealed(who: Who, what: What) -> bool:
    return not tables.sealed_against(who, what)


def _in_compartment(who: Who, what: What) -> bool:
    return what.sealed in who.compartments


def _reads_note(who: Who, what: What) -> bool:
    return what.state != "draft" or who.body == what.other


def _sees_all_below(who: Who, _what: What) -> bool:
    wide = who.kind == "person" and who.line in tables.SEES_ALL_LINES and not who.administers
    return who.kind == "system" or wide


CHECKS: tuple[Check, ...] = (
    Check(CASES, "visible_to", lambda m, a, _w: m.visible_to(a), tables.sees_case),
    Check(CASES, "unsealed_for", lambda m, a, _w: m.unsealed_for(a), _unsealed),
    Check(CASES, "in_compartment", lambda m, a, _w: m.in_compartment(a), _in_compartment),
    Check(CASES, "hides", lambda m, a, w: m.hides(thing(w).case, a), tables.sealed_against),
    Check(DUTIES, "sees", lambda m, a, w: m.sees(a, **_with_line(w)), tables.sees_duty),
    Check(DUTIES, "visible_to", lambda m, a, _w: m.visible_to(a), tables.sees_duty),
    Check(DUTIES, "sees_everything", lambda m, a, _w: m.sees_everything_below(a), _sees_all_below),
    Check(
        DUTIES,
        "require_withdrawal",
        lambda m, a, w: _allowed(m, "require_withdrawal", a, body=w.body, region=w.region),
        tables.takes_evidence_back,
    ),
    Check(
        DUTIES,
        "require_registration",
        lambda m, a, w: _allowed(m, "require_registration", a, body=w.body),
        tables.registers_event,
    ),
    Check(
        PEOPLE,
        "require_map",
        lambda m, a, w: _allowed(m, "require_map", a, w.region),
        tables.changes_map,
    ),
    Check(PEOPLE, "may_keep", lambda m, a, w: m.may_keep_people(a, w.body), tables.keeps_people),
    Check(
        PEOPLE,
        "require_people",
        lambda m, a, w: _allowed(m, "require_people", a, w.body),
        tables.keeps_people,
    ),
    Check(
        PEOPLE,
        "require_absence",
        lambda m, a, w: _allowed(m, "require_absence", a, w.body),
        tables.arranges_absence,
    ),
    Check(
        PEOPLE,
        "require_administrators",
        lambda m, a, _w: _allowed(m, "require_administrators", a),
        lambda who, _w: tables.has_right(who, "organisations.appoint_administrators"),
    ),
    Check(PEOPLE, "posts", lambda m, a, _w: m.posts_visible_to(a), tables.looks_up_post),
    Check(MATTERS, "may_edit", lambda m, a, w: m.may_edit(a, thing(w)), tables.edits_list),
    Check(
        MATTERS,
        "may_withdraw_public",
        lambda m, a, w: m.may_withdraw_public(a, w.body),
        tables.takes_list_from_public,
    ),
    Check(MATTERS, "may_note", lambda m, a, w: m.may_note(a, thing(w)), tables.writes_note),
    Check(MATTERS, "may_read_note", lambda m, a, w: m.may_read_note(a, thing(w)), _reads_note),
    Check(
        MATTERS,
        "is_editable",
        lambda m, _a, w: m.is_editable(thing(w)),
        lambda _who, w: w.state in {"draft", "office_review", "returned"},
    ),
    Check(PAPERS, "may_edit", lambda m, a, w: m.may_edit(a, thing(w)), tables.edits_paper),
    Check(
        PAPERS,
        "is_editable",
        lambda m, _a, w: m.is_editable(thing(w)),
        lambda _who, w: w.state in tables.PAPER_EDITORS,
    ),
    Check(PAPERS, "may_urge", lambda m, a, w: m.may_urge(a, thing(w)), tables.urges),
    Check(
        PAPERS,
        "may_register_receipt",
        lambda m, a, w: m.may_register_receipt(a, thing(w)),
        tables.registers_receipt,
    ),
    Check(PAPERS, "may_handle", lambda m, a, w: m.may_handle(a, thing(w)), tables.handles),
    Check(PAPERS, "may_comment", lambda m, a, w: m.may_comment(a, thing(w)), tables.comments),
    *(
        check
        for name in ("import", "freeze", "publish", "withdraw", "propose")
        for check in _quality(name)
    ),
    Check(
        QUALITY,
        "may_read",
        lambda m, a, _w: m.may_read(a),
        lambda who, _w: tables.reads_quality(who),
    ),
    Check(
        QUALITY,
        "require_reader",
        lambda m, a, _w: _allowed(m, "require_reader", a),
        lambda who, _w: tables.reads_quality(who),
    ),
    Check(QUALITY, "sheets", lambda m, a, w: m.sees_sheets(a, w.region), tables.sees_sheet),
    Check(
        FOLLOWING, "may_answer", lambda m, a, w: m.may_answer(a, thing(w)), tables.answers_following
    ),
    Check(FOLLOWING, "in_province", lambda m, a, w: m.in_province(a, w.region), tables.in_province),
    Check(FOLLOWING, "sees_drafts", lambda m, a, w: m.sees_drafts(a, w.region), tables.sees_drafts),
    Check(
        LEADS, "may_choose", lambda m, a, w: m.may_choose(a, thing(w)), tables.chooses_candidates
    ),
    Check(LEADS, "office", lambda m, a, _w: m.is_office(a), lambda who, _w: tables.is_office(who)),
    Check(
        LEADS,
        "department",
        lambda m, a, _w: m.is_department(a),
        lambda who, _w: tables.is_department(who),
    ),
    Check(FINDINGS, "visible_to", lambda m, a, _w: m.visible_to(a), tables.sees_finding),
    Check(FINDINGS, "may_work", lambda m, a, w: m.may_work(a, thing(w)), tables.works_on_finding),
    *(Check(_HOME[key.partition(".")[0]], key, *_right(key)) for key in tables.RIGHTS),
)

STATES = ("draft", "returned", "dept_review", "office_review", "filed", "registered", "judged", "x")


def some_who(chance: random.Random) -> Who:
    """Draw a subject: mostly people, with one to three posts' roles and sometimes a compartment."""
    kind = chance.choice(("person",) * 18 + ("visitor", "system"))
    if kind != "person":
        return Who(kind)
    roles = tables.THREE if chance.random() < 0.2 else tables.BUSINESS
    drawn = chance.sample(roles, chance.choice((1, 1, 1, 2, 3) if roles[0] == "handler" else (1,)))
    # Nobody is appointed like that; the policy must answer all the same.
    if chance.random() < 0.05:
        drawn = [*drawn, chance.choice(tables.THREE)]
    elif chance.random() < 0.02:
        drawn = list(tables.THREE)
    inside = chance.sample(("clues", "plans"), chance.choice((0, 0, 1, 2)))
    if chance.random() < 0.02:  # nor is anybody in no body at all
        return Who(kind, roles=tuple(dict.fromkeys(drawn)), compartments=tuple(inside))
    return Who(
        kind,
        chance.choice(tables.REGIONS),
        chance.choice(tables.LINES),
        tuple(dict.fromkeys(drawn)),
        tuple(inside),
    )


def some_what(chance: random.Random, who: Who) -> What:
    """Draw an object; half of them have to do with the subject in one way or another."""
    near = who.body != "" and chance.random() < 0.6
    region = who.region if near and chance.random() < 0.6 else chance.choice(tables.REGIONS)
    line = who.line if near and chance.random() < 0.7 else chance.choice(tables.LINES)
    bodies = [f"{chance.choice(tables.REGIONS)}-{chance.choice(tables.LINES)}" for _ in range(3)]
    if who.body and chance.random() < 0.3:
        bodies[chance.randrange(3)] = who.body
    return What(
        region,
        line,
        chance.choice(tables.CONFINED + tables.OPEN_KINDS),
        chance.choice(("", "", "clues", "plans")),
        tuple(bodies[:1]) if chance.random() < 0.7 else (),
        tuple(bodies[1:2]) if chance.random() < 0.7 else (),
        chance.choice(STATES),
        bodies[2] if chance.random() < 0.95 else "",
    )
