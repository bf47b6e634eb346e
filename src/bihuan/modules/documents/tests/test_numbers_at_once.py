"""Two hundred numberings at one instant, on either database, and one killed half-way.

In a file of its own: these tests commit, so no transaction may be open around them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, transaction

from bihuan.kernel.ledger import api as ledger
from bihuan.modules.documents.models import Series
from bihuan.modules.documents.rules.allotting import allot

OFFICE = "510000-office"
MANY, THREADS = 200, 20
WORD = "川环委办函"
DIES = """
import os, signal
import django
from django.conf import settings
settings.DATABASES["default"].update({database!r})
django.setup()
from django.db import transaction
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.documents.rules.allotting import allot
with transaction.atomic():
    ledger.lock()
    print(allot(body="510000-office", word="川环委办函", year=2026), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def one(_: int) -> int:
    """Take a number in a transaction of one's own, as an act does."""
    try:
        with transaction.atomic():
            ledger.lock()
            return allot(body=OFFICE, word=WORD, year=2026)
    finally:
        connection.close()


def dying() -> str:
    """Let a process of its own take a number and be killed before it commits."""
    database = {"NAME": str(connection.settings_dict["NAME"])}
    done = subprocess.run(  # noqa: S603 - our own interpreter, with words of ours
        [sys.executable, "-c", DIES.format(database=database)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bihuan.config.settings"}
        | {"BIHUAN_VAR": str(settings.MEDIA_ROOT.parent)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -9, done.stderr
    return done.stdout.strip()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_and_one_killed_half_way_leave_no_gap() -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        first = list(pool.map(one, range(MANY // 2)))
        killed = pool.submit(dying)
        second = list(pool.map(one, range(MANY // 2)))
    held = int(killed.result())  # it did hold a number, and death gave it back
    assert sorted(first + second) == list(range(1, MANY + 1))
    assert 1 <= held <= MANY + 1
    assert one(0) == MANY + 1
    assert Series.objects.get(body=OFFICE, word=WORD, year=2026).last == MANY + 1


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_after_the_number_gives_it_back() -> None:
    def failing() -> None:
        with transaction.atomic():
            ledger.lock()
            allot(body=OFFICE, word=WORD, year=2026)
            raise KeyboardInterrupt

    assert one(0) == 1
    with pytest.raises(KeyboardInterrupt):
        failing()
    assert one(0) == 2


@pytest.mark.django_db(transaction=True)
def test_the_first_of_a_year_is_given_once() -> None:
    together = threading.Barrier(8)

    def press(n: int) -> int:
        together.wait()
        return one(n)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == list(range(1, 9))
