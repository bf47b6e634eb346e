"""The only registration point of environmental quality."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Readings, indices, rankings, comparison, proposals to interview."""

    name = "bihuan.modules.quality"
    label = "quality"
    verbose_name = "环境质量"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, the process, panels and pages."""
        from bihuan.kernel import events as bus  # noqa: PLC0415 - after the models
        from bihuan.kernel import ledger, process  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.modules.directives import api as directives  # noqa: PLC0415
        from bihuan.modules.quality import events, handlers  # noqa: PLC0415
        from bihuan.modules.quality.process import INTERVIEW_CANDIDATE  # noqa: PLC0415
        from bihuan.modules.quality.queries.bottom import BOTTOM_LINE  # noqa: PLC0415
        from bihuan.modules.quality.web import pages  # noqa: PLC0415
        from bihuan.modules.quality.web.pages import candidate  # noqa: PLC0415

        for verb in events.VERBS:
            ledger.register(verb)
        process.register(INTERVIEW_CANDIDATE)
        directives.register_measure(BOTTOM_LINE)
        bus.subscribe(events.ReadingsChanged, handlers.on_readings_changed)
        for key, name, panel, order in candidate.PANELS:
            ui.panels.register(key, name, panel, order=order)
        ui.nav.register(pages.NAV)
