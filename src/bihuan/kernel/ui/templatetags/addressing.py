"""`{% url %}` as Django has it, but worked out once for each address that comes again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as plain
from django.utils.html import conditional_escape

from bihuan.kernel.ui.addresses import address_of

if TYPE_CHECKING:
    from django.template.base import Parser, Token
    from django.template.context import Context

register = template.Library()


class KeptURLNode(URLNode):
    """Answers from what is kept, where the arguments are words or numbers."""

    def render(self, context: Context) -> str:
        """Return the address, or put it into a variable."""
        if self.kwargs or self.asvar:
            return super().render(context)
        args = [each.resolve(context) for each in self.args]
        if not all(isinstance(each, str | int) for each in args):
            return super().render(context)
        found = address_of(self.view_name.resolve(context), *args)
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> KeptURLNode:
    """Take the words Django's own tag takes."""
    node = plain(parser, token)
    return KeptURLNode(node.view_name, node.args, node.kwargs, node.asvar)
