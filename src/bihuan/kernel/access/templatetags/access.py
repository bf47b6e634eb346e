"""Asking for permissions in templates. An unknown name raises; it never reads as "no".

{% load access %}
{% if_may "reports.export" %}…{% else %}…{% endif_may %}
{% may "reports.export" as can_export %}{% if can_export and rows %}…{% endif %}
{% if actor|may:"reports.export" %}…{% endif %}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from bihuan.kernel.access.actors import VISITOR, Actor
from bihuan.kernel.access.permissions import may as actor_may
from bihuan.kernel.access.permissions import permission_named

if TYPE_CHECKING:
    from django.template.base import FilterExpression, NodeList, Parser, Token

register = template.Library()


@register.filter(name="may")
def may_filter(actor: Actor, key: str) -> bool:
    """Whether the actor has the permission: ``{% if actor|may:"key" %}``."""
    return actor_may(actor, key)


@register.simple_tag(name="may", takes_context=True)
def may_tag(context: template.Context, key: str) -> bool:
    """Whether the actor of this request has the permission: ``{% may "key" as name %}``."""
    return actor_may(_actor_in(context), key)


class IfMayNode(template.Node):
    """Shows one block to those who may, the other to those who may not."""

    child_nodelists = ("allowed", "refused")

    def __init__(self, key: FilterExpression, allowed: NodeList, refused: NodeList) -> None:
        self.key = key
        self.allowed = allowed
        self.refused = refused

    def render(self, context: template.Context) -> str:
        """Render the block that fits the actor of this request."""
        allowed = actor_may(_actor_in(context), self.key.resolve(context))
        return (self.allowed if allowed else self.refused).render(context)


@register.tag("if_may")
def compile_if_may(parser: Parser, token: Token) -> IfMayNode:
    """Show a block to those who may; a literal name is looked up at compile time."""
    try:
        _, asked = token.split_contents()
    except ValueError as error:
        msg = "if_may takes exactly one permission."
        raise template.TemplateSyntaxError(msg) from error
    if asked[0] in "\"'":
        permission_named(asked[1:-1])
    allowed = parser.parse(("else", "endif_may"))
    refused = template.NodeList()
    if parser.next_token().contents == "else":
        refused = parser.parse(("endif_may",))
        parser.delete_first_token()
    return IfMayNode(parser.compile_filter(asked), allowed, refused)


def _actor_in(context: template.Context) -> Actor:
    request = context.get("request")
    found = getattr(request, "actor", VISITOR)
    return found if isinstance(found, Actor) else VISITOR
