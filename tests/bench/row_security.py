"""`python -m tests.bench.row_security`: what row-level security costs on PostgreSQL.

The same statements, in turns, as a superuser (whom the policies do not hold) and as an account they
hold. Statements and not pages: a page adds the same on both sides and would flatter the ratio.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.__main__ import empty_database

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).parents[2]
CASES, SEALED_EVERY, ROUNDS = 100_000, 100, 40
LIST_GOAL, COUNT_GOAL = 2.0, 1.1

CASE_ROWS = f"""
INSERT INTO process_case (number, process, version, state, revision, title, body, region, line,
    sealed, period, topic, opened_at, moved_at, next_clock)
SELECT 'BA-2026-' || n, 'bench', 1, 'open', 0, 'case ' || n, '5101' || n % 100 || '-water',
    '5101' || lpad((n % 100)::text, 2, '0'), 'water',
    CASE WHEN n % {SEALED_EVERY} = 0 THEN 'clues' ELSE '' END, '2026', '', now(), now(), ''
FROM generate_series(1, {CASES}) n
"""  # noqa: S608  numbers of ours
PASSAGE_ROWS = """
INSERT INTO process_passage (case_id, step, label, before, after, at, actor_key, actor_name,
    actor_post, actor_body, actor_body_name, on_behalf_of, opinion, seq)
SELECT id, 'open', 'open', '', 'open', now(), 'post:1', '', '', '', '', '', '', id
FROM process_case
"""
OF_A_CITY = (
    "FROM process_case WHERE process = 'bench' AND sealed = ''"
    " AND region >= '5101' AND region < '5102'"
)
WITH_CASE = "FROM process_passage p JOIN process_case c ON c.id = p.case_id WHERE c.sealed = ''"
STATEMENTS = {
    "list of 50 cases": (f"SELECT * {OF_A_CITY} ORDER BY id DESC LIMIT 50", LIST_GOAL),
    "list of 50 acts with their case": (
        f"SELECT * {WITH_CASE} ORDER BY p.id DESC LIMIT 50",
        LIST_GOAL,
    ),
    "one case by its number": (
        "SELECT * FROM process_case WHERE number = 'BA-2026-4711' AND sealed = ''",
        LIST_GOAL,
    ),
    "count of cases": ("SELECT count(*) FROM process_case WHERE sealed = ''", COUNT_GOAL),
    "count of acts with their case": (f"SELECT count(*) {WITH_CASE}", COUNT_GOAL),
}


def main() -> int:
    """Lend a database, measure within a process of its own."""
    if sys.argv[1:] == ["--inside"]:
        return _inside()
    with empty_database() as address:
        environment = {**os.environ, "DATABASE_URL": address, "BIHUAN_LOG": "ERROR"}
        words = [sys.executable, "-m", "tests.bench.row_security", "--inside"]
        return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def _inside() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from bihuan.kernel.access import VISITOR, backstop  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(CASE_ROWS)
        cursor.execute(PASSAGE_ROWS)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CREATE ROLE bihuan_bench NOLOGIN")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO bihuan_bench")
        # The same plan on both sides, and no helpers that wait for a busy machine.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        backstop.see(VISITOR)
        try:
            for name, (statement, goal) in STATEMENTS.items():
                free, held = _times(cursor, statement)
                sys.stdout.write(
                    f"{name}: {free:.2f} ms without, {held:.2f} ms with, ratio {held / free:.2f}"
                    f" (goal {goal}), load {os.getloadavg()[0]:.1f}\n"
                )
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY bihuan_bench")
            cursor.execute("DROP ROLE bihuan_bench")
    return 0


def _times(cursor: CursorWrapper, statement: str) -> tuple[float, float]:
    """Return the median milliseconds without and with the policies; taken in turns."""
    spent: dict[str, list[float]] = {"RESET ROLE": [], "SET ROLE bihuan_bench": []}
    for _ in range(ROUNDS):
        for role, times in spent.items():
            cursor.execute(role)
            began = time.perf_counter()
            cursor.execute(statement)
            cursor.fetchall()
            times.append((time.perf_counter() - began) * 1000)
    free, held = (statistics.median(times) for times in spent.values())
    return free, held


if __name__ == "__main__":
    sys.exit(main())
