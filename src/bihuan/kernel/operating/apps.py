"""Django's handle on operating."""

from django.apps import AppConfig


class OperatingConfig(AppConfig):
    """Backups, health, figures."""

    name = "bihuan.kernel.operating"
    label = "operating"
    verbose_name = "运行维护"

    def ready(self) -> None:
        """Register the verbs."""
        from bihuan.kernel import ledger  # noqa: PLC0415 - after the models
        from bihuan.kernel.operating import verbs  # noqa: PLC0415

        for verb in verbs.ALL:
            ledger.register(verb)
