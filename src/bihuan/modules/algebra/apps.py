"""Registration of the comparison of lists."""

from django.apps import AppConfig


class AlgebraConfig(AppConfig):
    """Relations between matters, gaps and overlaps."""

    name = "bihuan.modules.algebra"
    label = "algebra"
    verbose_name = "清单代数"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, work, reactions and pages."""
        from bihuan.kernel import events as bus  # noqa: PLC0415 - after the models
        from bihuan.kernel import ledger, process  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.modules.algebra import handlers, jobs  # noqa: PLC0415
        from bihuan.modules.algebra.rules import verbs  # noqa: PLC0415
        from bihuan.modules.algebra.web import pages  # noqa: PLC0415
        from bihuan.modules.leads import events as leads  # noqa: PLC0415
        from bihuan.modules.matters import events  # noqa: PLC0415

        for verb in verbs.ALL:
            ledger.register(verb)
        jobs.register_all()
        bus.subscribe(events.ListFiled, handlers.on_list_filed)
        bus.subscribe(process.StepPerformed, handlers.on_step)
        bus.subscribe(leads.MatterTaken, handlers.on_matter_taken)
        bus.subscribe(leads.DocketLeft, handlers.on_docket_left)
        ui.panels.register("lead-docket", "finding", pages.finding_panel, order=12)
        for item in pages.NAV:
            ui.nav.register(item)
