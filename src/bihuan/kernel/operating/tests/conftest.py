"""The demonstration as an instance to be backed up, and a look at all it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from bihuan.kernel.operating import backing_up, databases, sealing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


State = tuple[dict[str, str], dict[str, str]]


@pytest.fixture
def instance(demo: Path) -> Iterator[Path]:
    """Work on a copy of the demonstration; what restoring kept of it is taken away again."""
    call_command("migrate", verbosity=0)  # the tables of the tests' own app are missing in it
    with override_settings(VAR_DIR=demo):
        yield demo
    for name in beside():
        databases.current().drop(name)


@pytest.fixture
def state(instance: Path) -> Callable[[], State]:
    """Return a function that says what the instance holds: its rows, its files."""
    del instance

    def look() -> State:
        database = databases.current()
        with database.asking(database.name) as ask:
            rows = database.content(ask)
        held = {
            path: sealing.digest_of(sealing.slices(place))[0] for path, place in backing_up.files()
        }
        return rows, held

    return look


def beside() -> list[str]:
    """Return the databases that stand beside the one of the instance, kept or forgotten."""
    database = databases.current()
    if isinstance(database, databases.Sqlite):
        live = Path(database.name)
        found = [str(path) for path in live.parent.glob(f"{live.name}.*")]
        return [path for path in found if not path.endswith(("-wal", "-shm"))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
    return [name for name in names if name.startswith(f"{database.name}_")]
