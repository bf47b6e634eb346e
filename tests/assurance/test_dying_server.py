"""D4: the server of the database dies under its writers; a line breaks in mid-transaction."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import close_old_connections, connection

from bihuan.kernel.process import temporarily
from bihuan.kernel.process.models import Case
from bihuan.kernel.process.tests import personas as who
from bihuan.kernel.process.tests.sample import process as sample
from bihuan.kernel.ui.tests.test_cases import at_the_desk
from scripts import postgres
from tests.assurance import repairs
from tests.assurance.sizes import size

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from scripts.postgres import Loan

    Figure = Callable[[str], None]

ROUNDS = size("SERVER_KILLS", 5)
WRITERS = 4
RECOVERED = 10.0


# --- the server ---------------------------------------------------------------------------------
def kill(loan: Loan) -> None:
    """Kill a borrowed server with everything it started, as the end of its machine would."""
    first = int((loan.data / "postmaster.pid").read_text().split()[0])
    for process in [first, *children_of(first)]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until = time.monotonic() + RECOVERED
    while Path(f"/proc/{first}/cmdline").is_file() and time.monotonic() < until:
        if not Path(f"/proc/{first}/cmdline").read_bytes():  # nobody has waited for it yet
            break
        time.sleep(0.01)


def children_of(parent: int) -> list[int]:
    """Return the processes that one process has started."""
    return [
        int(each.parent.name)
        for each in Path("/proc").glob("[0-9]*/stat")
        if int(each.read_text().rpartition(")")[2].split()[1]) == parent
    ]


def durable(loan: Loan) -> None:
    """Look that this server waits for the disk; without that the test would say nothing."""
    with psycopg.connect(loan.address) as asked:
        for name in postgres.DURABILITY:
            assert asked.execute(f"SHOW {name}".encode()).fetchone() == ("on",), name


@pytest.mark.goal("D4")
@pytest.mark.assurance
@pytest.mark.once
def test_a_server_killed_under_load_loses_nothing_and_leaves_nobody_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chance: random.Random, figure: Figure
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with postgres.server(durable=True) as loan:
        durable(loan)
        names = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "BIHUAN_VAR": str(tmp_path),
            **postgres.environment(loan),
        }
        program = subprocess.Popen(  # noqa: S603  our own program
            [
                *(sys.executable, "-m", "tests.assurance.dying_server"),
                *map(str, (ROUNDS, WRITERS, chance.randrange(10**6))),
            ],
            env={**os.environ, **names},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert program.stdin is not None
        assert program.stdout is not None
        do: dict[str, Callable[[], object]] = {"kill": lambda: kill(loan), "start": loan.again}
        found: Any = None
        for line in program.stdout:
            if line.strip() in do:
                do[line.strip()]()
                program.stdin.write("done\n")
                program.stdin.flush()
            else:
                found = json.loads(line)
        program.communicate(timeout=60)
    assert program.returncode == 0
    assert found["faults"] == []
    assert found["lost"] == []
    assert found["broken"] == []
    assert len(found["took"]) == ROUNDS
    # How long the server itself needs is a matter of the disk: it syncs all it has first.
    started = max(server for server, _ in found["took"])
    at_work = max(writers for _, writers in found["took"])
    assert at_work <= RECOVERED, found["took"]
    assert found["pages"], "nobody met the dead server"
    assert {tuple(page) for page in found["pages"]} == {(503, True)}, Counter(
        map(tuple, found["pages"])
    )
    figure(
        f"{ROUNDS} kills of a durable server under {WRITERS} writers: "
        f"{found['acknowledged']:,} acknowledged, 0 lost, 0 stuck; the server was back after "
        f"{started:.1f} s at most, all at work {at_work:.1f} s later, "
        f"{len(found['pages'])} error pages, all 503"
    )


# --- the line -----------------------------------------------------------------------------------
@pytest.mark.goal("D4")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet")
def test_a_line_that_breaks_in_mid_transaction_undoes_the_act(figure: Figure) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no line")
    with temporarily(sample.REPAIR), at_the_desk(who.HANDLER) as client:
        client.raise_request_exception = False
        whole, _ = pressed(client, who.opened().number, 0)
        few = range(1, whole + 1, 3)
        for nth in few:
            case = who.opened()
            _, answer = pressed(client, case.number, nth)
            close_old_connections()  # as the product does at the beginning of every request
            told = answer.content.decode()
            state = Case.objects.get(pk=case.case_id).state
            if answer.status_code == 302 or "已经写入" in told:
                assert state == "planning", nth
            else:
                assert (answer.status_code, state) == (503, "opened"), nth
                assert answer.headers["X-Request-ID"] in told
                _, again = pressed(client, case.number, 0)
                assert again.status_code == 302, nth
            assert Case.objects.get(pk=case.case_id).state == "planning", nth
        assert not repairs.broken()
    figure(f"a line broken before {len(few)} of {whole} statements: 0 by half, all 503 and again")


def pressed(client: Any, number: str, nth: int) -> tuple[int, Any]:
    """Sign; before the n-th statement the server ends the session. Return how many there were."""
    asked = 0

    def before(execute: Callable[..., Any], *words: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == nth:
            end_session()
        return execute(*words)

    with connection.execute_wrapper(before):
        answer = client.post(f"/cases/{number}/sign/", {"seen": "0", "once": f"{number:>32}"})
    return asked, answer


def end_session() -> None:
    """End the session of this test from another one."""
    mine = connection.connection.info.backend_pid
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
    finally:
        other.close()
