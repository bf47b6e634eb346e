"""Registration of the workbench."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Where everybody who works here arrives."""

    name = "bihuan.faces.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Put the home first in the bar."""
        from bihuan.kernel.ui import nav  # noqa: PLC0415 - after the apps are ready

        nav.register(nav.NavItem("home", "工作台", "workbench:home", 0))
