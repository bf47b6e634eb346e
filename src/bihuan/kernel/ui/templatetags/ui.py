"""The tag library of every page: `{% load ui %}`. Each tag is a thin name for a component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.kernel.access import VISITOR
from bihuan.kernel.access import may as actor_may
from bihuan.kernel.calendar import Explanation
from bihuan.kernel.deadlines import api as deadlines
from bihuan.kernel.ledger import correlation
from bihuan.kernel.ui import clock as clocks
from bihuan.kernel.ui import nav, slots
from bihuan.kernel.ui import shell as shells
from bihuan.kernel.ui.components import cartogram, charts, figures, flow, status, surfaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.template.context import Context

    from bihuan.kernel.access import Actor
    from bihuan.kernel.deadlines.models import ClockRow
    from bihuan.kernel.process import Process, Step
    from bihuan.kernel.process.models import Case
    from bihuan.kernel.ui.panels import Panel

register = template.Library()

register.simple_tag(status.light, name="light")
register.simple_tag(status.tag, name="tag")
register.simple_tag(status.countdown, name="countdown")
register.simple_tag(status.strip, name="light_strip")
register.simple_tag(surfaces.summary, name="summary")
register.simple_tag(surfaces.crumbs, name="crumbs")
register.simple_tag(surfaces.errors, name="errors")
register.simple_tag(flow.track, name="track")
register.simple_tag(flow.timeline, name="timeline")
register.simple_tag(flow.tabs, name="tabs")
register.simple_tag(figures.kpi, name="kpi")
register.simple_tag(figures.matrix, name="matrix")
register.simple_tag(charts.chart, name="chart")
register.simple_tag(cartogram.cartogram, name="cartogram")
register.simple_block_tag(surfaces.card, name="card")
register.simple_block_tag(surfaces.notice, name="notice")
register.simple_block_tag(surfaces.empty, name="empty")
register.simple_block_tag(surfaces.print_sheet, name="print_sheet")


@register.simple_tag
def chart_scripts() -> SafeString:
    """Load what draws charts: once, in the head of a page that has some."""
    return format_html(
        '<script src="{}" defer></script><script src="{}" defer></script>',
        static("vendor/echarts.min.js"),
        static("ui/charts.js"),
    )


@register.simple_tag(name="heat")
def heat_cell(cell: figures.Cell) -> SafeString:
    """Draw one heat cell on its own."""
    return SafeString(figures.heat(cell))


@register.simple_tag(takes_context=True)
def page_shell(context: Context) -> shells.Shell:
    """Return the frame of a workbench page."""
    return shells.frame(context.get("request"))


@register.simple_tag(takes_context=True)
def portal_shell(context: Context) -> shells.Shell:
    """Return the frame of a portal page."""
    return shells.frame(context.get("request"), area=nav.PORTAL)


@register.simple_tag
def request_number() -> str:
    """Return the number of this request: the same in the log, the ledger and the answer."""
    return correlation()


@register.simple_tag
def demo_banner() -> SafeString:
    """Say on every page that the people and papers here are invented."""
    return format_html(
        '<div class="bh-demo" role="note"><div class="container-xl">'
        "<strong>{}</strong>{}</div></div>",
        "演示数据",
        "机构名称真实，人员、文书与办理情况均为虚构，仅供演示，不得作为工作依据。",
    )


@register.filter
def may(actor: Actor | None, key: str) -> bool:
    """Ask for a permission: `{% if request.actor|may:"…" %}`. Unknown names raise."""
    return actor is not None and actor_may(actor, key)


@register.filter
def stamp(at: Any) -> str:
    """Write an instant as 2026-11-23 15:20; nothing as --."""
    return flow.stamp(at) if at else "--"


@register.filter
def file_size(count: int) -> str:
    """Write a number of bytes as people do."""
    return surfaces.size_of(count)


@register.inclusion_tag("ui/parts/files.html")
def files(lines: Sequence[surfaces.FileLine]) -> dict[str, object]:
    """List files with size, who, when and the digest that proves them."""
    return {"lines": lines}


@register.inclusion_tag("ui/parts/work.html")
def work_list(items: Sequence[flow.WorkItem]) -> dict[str, object]:
    """Draw a queue of work."""
    return {"items": items}


@register.inclusion_tag("ui/parts/panel.html", takes_context=True)
def panel(context: Context, shown: Panel) -> dict[str, object]:
    """Draw a panel a module brought."""
    request = context.get("request")
    return {
        "panel": shown,
        **shown.context,
        "request": request,
        "actor": getattr(request, "actor", None),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def slot_panels(context: Context, slot: str) -> tuple[Panel, ...]:
    """Build what modules and faces brought for a slot of this page."""
    request = context.get("request")
    actor: Actor = getattr(request, "actor", VISITOR)
    return slots.panels_in(slot, actor=actor, at=clocks.now())


@register.inclusion_tag("ui/parts/preview.html")
def import_preview(preview: Any, unit: str = "行") -> dict[str, object]:
    """Show what an upload would do: every fault by sheet, row and column; all or nothing."""
    total = len(preview.errors) + preview.more_errors
    return {"preview": preview, "unit": unit, "total": total}


@dataclass(frozen=True, slots=True)
class _Day:
    n: int
    text: str
    counted: bool


@register.inclusion_tag("ui/parts/why.html")
def why(clock: ClockRow | Explanation) -> dict[str, object]:
    """Say day by day why a date is what it is; a disclosure that needs no script."""
    found = clock if isinstance(clock, Explanation) else deadlines.explain(clock)
    counted = 0
    lines = []
    for line in found.lines:
        counted += line.counted
        lines.append(_Day(counted, str(line), line.counted))
    return {"found": found, "lines": lines}


@register.simple_tag
def step_crumbs(process: Process[Any], case: Case, step: Step[Any]) -> SafeString:
    """Draw the way to the form of a step."""
    return surfaces.crumbs(
        (
            surfaces.Crumb(process.label),
            surfaces.Crumb(case.number, reverse("ui:case", args=(case.number,))),
            surfaces.Crumb(step.label),
        )
    )
