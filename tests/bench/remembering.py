"""How much memory reading the whole ledger takes: in a process that does nothing else."""

from __future__ import annotations

import os
import resource
import sys

MEGABYTE = 1024


def main() -> None:
    """Verify by this process and by one per core; say what each held at most."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django  # noqa: PLC0415  its settings are known from here on

    django.setup()
    from bihuan.kernel.ledger import api as ledger  # noqa: PLC0415  after setup()

    before = _peak(resource.RUSAGE_SELF)
    ledger.verify(processes=1)
    after = _peak(resource.RUSAGE_SELF)
    ledger.verify()
    sys.stdout.write(
        f"{after} MB at most, {before} MB of it the program before it reads; several processes:"
        f" {_peak(resource.RUSAGE_SELF)} MB, each reader {_peak(resource.RUSAGE_CHILDREN)} MB"
    )


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // MEGABYTE


if __name__ == "__main__":
    main()
