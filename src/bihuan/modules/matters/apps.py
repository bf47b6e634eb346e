"""Registration of the matter lists."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Matter lists: certified, filed, accepted, published."""

    name = "bihuan.modules.matters"
    label = "matters"
    verbose_name = "事项清单"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, process, permissions and pages."""
        from bihuan.kernel import events as bus  # noqa: PLC0415 - after the models
        from bihuan.kernel import ledger, process  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.modules.documents.api.papers import register_record  # noqa: PLC0415
        from bihuan.modules.matters import events, handlers, jobs  # noqa: PLC0415
        from bihuan.modules.matters.process import MATTER_LIST, companions  # noqa: PLC0415
        from bihuan.modules.matters.rules import verbs  # noqa: PLC0415
        from bihuan.modules.matters.web import pages, responsible  # noqa: PLC0415
        from bihuan.modules.matters.web.views import papers  # noqa: PLC0415

        for verb in verbs.ALL:
            ledger.register(verb)
        for each in (MATTER_LIST, *companions.ALL):
            process.register(each)
        bus.subscribe(events.ListFiled, handlers.on_list_filed)
        bus.subscribe(events.FilingChecked, handlers.on_filing_checked)
        bus.subscribe(events.ListPublished, handlers.on_list_published)
        bus.subscribe(events.PublicationWithdrawn, handlers.on_publication_withdrawn)
        bus.subscribe(process.StepPerformed, handlers.on_step)
        jobs.register_all()
        for order, (of, (key, panel)) in enumerate(pages.PANELS):
            ui.panels.register(of, key, panel, order=order)
        register_record("matters", papers.record_now)
        ui.panels.register(MATTER_LIST.key, "letters", papers.letters_panel, order=50)
        for item in pages.NAV:
            ui.nav.register(item)
        ui.pickers.register("matter", "matters:pick")
        ui.search.register("matters", "这件事归谁管", responsible.find_matters, order=5)
