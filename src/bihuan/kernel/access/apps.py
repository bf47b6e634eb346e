"""Django's handle on the access package."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts, sign-in, and the closed door."""

    name = "bihuan.kernel.access"
    label = "access"
    verbose_name = "账号与访问"

    def ready(self) -> None:
        """Register the system checks."""
        from bihuan.kernel.access import checks  # noqa: F401, PLC0415 - registration by import
