"""The database's own refusal to change or delete an entry.

The code has no path that would; this stands in the way of a console. Whoever may drop a trigger can
still get past it, which is why there are digests and anchors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

FIRST = ("ledger_entry", "ledger_anchor")
LATER = ("ledger_node", "ledger_checkpoint")
TABLES = (*FIRST, *LATER)
_REFUSAL = "the ledger is append-only"


def install(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Put the triggers on the tables; harmless when they are there already."""
    remove(connection, tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
            )
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
                )
            else:
                for act in ("UPDATE", "DELETE"):
                    cursor.execute(
                        f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table}"
                        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                    )


def remove(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Take the triggers away: backward migration, and test databases to be emptied."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuse ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuse_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuse_delete")
