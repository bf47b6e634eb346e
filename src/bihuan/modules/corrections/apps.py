"""Registration of corrections."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    """Corrections and objections of visitors, and their published answers."""

    name = "bihuan.modules.corrections"
    label = "corrections"
    verbose_name = "纠错与异议"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verb, process and panels."""
        from bihuan.kernel import ledger, process  # noqa: PLC0415 - after the models
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.kernel.vault import api as vault  # noqa: PLC0415
        from bihuan.modules.corrections import events, web  # noqa: PLC0415
        from bihuan.modules.corrections.process import CORRECTION  # noqa: PLC0415

        for verb in events.VERBS:
            ledger.register(verb)
        process.register(CORRECTION)
        ui.panels.register(CORRECTION.key, "what", web.what_panel, order=10)
        ui.panels.register(CORRECTION.key, "who", vault.panel, order=20)
