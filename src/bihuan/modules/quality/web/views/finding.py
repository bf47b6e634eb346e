"""What may not be seen is not there; what cannot be understood is said."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import Http404

from bihuan.modules.quality.policies import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase


def reading(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 for a place that is not there, and for whoever may not read it."""

    @wraps(view)
    def guarded(request: HttpRequest, *words: str, **keys: str) -> HttpResponseBase:
        try:
            return view(request, *words, **keys)
        except (NotAllowed, LookupError) as refusal:
            raise Http404(str(refusal)) from refusal

    return guarded
