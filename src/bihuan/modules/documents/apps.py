"""The only registration point of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from bihuan.modules.documents.rules.values import Kind, Paper


def _compose(**asked: Any) -> Paper:
    from bihuan.modules.documents.operations import composing  # noqa: PLC0415 - on first use

    return composing.compose(**asked)


def _render(paper: Paper, output: Any) -> bytes:
    from bihuan.modules.documents.operations import printing  # noqa: PLC0415 - the compiler is heavy

    return printing.render(paper, output)


def _pages(paper: Paper, output: Any, *, preview: bool) -> list[bytes]:
    from bihuan.modules.documents.operations import printing  # noqa: PLC0415 - the compiler is heavy

    return printing.pages(paper, output, preview=preview)


def _live(paper: Paper) -> list[bytes]:
    from bihuan.modules.documents.operations import printing  # noqa: PLC0415 - the compiler is heavy

    return printing.live(paper)


def _count(paper: Paper, *, preview: bool) -> int:
    from bihuan.modules.documents.operations import printing  # noqa: PLC0415 - the compiler is heavy

    return printing.count(paper, preview=preview)


def _kinds() -> tuple[Kind, ...]:
    from bihuan.modules.documents.queries import catalogue  # noqa: PLC0415 - on first use

    return catalogue.kinds()


class DocumentsConfig(AppConfig):
    """Papers: made, signed, numbered, dispatched, signed for."""

    name = "bihuan.modules.documents"
    label = "documents"
    verbose_name = "公文"
    default_auto_field = "django.db.models.BigAutoField"

    def warm(self) -> None:
        """Learn which characters the first typeface of each role has, before workers are made."""
        from bihuan.modules.documents.queries import faces  # noqa: PLC0415 - on first use

        for chain in faces.chains().values():
            for family in chain[:1]:
                faces.coverage(family)

    def ready(self) -> None:
        """Register the press, verbs, processes and pages."""
        from bihuan.kernel import ledger, process  # noqa: PLC0415 - after the models
        from bihuan.kernel.ui import api as ui  # noqa: PLC0415
        from bihuan.modules.documents.process import (  # noqa: PLC0415
            COSIGNING,
            INSTRUCTION,
            RECEIVING,
            SENDING,
        )
        from bihuan.modules.documents.rules import checks, checkup, press, verbs  # noqa: PLC0415
        from bihuan.modules.documents.web import pages, panels  # noqa: PLC0415

        press.install(press.Press(_compose, _render, _pages, _live, _count, _kinds))
        for key, check in checks.ALL.items():
            checkup.register(key, check)
        for verb in verbs.ALL:
            ledger.register(verb)
        process.register(SENDING)
        process.register(COSIGNING)
        process.register(RECEIVING)
        process.register(INSTRUCTION)
        for order, (key, name, panel) in enumerate(panels.PANELS):
            ui.panels.register(key, name, panel, order=order)
        for item in pages.NAV:
            ui.nav.register(item)
        ui.slots.register("home", "papers-to-read", panels.to_read, order=5)
        ui.search.register("papers", "公文", pages.find_papers, order=15)
