"""Status: lights, tags, countdown, strip of months. Shape and word stand beside every colour."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "done": "circle",
        "run": "ring",
        "soon": "triangle",
        "late": "square",
        "hold": "bars",
        "none": "dash",
    }
)
LIGHTS: Mapping[str, str] = MappingProxyType(
    {
        "done": "已落实",
        "run": "推进中",
        "soon": "临期",
        "late": "逾期",
        "hold": "已暂停",
        "none": "无期限",
    }
)
TONES = frozenset({"", *SHAPES})


class UnknownLightError(LookupError):
    """A page asked for a light that has no shape."""


class HasLight(Protocol):
    """What `bihuan.kernel.deadlines` computes, or anything shaped like it."""

    @property
    def key(self) -> str:
        """One of done, run, soon, late, hold, none."""

    @property
    def word(self) -> str:
        """What stands beside the shape: 剩3个工作日."""

    @property
    def rule(self) -> str:
        """The rule that decided, one click or hover away; "" where there is none."""


@dataclass(frozen=True, slots=True)
class Light:
    """A light for pages that compute their own."""

    key: str
    word: str
    rule: str = ""


def shape_of(key: str) -> str:
    """Return the shape of a light; a key without one is refused, never shown as colour alone."""
    try:
        return SHAPES[key]
    except KeyError:
        raise UnknownLightError(f"No light {key!r}; known: {', '.join(SHAPES)}") from None


def light(shown: HasLight | None) -> SafeString:
    """Draw a light: shape, colour and word; the rule is its title."""
    if shown is None:
        return format_html('<span class="light light-none" data-shape="dash">{}</span>', "—")
    shape = shape_of(shown.key)
    if not shown.rule:
        return format_html(
            '<span class="light light-{}" data-shape="{}">{}</span>', shown.key, shape, shown.word
        )
    return format_html(
        '<span class="light light-{}" data-shape="{}" title="{}">{}</span>',
        shown.key,
        shape,
        shown.rule,
        shown.word,
    )


def tag(word: str, tone: str = "") -> SafeString:
    """Draw a status word. Never clickable; finished things stay grey: open work stands out."""
    if tone not in TONES:
        raise UnknownLightError(f"No tone {tone!r}; known: {', '.join(sorted(TONES))}")
    return format_html('<span class="tag{}">{}</span>', f" tag-{tone}" if tone else "", word)


def countdown(number: int, unit: str, *, label: str = "", late: bool = False) -> SafeString:
    """Draw one large figure: 距…… 69 天."""
    word = "已逾期" if late else label
    return format_html(
        '<div class="countdown{}"><div class="text-secondary">{}</div><b>{}</b> {}</div>',
        " countdown-late" if late else "",
        f"{label}　{word}" if late and label else word,
        number,
        unit,
    )


def strip(months: Sequence[tuple[str, HasLight]], *, label: str) -> SafeString:
    """Draw a row of lights over time, each with its month and, for readers, its word."""
    items = format_html_join(
        "",
        '<li><span class="light light-{}" data-shape="{}" title="{}：{}">'
        '<span class="visually-hidden">{}</span></span><span>{}</span></li>',
        (
            (shown.key, shape_of(shown.key), month, shown.word, shown.word, month)
            for month, shown in months
        ),
    )
    return format_html('<ol class="bh-strip" aria-label="{}">{}</ol>', label, items)
