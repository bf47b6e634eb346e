"""Registration of the process engine: its ledger verbs and its system checks."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """The process engine."""

    name = "bihuan.kernel.process"
    label = "process"
    verbose_name = "流程"

    def ready(self) -> None:
        """Register the ledger verbs, the sweeper, and the checks every definition is judged by."""
        from bihuan.kernel import events, ledger  # noqa: PLC0415 - after the models
        from bihuan.kernel.deadlines import DueMoved  # noqa: PLC0415
        from bihuan.kernel.process import checks, entries, refreshing, sweeping  # noqa: PLC0415

        ledger.register(entries.OPENED)
        ledger.register(entries.STEPPED)
        events.subscribe(DueMoved, refreshing.follow)
        sweeping.register()
        checks.register()
