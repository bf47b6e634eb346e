"""Which doors stand open: the ``@public`` mark and how it is read.

Every view is closed unless its own definition carries the mark. A subclass of a public view is
closed again until it says otherwise: openness is not inherited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V", bound="Callable[..., Any]")

_MARK = "bihuan_public"


def public(view: V) -> V:
    """Mark a view (function, class, or the result of ``as_view``) as open to anybody."""
    setattr(view, _MARK, True)
    return view


def is_public_view(view: Callable[..., Any]) -> bool:
    """Whether a view carries the mark itself."""
    if getattr(view, _MARK, False) is True:
        return True
    view_class = getattr(view, "view_class", None)
    # vars(), not getattr(): the mark of a base class must not open its children.
    return view_class is not None and vars(view_class).get(_MARK) is True
