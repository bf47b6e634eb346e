"""Registers the start-up checks."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """The composition root as an application, so that its checks belong to someone."""

    name = "bihuan.config"
    label = "config"
    verbose_name = "部署配置"

    def ready(self) -> None:
        """Register the checks."""
        from bihuan.config import checks  # noqa: PLC0415  applications must be loaded first

        checks.register()
