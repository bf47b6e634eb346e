"""Which tests reach the database of the run: they are run on each one, the others only once.

It is read from what a test asks for: the mark `django_db`, a fixture that opens that database, or
the key to it. Whoever asks for none of them is refused every connection by pytest-django, and the
programs it starts do not find the address of a database in their environment. So nothing such a
test finds can depend on the database, and `make test` does not repeat it on the second one.

Nor does it repeat what is marked `once`: pages read on the first one for many people or rows.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

MARK, ONCE = "database", "once"
OPENING = {"db", "transactional_db", "django_db_setup", "live_server", "demo"}
KEY = "django_db_blocker"
ADDRESS = "DATABASE_URL"


def reaches_database(item: pytest.Item) -> bool:
    """Say whether anything this test asks for opens the database of the run."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db"):
        return True
    asked = item._fixtureinfo  # noqa: SLF001  pytest tells what a test asks for nowhere else
    keys = (
        fixture.argnames
        for fixtures in asked.name2fixturedefs.values()
        for fixture in fixtures
        if not fixture.func.__module__.startswith("pytest_django")  # it holds the key for everybody
    )
    return bool(OPENING & {*asked.names_closure}) or any(
        KEY in names for names in (asked.argnames, *keys)
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that reaches the database, and write it into the report."""
    for item in items:
        if reaches_database(item):
            item.add_marker(MARK)
            item.user_properties.append((MARK, "yes"))
        if item.get_closest_marker(ONCE):
            item.user_properties.append((ONCE, "yes"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Keep the address of the database from the programs of a test that reaches none."""
    if item.get_closest_marker(MARK) or ADDRESS not in os.environ:
        return (yield)
    address = os.environ.pop(ADDRESS)
    try:
        return (yield)
    finally:
        os.environ[ADDRESS] = address
