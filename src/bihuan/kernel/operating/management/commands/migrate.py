"""Django's `migrate`, patient where several start at once, impatient where it would stop people.

On PostgreSQL an ALTER TABLE behind somebody's idle transaction waits for ever, and everybody else
waits behind it. Here it gives up after two seconds, with nothing half done: each migration is one
transaction. Several machines that start together take turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.commands import migrate
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

from contextlib import contextmanager

LOCK_SECONDS = 2
ONE_AT_A_TIME = 0x62696875616E
"""The advisory lock of migrating; the number is the name of the product."""


@contextmanager
def impatient(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Migrate alone, and let no statement wait for a lock longer than two seconds."""
    if connection.vendor != "postgresql":
        yield  # SQLite has one writer, and its own limit
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


class Command(migrate.Command):
    """Bring the database to the structure of this program."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate."""
        with impatient(connections[options["database"]]):
            super().handle(*args, **options)
