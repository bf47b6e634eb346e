"""`python -m tests.bench.algebra`: one newly filed 60-row list against a province, and everything.

On a throw-away database of the embedded kind; prints what it measured.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

ROWS = 60
LIMIT_MS = 2000


def main() -> int:
    """Fill, compare everything, file one provincial list, compare it."""
    with tempfile.TemporaryDirectory() as var:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
        os.environ["BIHUAN_VAR"] = var
        os.environ.pop("DATABASE_URL", None)
        return _measure()


def _measure() -> int:
    import django  # noqa: PLC0415  after the settings are chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from bihuan.kernel.access import system_actor  # noqa: PLC0415
    from bihuan.modules.algebra.api import compare_all, compare_body  # noqa: PLC0415
    from bihuan.modules.algebra.queries.scope import everything  # noqa: PLC0415
    from bihuan.modules.algebra.rules.measuring import text_of  # noqa: PLC0415
    from bihuan.modules.algebra.rules.packing import compared, pack  # noqa: PLC0415
    from bihuan.modules.matters.api import comparing  # noqa: PLC0415
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415
    from tests.bench import lists  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    at = timezone.now()
    organisations.load(actor=system_actor("bench"), at=at)
    filled = lists.fill()
    began = time.perf_counter()
    run = compare_all(at=at)
    whole = time.perf_counter() - began
    say = sys.stdout.write
    say(f"{filled.lists} lists, {filled.matters} matters\n")
    say(f"everything: {whole:.1f} s, {run.relations} relations, {run.findings} findings\n")
    body = "510000-water"
    _lengthen(body)
    took = []
    for _time in range(3):
        began = time.perf_counter()
        one = compare_body(body=body, at=at)
        took.append(time.perf_counter() - began)
    best, worst = min(took) * 1000, max(took) * 1000
    say(f"one provincial list of {ROWS}: {best:.0f}-{worst:.0f} ms, {one.relations} relations\n")
    number = comparing.filed_lists(body=body)[0].number
    texts = [text_of(matter) for matter in comparing.filed_matters([number])[number]]
    began = time.perf_counter()
    corpus = everything()
    pairs = sum(1 for _pair in compared(pack(texts), corpus.pack))
    every = (time.perf_counter() - began) * 1000
    say(f"its {len(texts)} texts measured against all {len(corpus.matters)}: {every:.0f} ms, ")
    say(f"{pairs} candidate pairs\nload {os.getloadavg()[0]:.1f}\n")
    return int(max(worst, every) > LIMIT_MS)


def _lengthen(body: str) -> None:
    from bihuan.modules.matters.models import MatterRow  # noqa: PLC0415

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
        )
        for row in rows[: ROWS - len(rows)]
    ]
    MatterRow.objects.bulk_create(extra)


if __name__ == "__main__":
    sys.exit(main())
