"""Addresses of this module, with the parameters that say something."""

from __future__ import annotations

from urllib.parse import urlencode

from bihuan.kernel.ui.addresses import address_of


def address(name: str, *args: object, **query: object) -> str:
    """Return an address; empty parameters are left out."""
    asked = urlencode({key: value for key, value in query.items() if value})
    return address_of(f"directives:{name}", *args) + (f"?{asked}" if asked else "")
