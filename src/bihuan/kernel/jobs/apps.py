"""Django's handle on jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background and periodic work."""

    name = "bihuan.kernel.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Register verbs and the periodic work of the packages below."""
        from bihuan.kernel.jobs import housekeeping  # noqa: PLC0415 - after the models

        housekeeping.register_all()
