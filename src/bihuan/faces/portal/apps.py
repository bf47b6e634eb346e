"""Registration of the public portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What anybody may read."""

    name = "bihuan.faces.portal"
    label = "portal"
    verbose_name = "公开门户"

    def ready(self) -> None:
        """Put the portal's pages into its bar."""
        from bihuan.kernel.ui import nav  # noqa: PLC0415 - after the apps are ready

        for order, (key, label) in enumerate(
            (
                ("home", "查责任"),
                ("lists", "责任清单"),
                ("decisions", "牵头结果"),
                ("followed", "各地参照"),
                ("environment", "环境质量"),
                ("verify", "核对文件"),
                ("anchor", "账本锚点"),
                ("data", "开放数据"),
            )
        ):
            nav.register(
                nav.NavItem(f"portal-{key}", label, f"portal:{key}", order, area=nav.PORTAL)
            )
