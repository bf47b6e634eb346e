"""Registration of the workbench."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Where everybody who works here arrives."""

    name = "bihuan.faces.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Put the home first in the bar, and name the installation."""
        from bihuan.faces.workbench import naming  # noqa: PLC0415 - after the apps are ready
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.kernel.ui import nav  # noqa: PLC0415

        ui.describe_site(naming.site)
        nav.register(nav.NavItem("home", "工作台", "workbench:home", 0))
