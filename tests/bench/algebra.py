"""`python -m tests.bench.algebra`: how fast lists are compared; writes docs/algebra.md.

Times are taken at 100,000 matters on both databases, each in a process and a database of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.__main__ import empty_database

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "algebra.md"
ROWS, GOAL_MS, RUNS = 60, 2000, 5
LEVELS = {"province": "510000-water", "city": "510100-water", "county": "510104-water"}
HEAD = """\
# 清单代数: how fast lists are compared

Written by `python -m tests.bench.algebra` on {day} (UTC); do not edit. Times are on the clock of
what the machine gave: read them next to the load average and the computing time of the process
(CPU; on PostgreSQL without the database's own). How well: `docs/develop/algebra.md`.

"""


def main() -> int:
    """Measure and write, or, inside, measure one database."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.algebra", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--most", type=int, default=0, help="so many lists instead of all")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return _inside(asked.inside, asked.most)
    kinds = asked.database or ("sqlite", "postgresql")
    text = HEAD.format(day=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"))
    text += "\n".join(_measured(kind, asked.most) for kind in kinds)
    if asked.database:
        sys.stdout.write(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
    return 0


def _measured(kind: str, most: int) -> str:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bihuan-algebra-")))
        environment = {**os.environ, "BIHUAN_VAR": str(folder), "BIHUAN_LOG": "ERROR"}
        environment["DATABASE_URL"] = (
            stack.enter_context(empty_database()) if kind == "postgresql" else ""
        )
        out = folder / "section.md"
        subprocess.run(  # noqa: S603 - this program itself
            [
                sys.executable,
                "-m",
                "tests.bench.algebra",
                "--inside",
                str(out),
                "--most",
                str(most),
            ],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        return out.read_text(encoding="utf-8")


def _inside(out: Path, most: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    lines = [f"## {connection.display_name}", "", *_times(most), ""]
    out.write_text("\n".join(lines), encoding="utf-8")
    return 0


def _times(most: int) -> Iterator[str]:
    from django.utils import timezone  # noqa: PLC0415  after setup()

    from bihuan.kernel.access import system_actor  # noqa: PLC0415
    from bihuan.modules.algebra import api as algebra  # noqa: PLC0415
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415
    from tests.bench import lists  # noqa: PLC0415
    from tests.bench.harness import conditions, once, timed  # noqa: PLC0415

    at = timezone.now()
    organisations.load(actor=system_actor("bench"), at=at)
    filled = lists.fill(most=most, public=False)
    yield f"- before: {conditions()}"
    runs: list[algebra.Run] = []
    whole = once("", lambda: runs.append(algebra.compare_all(at=at)))
    told = runs[0]
    table = [
        "",
        "| what | median ms | slowest ms | CPU ms | goal |",
        "|---|---:|---:|---:|---|",
    ]
    for level, body in LEVELS.items():
        _lengthen(body)
        one = timed("", partial(algebra.compare_body, body=body, at=at), runs=RUNS)
        times = f"{one.median:,.0f} | {one.p95:,.0f} | {one.cpu:,.0f} | ≤ {GOAL_MS:,}"
        table.append(f"| one newly filed list of {ROWS} matters, {level} | {times} |")
    times = f"{whole.median:,.0f} | — | {whole.cpu:,.0f} | —"
    table.append(f"| everything anew | {times} |")
    yield f"- after: {conditions()}"
    yield (
        f"- {filled.lists:,} lists with {filled.matters:,} matters;"
        f" {told.relations:,} relations and {told.findings:,} findings"
    )
    yield from table


def _lengthen(body: str) -> None:
    """Make the list of a body as long as a long one is."""
    from bihuan.modules.matters.models import MatterRow  # noqa: PLC0415  after setup()

    rows = list(MatterRow.objects.filter(matter_list__case__body=body).order_by("position"))
    extra = [
        MatterRow(
            matter_list_id=row.matter_list_id,
            position=row.position + len(rows),
            code=f"Z-{row.position}",
            name=f"{row.name}（补充）",
            name_key=row.name_key,
            category=row.category,
            role=row.role,
            level=row.level,
            measures=row.measures,
            legal_bases=row.legal_bases,
            lead_office=row.lead_office,
        )
        for row in rows[: ROWS - len(rows)]
    ]
    MatterRow.objects.bulk_create(extra)


if __name__ == "__main__":
    sys.exit(main())
