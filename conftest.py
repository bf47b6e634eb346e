"""What every test finds: fast hashing, its own database files, and its own folder for uploads."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

pytest_plugins = (
    "tests.personas",
    "tests.chromium",
    "tests.map_site",
    "tests.demo_site",
    "tests.databases",
    "tests.assurance.marking",
)


def pytest_configure(config: pytest.Config) -> None:
    """Give this process folders and a database of its own.

    A database file per process lets several runs share a checkout, and, unlike one in memory, it
    races as production does.
    """
    from django.conf import settings  # noqa: PLC0415  pytest-django chooses the settings first

    folder = Path(tempfile.mkdtemp(prefix="bihuan-test-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    settings.MEDIA_ROOT = folder / "files"
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    # Written into the instance's own folder, a test's checkpoints would accuse its real ledger.
    settings.ANCHOR_FILE = folder / "anchors.txt"
    settings.CHECKPOINT_FILES = [str(folder / "checkpoints.txt")]
    settings.LEDGER_KEY = folder / "keys" / "ledger.pem"
    settings.VAULT_KEY = folder / "keys" / "vault.key"
    name = str(folder / "test.sqlite3") if settings.SQLITE else f"test_bihuan_{os.getpid()}"
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001  the one it builds on
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Let test databases be emptied: on SQLite the ledger's triggers would refuse the flush.

    The tests of the ledger put them back for themselves. PostgreSQL empties by TRUNCATE.
    """
    from django.db import connection  # noqa: PLC0415

    from bihuan.kernel.ledger import triggers  # noqa: PLC0415

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            triggers.remove(connection)
