"""Questions whose SQL is written once and asked with other values.

Django writes the SQL of a query anew each time, which costs some twenty times what the database
needs to answer a small one. What every page asks is therefore prepared: built with slots instead of
values, compiled by the first who asks on a connection, and filled from then on. It is the same SQL
through the same cursor, so counting, tracing and row-level security see no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, QuerySet
    from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
KEPT = "bihuan_prepared"


class Slot(Expression):
    """The place of a value that is given when the question is asked."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(
        self,
        compiler: SQLCompiler,  # noqa: ARG002 - Django's signature
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's signature
    ) -> tuple[str, list[Any]]:
        """Stand in the SQL as a parameter."""
        return "%s", [self]


class _Compiled(Generic[Row]):
    """A question on one connection, which one thread uses at a time."""

    def __init__(self, found: QuerySet[Any, Row], connection: BaseDatabaseWrapper) -> None:
        self._found: Any = found
        self._connection = connection
        self._compiler = found.query.get_compiler(connection=connection)
        self._sql, self._params = self._compiler.as_sql()
        self._rows: list[Any] = []
        # The iterable of the queryset asks its query for a compiler, and that for rows.
        found.query.get_compiler = lambda *_, **__: self._compiler  # type: ignore[method-assign]
        self._compiler.execute_sql = lambda *_, **__: [self._rows]

    def ask(self, values: Mapping[str, Any]) -> list[Row]:
        params = [
            each.output_field.get_db_prep_value(values[each.name], self._connection)
            if isinstance(each, Slot)
            else each
            for each in self._params
        ]
        with self._connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            self._rows = cursor.fetchall()
        try:
            # As a queryset goes through its own rows.
            rows: list[Row] = list(self._found._iterable_class(self._found))  # noqa: SLF001
        finally:
            self._rows = []
        return rows


class Prepared(Generic[Row]):
    """One question with slots.

    ``build`` gets a `Slot` for each field named and returns the queryset: of models, with
    `select_related`, or of values; a slice belongs to it. A value is never ``None``, since no row
    equals nothing, and never a list, since its length stands in the SQL. Nothing is prefetched.
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Row]], **slots: Callable[[], Field[Any, Any]]
    ) -> None:
        self._build = build
        self._slots = slots

    def __call__(self, **values: Any) -> list[Row]:
        """Ask with these values, on the connection this thread would use."""
        connection = connections["default"]
        # Kept with the connection, so that it goes when that goes.
        kept: dict[Prepared[Row], _Compiled[Row]] = vars(connection).setdefault(KEPT, {})
        compiled = kept.get(self)
        if compiled is None:
            slots = {name: Slot(name, field()) for name, field in self._slots.items()}
            compiled = _Compiled(self._build(**slots), connection)
            kept[self] = compiled
        return compiled.ask(values)
