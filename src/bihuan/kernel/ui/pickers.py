"""Pickers: where a form looks up what it asks for by code, while somebody types.

pickers.register("matter", "matters:pick")

The address answers GET ?q=… with JSON: {"found": [{"code", "lead", "lead_name", "matter"}, …],
"sentence"}, the best first. What is chosen fills the field with its code and the field of the body
beside it with who leads. Without a script the code is typed.
"""

from __future__ import annotations

from django.urls import reverse

from bihuan.kernel.ui.registry import Registry

_names: Registry[str] = Registry("picker", lambda name: (0, name))


def register(widget: str, url_name: str) -> None:
    """Say where fields of this widget are looked up; called from the `ready()` of an app."""
    _names.add(widget, url_name)


def address(widget: str) -> str:
    """Return the address of a widget's picker, "" where it has none."""
    name = _names.get(widget)
    return reverse(name) if name else ""
