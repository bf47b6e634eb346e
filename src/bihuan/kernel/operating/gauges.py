"""The condition of the instance as gauges of Prometheus.

Ages are in seconds and absent where there is nothing, so that an alert can tell "too old" from
"never": `absent(bihuan_backup_age_seconds)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bihuan import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bihuan.kernel.operating.condition import Condition


class Instance(Collector):
    """Gives the gauges of one condition."""

    def __init__(self, condition: Condition) -> None:
        self.now = condition

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges."""
        now = self.now
        yield _many("bihuan_info", "Version and database.", "version", {__version__: 1})
        yield _many(
            "bihuan_jobs",
            "Jobs by state.",
            "state",
            {
                "waiting": now.jobs.waiting,
                "running": now.jobs.running,
                "failed": now.jobs.failed,
            },
        )
        yield _many(
            "bihuan_clocks_overdue", "Running limits past their end, by kind.", "kind", now.overdue
        )
        for name, what, value in (*self._plain(), *self._ages()):
            family = GaugeMetricFamily(f"bihuan_{name}", what)
            family.add_metric((), value)
            yield family

    def _plain(self) -> Iterator[tuple[str, str, float]]:
        now = self.now
        oldest, late = now.jobs.oldest.total_seconds(), now.jobs.late.total_seconds()
        yield "job_oldest_due_seconds", "How long the oldest waiting job has been due.", oldest
        yield "periodic_late_seconds", "How long periodic work has been due: nothing ticks.", late
        yield "periodic_failing", "Periodic works that failed last time.", len(now.jobs.failing)
        yield "ledger_entries", "Length of the ledger.", now.book.size
        yield "ledger_checkpoint_entries", "What the last checkpoint covers.", self._covered
        yield "disk_free_bytes", "Free space where the data lie.", now.disk_free
        yield "disk_size_bytes", "All space there.", now.disk_size
        yield "calendar_settled", "1: the notices loaded decide today.", now.calendar_settled
        yield "sqlite_loses_writes", "1: SQLite with the WAL-reset fault.", now.loses_writes

    @property
    def _covered(self) -> int:
        return self.now.book.checkpoint_size

    def _ages(self) -> Iterator[tuple[str, str, float]]:
        now = self.now
        if now.book.checkpoint_at is not None:
            age = (now.at - now.book.checkpoint_at).total_seconds()
            yield "ledger_checkpoint_age_seconds", "Since the last signed checkpoint.", age
        for name, what, act in (
            ("ledger_verification", "verification of the whole ledger", now.book.verified),
            ("backup", "backup", now.backup),
            ("drill", "restore drill", now.drill),
        ):
            if act is not None:
                age = (now.at - act.at).total_seconds()
                yield f"{name}_age_seconds", f"Since the last {what}.", age
                yield f"{name}_ok", f"1: the last {what} went well.", act.ok


def _many(name: str, what: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
