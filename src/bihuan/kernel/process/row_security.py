"""Row-level security of cases and of what hangs on them: the backstop behind `visible_to`.

Migrations put a table under guard with :class:`Guard`; on SQLite they do nothing. The policies are
forced, so that the owner of the tables is held by them too; a superuser is not
(docs/operate/province.md). `tests/assurance/test_row_security.py` reads the catalogue and fails for
a table that names a case and is not guarded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations.base import Operation

from bihuan.kernel.access.backstop import EVERYTHING, NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POLICY = "bihuan_compartments"
CASES = "bihuan_hidden_cases"
CLOCKS = "bihuan_hidden_clocks"

# A subselect is evaluated once for each query, a bare function call once for each row.
_SAID = f"(SELECT current_setting('{NAME}', true))"
_SOMEBODY = f"(SELECT current_setting('{NAME}', true) <> '')"
_SEALED_AGAINST = (
    "sealed <> '' AND {said} <> '" + EVERYTHING + "' AND strpos({said}, '|' || sealed || '|') = 0"
)

# What is hidden from whoever is asking, as seen by the one who sees everything. What was said is an
# argument, because within the function it is `*`. Few cases are sealed, and they have an index.
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {name}(said text) RETURNS bigint[]"
    " LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE"
    " SET search_path FROM CURRENT SET " + f"{NAME} = '{EVERYTHING}'" + " AS $$ {query} $$"
)
_HIDDEN = _SEALED_AGAINST.format(said="said")
HIDDEN_CASES = _FUNCTION.format(
    name=CASES,
    query=f"SELECT coalesce(array_agg(id), '{{}}') FROM process_case WHERE {_HIDDEN}",  # noqa: S608 - our own names
)
HIDDEN_CLOCKS = _FUNCTION.format(
    name=CLOCKS,
    query="SELECT coalesce(array_agg(id), '{}') FROM deadlines_clockrow"  # noqa: S608 - our own names
    f" WHERE case_id = ANY ({CASES}(said))",
)


def condition(columns: Iterable[str]) -> str:
    """Return which rows of a table are shown, by its columns that hold numbers of cases.

    Somebody must have said who acts, and none of the cases may be hidden from them.
    """
    return " AND ".join((_SOMEBODY, *(_not_among(CASES, column) for column in columns)))


def clock_condition(column: str) -> str:
    """Return which rows of a table are shown, by its column that names a clock."""
    return f"{_SOMEBODY} AND {_not_among(CLOCKS, column)}"


def case_condition() -> str:
    """Return which cases are shown."""
    return f"{_SOMEBODY} AND NOT ({_SEALED_AGAINST.format(said=_SAID)})"


def _not_among(hidden: str, column: str) -> str:
    return f"({column} IS NULL OR {column} NOT IN (SELECT unnest({hidden}({_SAID}))))"


class Guard(Operation):
    """Put a table under row-level security, by its columns that hold numbers of cases.

    Without columns, by a condition of its own.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *columns: str, using: str = "") -> None:
        self.table = table
        self.columns = columns
        self.using = using

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how to write this operation down."""
        return type(self).__name__, [self.table, *self.columns], {"using": self.using}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: models know nothing of it."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,  # noqa: ARG002 - Django's signature
        to_state: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Make the policy and force it."""
        if schema_editor.connection.vendor != "postgresql":
            return
        using = self.using or condition(self.columns)
        schema_editor.execute(f"CREATE POLICY {POLICY} ON {self.table} USING ({using})")
        schema_editor.execute(f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY")

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,  # noqa: ARG002 - Django's signature
        to_state: Any,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Take the policy away."""
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {self.table}")

    def describe(self) -> str:
        """Say what it does."""
        return f"Put {self.table} under row-level security"
