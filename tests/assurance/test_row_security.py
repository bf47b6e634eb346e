"""A12: the database itself holds sealed cases back, also where a query forgets to."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bihuan.kernel.access import VISITOR, Actor, backstop, system_actor
from bihuan.kernel.access.middleware import AccessMiddleware
from bihuan.kernel.jobs import api as jobs
from bihuan.kernel.jobs.registry import Work, only
from bihuan.kernel.process import api, temporarily
from bihuan.kernel.process.models import Case
from bihuan.kernel.process.row_security import POLICY
from bihuan.kernel.process.tests import personas
from bihuan.kernel.process.tests.sample import process as sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

pytestmark = [pytest.mark.goal("A12"), pytest.mark.postgres, pytest.mark.django_db]

PROVINCE = Path(__file__).resolve().parents[2] / "docs" / "operate" / "province.md"
SEALED = "clues"
INSIDE = personas.actor("reviewer", personas.OFFICE, compartments=frozenset({SEALED, "plans"}))
OUTSIDE = personas.actor("reviewer", personas.OFFICE, compartments=frozenset({"plans"}))
LOOKING_ON = personas.actor("reviewer", personas.OFFICE)
MACHINE = system_actor("tests")

WAIVED = {
    # Its index cannot be used behind a policy: @@ is not leakproof. It holds copies of lists in
    # force, and no operation opens a sealed list.
    "matters_searchentry",
}
NOT_A_FOREIGN_KEY = {"deadlines_clockrow": ("case_id",), "deadlines_alert": ()}


def _is_case(model: type[Model]) -> bool:
    """Say whether the primary key of this table is the number of a case."""
    related = model._meta.pk.related_model  # noqa: SLF001 - Django's documented way
    return model is Case or (isinstance(related, type) and _is_case(related))


def scoped_tables() -> dict[str, tuple[str, ...]]:
    """Return the tables of the product that name cases, with the columns that do."""
    found: dict[str, tuple[str, ...]] = {"process_case": ("id",)} | NOT_A_FOREIGN_KEY
    for model in apps.get_models():
        if model is Case or ".tests." in model.__module__:
            continue
        columns = tuple(
            field.column
            for field in model._meta.concrete_fields  # noqa: SLF001 - Django's documented way
            if field.is_relation
            and isinstance(field.related_model, type)
            and _is_case(field.related_model)
        )
        if columns:
            found[model._meta.db_table] = columns  # noqa: SLF001 - Django's documented way
    return found


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the database, past every queryset."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


@contextmanager
def nobody_said() -> Iterator[None]:
    """Act as code does whose edge forgot to say who acts."""
    before = backstop.said()
    backstop._say(backstop.NOBODY)  # noqa: SLF001 - there is no other way to unsay it
    try:
        yield
    finally:
        backstop._say(before)  # noqa: SLF001 - as above


@pytest.fixture(autouse=True)
def _sample() -> Iterator[None]:
    with temporarily(sample.REPAIR):
        yield


@pytest.fixture
def as_served(db: None) -> Iterator[None]:  # noqa: ARG001  opens the database
    """Work as the account the handbook has the site served by; nothing of it outlives the test."""
    blocks = re.findall(r"```sql\n(.*?)```", PROVINCE.read_text(encoding="utf-8"), re.DOTALL)
    with connection.cursor() as cursor:
        for role in ("bihuan_owner", "bihuan"):
            cursor.execute(f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS")
        for statement in blocks[0].split(";"):
            if statement.strip():
                cursor.execute(statement)
        cursor.execute("SET ROLE bihuan")
    try:
        with backstop.seeing(MACHINE):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def cases(as_served: None) -> tuple[Case, Case]:  # noqa: ARG001  the account
    """Return a case everybody may know of, and a sealed one."""
    return personas.opened().case, personas.opened(sealed=SEALED).case


def shown(table: str, column: str) -> set[int]:
    """Return the cases that a table shows, when it is asked for everything."""
    return {row[0] for row in ask(f'SELECT "{column}" FROM "{table}"')}  # noqa: S608


def test_every_table_that_names_a_case_is_guarded(figure: Callable[[str], None]) -> None:
    """By the catalogue, not by what migrations meant to do."""
    guarded = {
        row[0]
        for row in ask(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = %s"
            " AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'"
            " AND (SELECT count(*) FROM pg_policy q WHERE q.polrelid = c.oid) = 1",
            POLICY,
        )
    }
    scoped = set(scoped_tables())
    assert scoped - guarded == WAIVED
    assert guarded <= scoped
    figure(f"{len(guarded)} of {len(scoped)} tables that name a case guarded, 1 waived")


def test_account_of_the_handbook_has_no_way_past(as_served: None) -> None:  # noqa: ARG001
    """Neither superuser nor exempt nor owner of anything; and the ledger is read and added to."""
    assert ask("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False, False)
    ]
    assert ask("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == [
        (0,)
    ]
    for act in ("UPDATE ledger_entry SET name = ''", "DELETE FROM ledger_entry"):
        with pytest.raises(DatabaseError), transaction.atomic():
            ask(act)


def test_nobody_said_nothing_shown(cases: tuple[Case, Case], figure: Callable[[str], None]) -> None:
    """Code whose edge did not say who acts finds no row, in any of these tables."""
    tables = [table for table in scoped_tables() if table not in WAIVED]
    filled = [table for table in tables if ask(f'SELECT 1 FROM "{table}" LIMIT 1')]  # noqa: S608
    assert {"process_case", "process_passage", "process_party", "process_desk"} <= set(filled)
    with nobody_said():
        counts = {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}  # noqa: S608
        assert not Case.objects.filter(pk__in=[case.pk for case in cases]).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            personas.opened()
    assert set(counts.values()) == {0}
    figure(f"context unset: 0 rows in {len(tables)} tables, {len(filled)} of them filled")


@pytest.mark.parametrize("actor", [VISITOR, LOOKING_ON, OUTSIDE], ids=lambda actor: actor.key)
def test_sealed_case_is_nowhere(cases: tuple[Case, Case], actor: Actor) -> None:
    """Whoever is outside the compartment finds nothing of it, though nothing was filtered."""
    plain, sealed = cases
    with backstop.seeing(actor):
        for table, columns in scoped_tables().items():
            for column in columns if table not in WAIVED else ():
                assert sealed.pk not in shown(table, column), table
        for table in ("process_passage", "process_party", "process_desk", "deadlines_clockrow"):
            assert plain.pk in shown(table, "case_id"), table
        assert not models_update(sealed)
        assert ask("DELETE FROM process_desk WHERE case_id = %s RETURNING id", sealed.pk) == []


def models_update(case: Case) -> int:
    """Write on a case past the engine."""
    return Case.objects.filter(pk=case.pk).update(title="改写")


@pytest.mark.parametrize("actor", [INSIDE, MACHINE], ids=["inside", "system"])
def test_compartment_and_machine_see_both(cases: tuple[Case, Case], actor: Actor) -> None:
    """Nothing is missing for whoever belongs there."""
    with backstop.seeing(actor):
        for table in ("process_passage", "process_party", "process_desk", "deadlines_clockrow"):
            assert {case.pk for case in cases} <= shown(table, "case_id"), table


def test_alerts_hide_with_their_clock(cases: tuple[Case, Case]) -> None:
    """An alert names a clock, and the clock a case."""
    at = timezone.now()
    ((clock,),) = ask("SELECT id FROM deadlines_clockrow WHERE case_id = %s LIMIT 1", cases[1].pk)
    ask(
        "INSERT INTO deadlines_alert (clock_id, due_at, kind, moment, at)"
        " VALUES (%s, %s, 'due', %s, %s) RETURNING id",
        clock,
        at,
        at,
        at,
    )
    with backstop.seeing(INSIDE):
        assert shown("deadlines_alert", "clock_id") == {clock}
    with backstop.seeing(OUTSIDE):
        assert shown("deadlines_alert", "clock_id") == set()


def test_work_goes_on_within_the_compartment(as_served: None) -> None:  # noqa: ARG001
    """Opening, moving and reading need no more than what the actor may see."""
    owner = personas.actor("handler", personas.OWNER, compartments=frozenset({SEALED}))
    with backstop.seeing(LOOKING_ON):  # outside: they file it and then know nothing of it
        case = personas.opened(sealed=SEALED)
        assert not Case.objects.filter(pk=case.pk).exists()
    with backstop.seeing(owner):
        api.perform(sample.REPAIR, sample.SIGN, case, actor=owner, at=personas.AT)
        assert Case.objects.get(pk=case.pk).state == case.state != "issued"


def test_request_says_who_acts_and_forgets_it(as_served: None) -> None:  # noqa: ARG001
    """A visitor sees what is not sealed; after the answer the connection shows nothing."""
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
        seen.append(ask("SELECT current_setting('bihuan.compartments')")[0][0])
        return HttpResponse()

    request = HttpRequest()
    request.method = "GET"
    with nobody_said():
        AccessMiddleware(view)(request)
        assert ask("SELECT current_setting('bihuan.compartments')") == [("",)]
    assert seen == ["|"]


def test_job_says_that_the_system_acts(as_served: None) -> None:  # noqa: ARG001
    """Work in the background sees what it needs, also when a visitor's request started it."""
    seen: list[str] = []

    def work(*, at: object) -> None:  # noqa: ARG001  the signature of work
        seen.append(backstop.said())

    at = timezone.now()
    declared = Work("tests.look", work, 1, personas.DAY)
    with only(works=(declared,)), backstop.seeing(VISITOR):
        jobs.enqueue("tests.look", at=at)
        jobs.tick(at)
        assert seen == ["*"]
        assert backstop.said() == "|"


class Broken(Exception):
    """Ends a transaction."""


def break_off(statement: str) -> None:
    """Look into one compartment more, and let the transaction fail."""
    with backstop.seeing_also("letters"), transaction.atomic():
        ask(statement)
        raise Broken


@pytest.mark.parametrize("statement", ["SELECT 1", "SELECT 1/0"])
def test_rollback_takes_nothing_along(as_served: None, statement: str) -> None:  # noqa: ARG001
    """The database takes a setting back with the transaction: what was said stays said."""
    with backstop.seeing(INSIDE):
        with pytest.raises((Broken, DatabaseError)):
            break_off(statement)
        assert ask("SELECT current_setting('bihuan.compartments')") == [("|clues|plans|",)]


def test_new_connection_is_told(as_served: None) -> None:  # noqa: ARG001
    """A connection that opens in the middle of a request knows who acts."""
    with backstop.seeing(INSIDE):
        another = connection.copy()
        try:
            with another.cursor() as cursor:
                cursor.execute("SELECT current_setting('bihuan.compartments')")
                assert cursor.fetchone() == ("|clues|plans|",)
        finally:
            another.close()
