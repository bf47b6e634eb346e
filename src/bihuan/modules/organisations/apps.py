"""Django's handle on organisations: the only registration point."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Bodies, people, and the register of responsible leaders and lead offices."""

    name = "bihuan.modules.organisations"
    label = "organisations"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, process, actor resolver and pages."""
        from bihuan.kernel import ledger, process  # noqa: PLC0415 - after the models
        from bihuan.kernel.access import api as access  # noqa: PLC0415
        from bihuan.modules.organisations import events  # noqa: PLC0415
        from bihuan.modules.organisations.process import RESPONSIBLE_PAIR  # noqa: PLC0415
        from bihuan.modules.organisations.web import views  # noqa: PLC0415

        for verb in events.VERBS:
            ledger.register(verb)
        process.register(RESPONSIBLE_PAIR)
        access.register_actor_resolver(
            views.actor_today, posts=views.posts_today, below=views.below_today
        )
        views.announce()
