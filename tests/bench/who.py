"""`python -m tests.bench.who`: how well and how fast 这件事归谁管 is answered; writes docs/who.md.

The score is taken on the lists of the demonstration, the times at 100,000 matters, each on both
databases in a process and a database of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.__main__ import empty_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.bench.asking import Outcome

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "who.md"
GOAL_MS = 60
HEAD = """\
# 这件事归谁管: how well and how fast

Written by `python -m tests.bench.who` on {day} (UTC); do not edit. The questions stand in
`tests/bench/questions.toml`, the dictionary in `policies/china/words/`. A third of the questions
was held back by a hash before the dictionary was tuned. Questions, dictionary and the lists of the
demonstration were written by the same hand: read the held-back figure as an upper bound until
citizens' own words are collected. Times are the engine's, from text to answer as on one page, on
what the machine gave: read them next to the load average and the computing time of the process
(CPU, in which a PostgreSQL server's own work is not).

"""


def main() -> int:
    """Measure and write, or, inside, measure one database."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.who", description=__doc__)
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
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bihuan-who-")))
        environment = {**os.environ, "BIHUAN_VAR": str(folder), "BIHUAN_LOG": "ERROR"}
        environment["DATABASE_URL"] = (
            stack.enter_context(empty_database()) if kind == "postgresql" else ""
        )
        out = folder / "section.md"
        subprocess.run(  # noqa: S603 - this program itself
            [sys.executable, "-m", "tests.bench.who", "--inside", str(out), "--most", str(most)],
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
    lines = [f"## {connection.display_name}", "", *_score(), "", *_times(most), ""]
    out.write_text("\n".join(lines), encoding="utf-8")
    return 0


def _score() -> Iterator[str]:
    from tests.bench import asking  # noqa: PLC0415  after setup()

    asking.build()
    outcomes = [asking.outcome(asked) for asked in asking.questions()]
    tuned = [item for item in outcomes if not item.asked.held]
    held = [item for item in outcomes if item.asked.held]
    yield "| questions | right body first | in the first three | unanswerable said so |"
    yield "|---|---:|---:|---:|"
    groups: tuple[tuple[str, Iterable[Outcome]], ...] = (
        ("all", outcomes),
        ("used for tuning", tuned),
        ("held back", held),
    )
    for name, group in groups:
        score = asking.scored(group)
        yield f"| {name} | {score.first} | {score.three} | {score.none} |"
    yield f"| goal | {asking.FIRST} % | {asking.THREE} % | {asking.NONE} % |"


def _times(most: int) -> Iterator[str]:
    from bihuan.kernel.access import VISITOR, one_page  # noqa: PLC0415  after setup()
    from bihuan.modules.matters import api as matters  # noqa: PLC0415
    from bihuan.modules.matters.models import Publication, SearchEntry  # noqa: PLC0415
    from bihuan.modules.matters.operations import indexing  # noqa: PLC0415
    from tests.bench import asking, lists  # noqa: PLC0415
    from tests.bench.harness import conditions, once, timed  # noqa: PLC0415

    _forget()
    filled: list[lists.Filled] = []
    building = once("", lambda: filled.append(lists.fill(most=most)))
    _analyze()
    texts = [(asked.text, asked.region) for asked in asking.questions()]
    asked = iter(texts * 2)
    count = len(texts)

    def ask_one() -> None:
        text, region = next(asked)
        with one_page():
            matters.who_is_responsible(text, region=region, at=asking.AT, actor=VISITOR)

    search = timed("", ask_one, runs=count)
    copy = Publication.objects.defer("csv_file").order_by("pk")[1].address
    update = once("", lambda: indexing.index_publication(copy, on=date(2025, 6, 3)))
    entries = SearchEntry.objects.count()
    yield f"{filled[0].lists:,} lists, {entries:,} index entries; {conditions()}."
    yield ""
    yield "| what | median ms | p95 ms | CPU ms | CPU p95 ms | goal |"
    yield "|---|---:|---:|---:|---:|---|"
    times = f"{search.median:.1f} | {search.p95:.1f} | {search.cpu:.1f} | {search.cpu_p95:.1f}"
    times += f" | p95 ≤ {GOAL_MS}"
    yield f"| one question ({count} different) | {times} |"
    times = f"{update.median:.0f} | — | {update.cpu:.0f} | — | ≤ 1,000"
    yield f"| index update, one list of {lists.ROWS} matters | {times} |"
    yield f"| filling the database | {building.median:.0f} | — | {building.cpu:.0f} | — | — |"


def _forget() -> None:
    """Take the lists of the score away: the times are of the province in bulk."""
    from bihuan.modules.matters.models import (  # noqa: PLC0415  after setup()
        Publication,
        PublishedMatter,
        SearchEntry,
    )
    from bihuan.modules.matters.queries.index import drop_terms  # noqa: PLC0415

    drop_terms(list(SearchEntry.objects.values_list("pk", flat=True)))
    SearchEntry.objects.all().delete()
    PublishedMatter.objects.all().delete()
    Publication.objects.all().delete()


def _analyze() -> None:
    from django.db import connection  # noqa: PLC0415  after setup()

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    sys.exit(main())
