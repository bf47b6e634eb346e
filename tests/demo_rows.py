"""The demonstration's rows, taken from its SQLite file into the PostgreSQL database in use.

Performing every act of the demonstration a second time takes minutes. That it can be done on
PostgreSQL, and leaves the same rows, is held by `make assurance` (tests/assurance/test_demo_rows).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, transaction

from bihuan.modules.matters.models.searching import SearchEntry
from bihuan.modules.matters.queries.index import store_terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.models import Model

SOURCE = "built"
SAMPLE = "process_sample"
AT_ONCE = 2_000


def take_over(file: Path) -> None:
    """Put every row of this SQLite file into the database in use, in place of what is there.

    Foreign keys are judged at the end, by the database, when the transaction is committed.
    """
    models = [model for model in apps.get_models(include_auto_created=True) if is_products(model)]
    with _reading(file), transaction.atomic(), connection.cursor() as cursor:
        quoted = ", ".join(connection.ops.quote_name(table_of(model)) for model in models)
        cursor.execute("SET LOCAL session_replication_role = replica")  # the book refuses TRUNCATE
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        for model in models:
            _copy(model, cursor)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        store_terms(list(SearchEntry.objects.all()))


def table_of(model: type[Model]) -> str:
    """Return the name of the table of a model."""
    return model._meta.db_table  # noqa: SLF001  Django's documented way


def is_products(model: type[Model]) -> bool:
    """Whether the product has this table; the tests have one or two besides."""
    return not table_of(model).startswith(SAMPLE)


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Open a SQLite file beside the database in use, for as long as the block."""
    connections.databases[SOURCE] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{file}?mode=ro",
        "OPTIONS": {"uri": True},
    }
    try:
        yield
    finally:
        connections[SOURCE].close()
        del connections[SOURCE]
        del connections.databases[SOURCE]


def _copy(model: type[Model], cursor: Any) -> None:
    fields = model._meta.concrete_fields  # noqa: SLF001  Django's documented way
    table = connection.ops.quote_name(table_of(model))
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    every = model._base_manager.using(SOURCE)  # noqa: SLF001  documented too
    rows = every.order_by().values_list(*(field.attname for field in fields))
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows.iterator(chunk_size=AT_ONCE):
            copy.write_row(
                [
                    field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, row, strict=True)
                ]
            )
