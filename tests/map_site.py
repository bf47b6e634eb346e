"""The real map of bodies for tests that work in it: loaded once by each worker, into a database.

`mapped` sets a file of tests to work on that database; what one test writes is rolled back as ever.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def mapped(_database_with_map: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Work in the province as the notice found it, for as long as a file of tests lasts."""
    with django_db_blocker.unblock(), pointed_at(_database_with_map):
        _load_where_missing()  # a test that commits empties the database it worked on
        yield


@pytest.fixture(scope="session")
def _database_with_map(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    del django_db_setup
    with django_db_blocker.unblock():
        name = copy_of_database("mapped")
        yield name
        if connection.vendor == "postgresql":
            maintain(f'DROP DATABASE "{name}"')


def _load_where_missing() -> None:
    # Django is set up after the plugins of pytest are read.
    from bihuan.kernel.access import system_actor  # noqa: PLC0415
    from bihuan.kernel.calendar import SHANGHAI  # noqa: PLC0415
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415

    if not organisations.regions():
        issued = datetime(2023, 3, 17, tzinfo=SHANGHAI)
        organisations.load(actor=system_actor("tests"), at=issued)


def copy_of_database(word: str) -> str:
    """Copy the empty database of this process and return the name of the copy."""
    empty = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "postgresql":
        name = f"{empty}_{word}"
        maintain(f'CREATE DATABASE "{name}" TEMPLATE "{empty}"')
        return name
    name = f"{empty}.{word}"
    with closing(sqlite3.connect(empty)) as source, closing(sqlite3.connect(name)) as copy:
        source.backup(copy)
    return name


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Work on another database in this process for as long as the block."""
    connection.close()
    kept, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


def maintain(statement: str) -> None:
    """Say something to the server that no single database is asked."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001  as Django's own test runner
        cursor.execute(statement)
