"""Registration of the deadlines: ledger verbs, policy files, the periodic tick."""

from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

EVERY = timedelta(minutes=1)
"""How often the alert loop looks. A longer silence does no harm."""


class DeadlinesConfig(AppConfig):
    """Clocks, lights and alerts."""

    name = "bihuan.kernel.deadlines"
    label = "deadlines"
    verbose_name = "期限"

    def ready(self) -> None:
        """Register verbs and point the calendars and light rules at the policy directory."""
        from bihuan.kernel import calendar, ledger  # noqa: PLC0415 - after the models are loaded
        from bihuan.kernel.deadlines import lights, ticking, verbs  # noqa: PLC0415 - the same
        from bihuan.kernel.jobs import api as jobs  # noqa: PLC0415 - the same

        for verb in verbs.ALL:
            ledger.register(verb)
        jobs.periodic("deadlines.tick", label="查看到期的期限并提醒", every=EVERY)(ticking.tick)
        policies = Path(settings.POLICY_DIR)
        calendar.read_from(policies / "calendars")
        lights.read_from(policies / "lights.toml")
