"""Django's handle on the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The append-only ledger."""

    name = "bihuan.kernel.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        """Register the ledger's own verbs, its listeners and its checks."""
        from bihuan.kernel.ledger import checks, listeners  # noqa: F401, PLC0415 - after the models

        listeners.subscribe_all()
