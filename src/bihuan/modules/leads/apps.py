"""Registration of the lead-department dockets."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """Dockets, positions, joint studies, published decisions."""

    name = "bihuan.modules.leads"
    label = "leads"
    verbose_name = "牵头会商"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, processes, reactions and pages."""
        from bihuan.kernel import events as bus  # noqa: PLC0415 - after the models
        from bihuan.kernel import ledger, process  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.modules.documents.api.papers import register_record  # noqa: PLC0415
        from bihuan.modules.leads import handlers  # noqa: PLC0415
        from bihuan.modules.leads.operations.papering import record_now  # noqa: PLC0415
        from bihuan.modules.leads.process import (  # noqa: PLC0415
            JOINT_STUDY,
            LEAD_DOCKET,
            LEAD_POSITION,
        )
        from bihuan.modules.leads.rules import verbs  # noqa: PLC0415
        from bihuan.modules.leads.web import panels  # noqa: PLC0415

        for verb in verbs.ALL:
            ledger.register(verb)
        process.register(LEAD_DOCKET)
        process.register(LEAD_POSITION)
        process.register(JOINT_STUDY)
        bus.subscribe(process.CaseOpened, handlers.on_case_opened)
        bus.subscribe(process.StepPerformed, handlers.on_step_performed)
        register_record("leads", record_now)
        for key, name, panel, order in panels.PANELS:
            ui.panels.register(key, name, panel, order=order)
        for item in panels.NAV:
            ui.nav.register(item)
