"""The only registration point of directives."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Notice, clauses, duties, evidence and the matrix."""

    name = "bihuan.modules.directives"
    label = "directives"
    verbose_name = "文件与履责"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register verbs, processes, reactions, checks and pages."""
        from django.core import checks  # noqa: PLC0415 - after the models

        from bihuan.kernel import events as bus  # noqa: PLC0415
        from bihuan.kernel import ledger, process  # noqa: PLC0415
        from bihuan.kernel.ui import nav, panels, search, slots  # noqa: PLC0415
        from bihuan.modules.directives import events, handlers  # noqa: PLC0415
        from bihuan.modules.directives.operations import checking  # noqa: PLC0415
        from bihuan.modules.directives.process import (  # noqa: PLC0415
            DUTY_EXEMPTION,
            DUTY_RECORD,
        )
        from bihuan.modules.directives.web.pages import case, home  # noqa: PLC0415

        for verb in events.VERBS:
            ledger.register(verb)
        process.register(DUTY_RECORD)
        process.register(DUTY_EXEMPTION)
        bus.subscribe(process.CaseOpened, handlers.on_case_opened)
        bus.subscribe(process.StepPerformed, handlers.on_step_performed)
        bus.subscribe(events.MeasureMoved, handlers.on_measure_moved)
        checks.register(checking.packs_are_sound)
        nav.register(nav.NavItem("duties", "本单位履责", "directives:duties", 20))
        nav.register(nav.NavItem("clauses", "条款账本", "directives:clauses", 40))
        nav.register(nav.NavItem("matrix", "责任矩阵", "directives:matrix", 30))
        panels.register("", "duties", case.panel, order=90)
        search.register("clauses", "条款", case.find_clauses, order=30)
        slots.register("home", "duties", home.panel, order=10)
