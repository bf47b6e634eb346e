"""Surfaces: cards, summary lists, notices, error summary, empty states, file lists, breadcrumbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor

EMPTY_KINDS = frozenset({"nothing", "nomatch", "notdue"})
NOTICE_KINDS = frozenset({"", "done", "soon", "late", "run"})
KIBI = 1024


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a summary list. A missing value may link to where it is filled in."""

    label: str
    value: object = ""
    url: str = ""
    missing: str = ""  # what to say when there is no value: "未填写" or "补填"
    missing_url: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of a form: the sentence, and the field it belongs to ("" for the whole form)."""

    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One stored file as readers may see it."""

    name: str
    url: str
    size: int
    digest: str
    by: str = ""
    at: datetime | None = None
    label: str = ""


def card(
    content: str, *, title: str = "", note: str = "", flush: bool = False, key: str = ""
) -> SafeString:
    """Wrap content in a titled card; `flush` leaves padding to the content."""
    head = (
        format_html(
            '<div class="card-header"><h2 class="card-title">{}</h2>{}</div>',
            title,
            format_html('<div class="card-actions">{}</div>', note) if note else "",
        )
        if title
        else ""
    )
    inner = content if flush else format_html('<div class="card-body">{}</div>', content)
    mark = format_html(' id="{}"', key) if key else ""
    return format_html('<section class="card"{}>{}{}</section>', mark, head, inner)


def notice(content: str, *, kind: str = "", title: str = "") -> SafeString:
    """Wrap content in a notification banner. Sparingly: one per page, before the heading."""
    if kind not in NOTICE_KINDS:
        raise LookupError(f"No notice {kind!r}; known: {', '.join(sorted(NOTICE_KINDS))}")
    head = format_html('<p class="bh-notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="bh-notice{}" role="region" aria-label="{}">{}{}</div>',
        f" bh-notice-{kind}" if kind else "",
        title or "提示",
        head,
        content,
    )


def empty(content: str, *, kind: str, title: str, action: str = "", url: str = "") -> SafeString:
    """Say that there is nothing, and which of the three kinds of nothing it is."""
    if kind not in EMPTY_KINDS:
        raise LookupError(f"No empty state {kind!r}; known: {', '.join(sorted(EMPTY_KINDS))}")
    style = "btn btn-primary" if kind == "nothing" else "btn"
    button = format_html('<p><a class="{}" href="{}">{}</a></p>', style, url, action) if url else ""
    text = format_html("<p>{}</p>", content) if content.strip() else ""
    return format_html(
        '<div class="bh-empty" data-empty="{}"><div class="bh-empty-title">{}</div>{}{}</div>',
        kind,
        title,
        text,
        button,
    )


def _value(fact: Fact) -> SafeString:
    if fact.value in ("", None):
        word = fact.missing or "--"
        if fact.missing_url:
            return format_html('<a class="kv-missing" href="{}">{}</a>', fact.missing_url, word)
        style = "kv-missing" if fact.missing else "text-secondary"
        return format_html('<span class="{}">{}</span>', style, word)
    if fact.url:
        return format_html('<a href="{}">{}</a>', fact.url, fact.value)
    return format_html("{}", fact.value)


def summary(facts: Iterable[Fact]) -> SafeString:
    """Draw a summary list: label, value."""
    lines = format_html_join(
        "", "<dt>{}</dt><dd>{}</dd>", ((fact.label, _value(fact)) for fact in facts)
    )
    return format_html('<dl class="kv">{}</dl>', lines)


def crumbs(way: Sequence[Crumb]) -> SafeString:
    """Draw the way from the home to here."""
    lines = format_html_join(
        "",
        "<li>{}</li>",
        (
            (format_html('<a href="{}">{}</a>', step.url, step.label) if step.url else step.label,)
            for step in way
        ),
    )
    return format_html('<nav class="bh-crumbs" aria-label="当前位置"><ol>{}</ol></nav>', lines)


def errors(faults: Sequence[Fault], *, title: str = "") -> SafeString:
    """Draw the error summary: it takes the focus and links every sentence to its field."""
    if not faults:
        return SafeString("")
    lines = format_html_join(
        "",
        "<li>{}</li>",
        (
            (
                format_html('<a href="#id_{}">{}</a>', fault.field, fault.sentence)
                if fault.field
                else fault.sentence,
            )
            for fault in faults
        ),
    )
    return format_html(
        '<div class="bh-errors" role="alert" tabindex="-1" data-errors '
        'aria-labelledby="bh-errors-title"><h2 id="bh-errors-title">{}</h2><ul>{}</ul></div>',
        title or f"有 {len(faults)} 处需要改正",
        lines,
    )


def size_of(count: int) -> str:
    """Say a file size as people do."""
    if count < KIBI:
        return f"{count} 字节"
    if count < KIBI * KIBI:
        return f"{count // KIBI} KB"
    tenths = count * 10 // (KIBI * KIBI)
    return f"{tenths // 10}.{tenths % 10} MB"


def print_sheet(content: str, *, title: str, actor: Actor, at: datetime) -> SafeString:
    """Wrap a sheet for paper: heading, content, and a foot that says who printed it and when."""
    return format_html(
        '<div class="bh-head"><h1 class="page-title">{}</h1><div class="bh-actions">'
        '<button type="button" class="btn btn-primary" data-print>打印</button></div></div>{}'
        '<div class="bh-print-foot">打印人：{} {}　打印时间：{}</div>',
        title,
        content,
        actor.body_name,
        actor.name,
        timezone.localtime(at).strftime("%Y-%m-%d %H:%M"),
    )
