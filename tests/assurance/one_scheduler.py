"""A scheduler in a process of its own: it catches up with what is due, or is killed at it.

`python -m tests.assurance.one_scheduler <instant>`, with the environment of the product. What it
announces is a job of its own for each alert, in the transaction of the alert, with no unique key.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime


def main() -> None:
    """Say that it is ready, then tick."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  the settings are chosen first

    django.setup()
    from bihuan.kernel import events  # noqa: PLC0415  the same
    from bihuan.kernel.deadlines import ClockAlert, api  # noqa: PLC0415  the same
    from bihuan.kernel.jobs.models import Job  # noqa: PLC0415  the same

    at = datetime.fromisoformat(sys.argv[1])

    def announce(alert: ClockAlert) -> None:
        said = [alert.clock_id, f"{alert.kind} {alert.ahead} {alert.due_at.isoformat()}"]
        Job.objects.create(work="told", args=said, asked_at=at, next_at=at, state="done")

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with events.temporarily(ClockAlert, announce):
        api.tick(at)


if __name__ == "__main__":
    main()
