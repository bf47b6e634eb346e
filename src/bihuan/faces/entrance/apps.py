"""Registration of the demonstration entrance."""

from django.apps import AppConfig


class EntranceConfig(AppConfig):
    """One-click sign-in; does nothing where the database is not a demonstration."""

    name = "bihuan.faces.entrance"
    label = "entrance"
    verbose_name = "演示入口"

    def ready(self) -> None:
        """Offer the people of the demonstration on the sign-in page, and tell the banner."""
        from bihuan.faces.entrance import views  # noqa: PLC0415  after the models
        from bihuan.kernel.access import api as access  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415

        ui.tell_demo(access.is_demo)
        ui.slots.register("login", "demo", views.offer)
