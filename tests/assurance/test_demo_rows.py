"""What the other tests on PostgreSQL look at is what the demonstration leaves there."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps

from tests import demo_rows
from tests.demo_site import DATABASE, bihuan

if TYPE_CHECKING:
    from pathlib import Path

NAME = "bihuan_demo_performed"
PATIENCE = 1_800
BOOK = "SELECT seq, verb, subject, actor_key FROM ledger_entry ORDER BY seq"


@pytest.mark.assurance
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_performing_the_demonstration_here_leaves_the_same_rows(
    demo_build: Path, tmp_path: Path
) -> None:
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f'DROP DATABASE IF EXISTS "{NAME}"')
        maintenance.execute(f'CREATE DATABASE "{NAME}"')
        try:
            here = urlsplit(server)._replace(path=f"/{NAME}").geturl()
            done = bihuan("demo", var=tmp_path, database=here, timeout=PATIENCE)
            assert done.returncode == 0, done.stderr
            with (
                psycopg.connect(here) as performed,
                closing(
                    sqlite3.connect(f"file:{demo_build / DATABASE}?mode=ro", uri=True)
                ) as built,
            ):
                assert performed.execute(BOOK).fetchall() == built.execute(BOOK).fetchall()
                for model in filter(demo_rows.is_products, apps.get_models()):
                    count = f'SELECT count(*) FROM "{demo_rows.table_of(model)}"'  # noqa: S608  our names
                    (there,) = performed.execute(count.encode()).fetchone() or (None,)
                    (expected,) = built.execute(count).fetchone()
                    assert there == expected, demo_rows.table_of(model)
        finally:
            maintenance.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')
