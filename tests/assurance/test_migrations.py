"""Migrations can be taken back, and stop nobody on the way."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from bihuan.kernel.operating.management.commands.migrate import LOCK_SECONDS, impatient
from tests.demo_site import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def own() -> list[str]:
    """Return our applications, those first that others need."""
    return [config.label for config in apps.get_app_configs() if config.name.startswith("bihuan.")]


@pytest.mark.goal("J6")
def test_every_operation_can_be_taken_back(figure: Callable[[str], None]) -> None:
    disk = MigrationLoader(None).disk_migrations
    mine = {key: found for key, found in disk.items() if key[0] in own()}
    stuck = [
        f"{key}: {type(operation).__name__}"
        for key, found in mine.items()
        for operation in found.operations
        if not operation.reversible
    ]
    number = sum(len(found.operations) for found in mine.values())
    figure(f"{number} operations in {len(mine)} migrations, {len(stuck)} that cannot be taken back")
    assert number > 50
    assert stuck == []
    assert [key for key, found in mine.items() if not found.atomic] == []


@pytest.mark.goal("J6")
@pytest.mark.assurance
def test_all_the_way_back_and_forth_again(tmp_path: Path, figure: Callable[[str], None]) -> None:
    """Every table goes and comes again: what a migration leaves behind would refuse the second."""
    program = """
import django, sys
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
first = set(connection.introspection.table_names())
for label in reversed(sys.argv[1:]):
    from django.db.migrations.recorder import MigrationRecorder
    if any(app == label for app, _ in MigrationRecorder(connection).applied_migrations()):
        call_command("migrate", label, "zero", verbosity=0)
left = [name for name in connection.introspection.table_names() if name.split("_")[0] in sys.argv]
assert not left, left
call_command("migrate", verbosity=0)
assert set(connection.introspection.table_names()) == first
print(len(first))
"""
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - this Python, our own words
        [sys.executable, "-c", program, *own()],
        cwd=ROOT,
        env=environment(tmp_path)
        | {"DJANGO_SETTINGS_MODULE": "bihuan.config.settings", "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    figure(f"{done.stdout.strip()} tables there, gone, there in {time.monotonic() - began:.0f} s")


@pytest.mark.goal("J6")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_migration_does_not_wait_behind_somebody_idle(figure: Callable[[str], None]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    idle = connection.copy()
    with idle.cursor() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM jobs_periodic")
        began = time.monotonic()
        with (
            impatient(connection),
            connection.cursor() as cursor,
            pytest.raises(OperationalError, match="lock timeout"),
        ):
            cursor.execute("ALTER TABLE jobs_periodic ADD COLUMN later integer")
        waited = time.monotonic() - began
        reader.execute("ROLLBACK")
    idle.close()
    figure(f"gave up after {waited:.1f} s")
    assert waited >= LOCK_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
        # Other tests hold locks of their own in databases of their own on this server.
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)
