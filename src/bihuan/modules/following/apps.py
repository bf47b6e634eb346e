"""Registration of following."""

from django.apps import AppConfig


class FollowingConfig(AppConfig):
    """Answers of places, what holds, changes above, published decisions."""

    name = "bihuan.modules.following"
    label = "following"
    verbose_name = "参照执行"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, the process, reactions and pages."""
        from bihuan.kernel import events as bus  # noqa: PLC0415 - after the models
        from bihuan.kernel import ledger, process  # noqa: PLC0415
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.modules.directives.events import NoticeChanged  # noqa: PLC0415
        from bihuan.modules.following import handlers  # noqa: PLC0415
        from bihuan.modules.following.process import FOLLOWING  # noqa: PLC0415
        from bihuan.modules.following.rules import verbs  # noqa: PLC0415
        from bihuan.modules.following.web import panels  # noqa: PLC0415

        for verb in verbs.ALL:
            ledger.register(verb)
        process.register(FOLLOWING)
        bus.subscribe(NoticeChanged, handlers.on_notice_changed)
        bus.subscribe(process.StepPerformed, handlers.on_step_performed)
        for key, name, panel, order in panels.PANELS:
            ui.panels.register(key, name, panel, order=order)
        ui.nav.register(ui.nav.NavItem("following", "参照执行", "following:coverage", 45))
