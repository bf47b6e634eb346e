"""What a load needs before it begins: passwords of the people, a workbook; and taking it over.

python -m tests.bench.preparing passwords 0
python -m tests.bench.preparing file 50000
python -m tests.bench.preparing import 50000
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROWS = 5_000
"""Rows of one workbook: what is more comes in several, as it would from several bodies."""
LINE = "water"


def passwords() -> None:
    """Give the people of the demonstration a password; what they may do stays."""
    from django.utils import timezone  # noqa: PLC0415  after setup()

    from bihuan.kernel.access.models import Account  # noqa: PLC0415
    from tests.bench.crowds import PASSWORD  # noqa: PLC0415
    from tests.bench.people import WHO  # noqa: PLC0415

    for account in Account.objects.filter(login__in=WHO):
        account.set_password(PASSWORD)
        account.password_at, account.must_change_password = timezone.now(), False
        account.save()


def workbook() -> Path:
    """Return where the workbook lies."""
    from django.conf import settings  # noqa: PLC0415  after setup()

    return Path(settings.VAR_DIR) / "bench-import.xlsx"


def write_workbook() -> None:
    """Write one workbook as an office would fill it."""
    from django.utils import timezone  # noqa: PLC0415  after setup()

    from bihuan.kernel.ui.sheet_files import write_template  # noqa: PLC0415
    from bihuan.modules.matters.demo.wording import rows_for  # noqa: PLC0415
    from bihuan.modules.matters.rules.sheet import SHEET, TITLE, template  # noqa: PLC0415

    known = rows_for(f"510000-{LINE}", leader="演示领导", on=timezone.localdate())
    rows = []
    for number in range(1, ROWS + 1):
        row = dict(known[number % len(known)]) | {"code": f"BM-{number:05d}", "co_bodies": ""}
        rows.append(row | {"name": f"{row['name']}（{number}）"})
    workbook().write_bytes(write_template([template()], title=TITLE, rows={SHEET: rows}))


def take_over(wanted: int) -> None:
    """Import the workbook for as many bodies as it takes; say how long each took."""
    from django.utils import timezone  # noqa: PLC0415  after setup()

    from bihuan.modules.directives.demo.scale import person  # noqa: PLC0415
    from bihuan.modules.matters.operations import import_for_body  # noqa: PLC0415
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415

    data, at = workbook().read_bytes(), timezone.now()
    bodies = organisations.bodies(on=timezone.localdate(at), line=LINE, level="county")
    for view in bodies[: -(-wanted // ROWS)]:
        began = time.perf_counter()
        clerk = person(view.code, view.name, "handler")
        done = import_for_body(body=view.code, data=data, dry_run=False, actor=clerk, at=at)
        if not done.done:
            raise AssertionError([error.sentence for error in done.preview.errors[:5]])
        sys.stdout.write(f"{view.code} {time.perf_counter() - began:.1f} s\n")


def main(word: str, number: int) -> None:
    """Do one of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  after setup()

    call_command("migrate", verbosity=0, interactive=False)  # a named database may be older
    match word:
        case "passwords":
            passwords()
        case "file":
            write_workbook()
        case "import":
            take_over(number)
        case _:
            raise SystemExit(f"unknown: {word}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
