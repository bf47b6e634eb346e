"""Flow: steps track, timeline, count tabs, work queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from bihuan.kernel.ui.components.status import HasLight

PAST = "past"
NOW = "now"
AHEAD = ""


@dataclass(frozen=True, slots=True)
class Station:
    """One state on the steps track; `phase` is past, now or "" (ahead)."""

    label: str
    phase: str = AHEAD
    note: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One act of a record, tied to the ledger by its number."""

    text: str
    who: str
    at: datetime
    opinion: str = ""
    seq: int | None = None
    url: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One count tab."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row of a queue: what, why it is with me, how long, what to press."""

    title: str
    url: str
    why: str
    light: HasLight | None = None
    due: str = ""
    step: str = ""
    action: str = ""
    action_url: str = ""
    facts: tuple[str, ...] = field(default=())


def stamp(at: datetime) -> str:
    """Write an instant as the record shows it."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def track(stations: Sequence[Station], *, label: str = "办理进程") -> SafeString:
    """Draw the steps track; the present station is announced as the current step."""
    words = {PAST: "已完成", NOW: "当前环节", AHEAD: "未到"}
    items = format_html_join(
        "",
        '<li class="{}"{}>{}<span class="visually-hidden">（{}）</span>{}</li>',
        (
            (
                station.phase,
                format_html(' aria-current="{}"', "step") if station.phase == NOW else "",
                station.label,
                words[station.phase],
                format_html("<time>{}</time>", station.note) if station.note else "",
            )
            for station in stations
        ),
    )
    return format_html('<ol class="track" aria-label="{}">{}</ol>', label, items)


def timeline(entries: Sequence[LogEntry]) -> SafeString:
    """Draw a record, newest first as given: who, when, what, opinion, ledger number."""
    return format_html(
        '<ol class="log">{}</ol>',
        format_html_join("", "{}", ((_entry(entry),) for entry in entries)),
    )


def _entry(entry: LogEntry) -> SafeString:
    opinion = format_html("<blockquote>{}</blockquote>", entry.opinion) if entry.opinion else ""
    files = f" · 附件 {'、'.join(entry.files)}" if entry.files else ""
    code = ""
    if entry.seq is not None:
        number = format_html('<span class="log-code">账本 #{}</span>', f"{entry.seq:,}")
        code = format_html(" · {}", number)
        if entry.url:
            code = format_html(' · <a href="{}">{}</a>', entry.url, number)
    return format_html(
        '<li>{}{}<div class="who">{} · <time datetime="{}">{}</time>{}{}</div></li>',
        entry.text,
        opinion,
        entry.who,
        entry.at.isoformat(),
        stamp(entry.at),
        files,
        code,
    )


def tabs(entries: Sequence[Tab], *, label: str) -> SafeString:
    """Draw count tabs: links, so each has its own address."""
    items = format_html_join(
        "",
        '<li><a href="{}"{}>{}{}</a></li>',
        (
            (
                tab.url,
                format_html(' aria-current="{}"', "page") if tab.current else "",
                tab.label,
                format_html('<span class="n">{}</span>', tab.count)
                if tab.count is not None
                else "",
            )
            for tab in entries
        ),
    )
    return format_html('<nav aria-label="{}"><ul class="tabs">{}</ul></nav>', label, items)
