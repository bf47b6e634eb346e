"""Registration of the ui."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Pages and components every face is built from."""

    name = "bihuan.kernel.ui"
    label = "ui"
    verbose_name = "页面"

    def ready(self) -> None:
        """Register the ledger verb of exports and the preferences of the shell."""
        from bihuan.kernel.ui import registration  # noqa: PLC0415 - after the apps are ready

        registration.register()
