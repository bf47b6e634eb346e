"""Django's handle on the identity vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Personal data sealed per case, and the two-person way to them."""

    name = "bihuan.kernel.vault"
    label = "vault"
    verbose_name = "身份保险库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, processes, checks, the closing of views, and the panels."""
        from bihuan.kernel import events, ledger, process  # noqa: PLC0415 - after the models
        from bihuan.kernel.deadlines import ClockAlert  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.kernel.vault import (  # noqa: PLC0415
            checks,  # noqa: F401
            handlers,
            panels,
            verbs,
        )
        from bihuan.kernel.vault.processes import ERASURE, REVEAL  # noqa: PLC0415

        for verb in verbs.ALL:
            ledger.register(verb)
        process.register(REVEAL)
        process.register(ERASURE)
        events.subscribe(ClockAlert, handlers.on_clock_alert)
        ui.panels.register(REVEAL.key, "request", panels.reveal_panel, order=10)
        ui.panels.register(ERASURE.key, "request", panels.erasure_panel, order=10)
