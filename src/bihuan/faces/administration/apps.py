"""Registration of the administrators' pages."""

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    """Accounts for one, the register of administrators for the second, the audit for the third."""

    name = "bihuan.faces.administration"
    label = "administration"
    verbose_name = "三员管理"

    def ready(self) -> None:
        """Put the pages into the bar of those who may see them."""
        from bihuan.faces.administration import pages  # noqa: PLC0415 - after the apps are ready
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415

        for item in pages.NAV:
            ui.nav.register(item)
