"""`{% once %}`, known in every template: the name of one press, in every form that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from bihuan.kernel.ui.presses import FIELD, press_name

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """Give the form a name that is new with each rendering: sent twice, it is done once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, press_name())
