"""The register of addresses: every URL pattern there is, and whether its door stands open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from bihuan.kernel.access.doors import is_public_view

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Address:
    """One URL pattern: its route, its name, the view behind it, and whether anybody may enter."""

    route: str
    name: str
    view: str
    public: bool


def addresses() -> tuple[Address, ...]:
    """Walk the whole resolver, in the order in which addresses are tried."""
    return tuple(_walk(get_resolver(), prefix="", namespace=""))


def _walk(resolver: URLResolver, *, prefix: str, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, prefix=route, namespace=inner)
        elif isinstance(pattern, URLPattern):
            yield Address(
                route=route,
                name=f"{namespace}{pattern.name}" if pattern.name else "",
                view=pattern.lookup_str,
                public=is_public_view(pattern.callback),
            )
