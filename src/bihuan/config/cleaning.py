"""What no keyboard types is taken out of every text before any page reads it.

Control characters (NUL first of all: PostgreSQL refuses a text that holds one) and lone surrogates
come from broken programs and from attackers; every kind of line break, that of a word processor
(vertical tab) too, becomes the one the platform stores. The middleware stands before all views, so
no form can be forgotten; the process engine refuses such signs itself, for whoever comes another
way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import QueryDict

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

BREAKS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
SIGNS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class TextCleaned:
    """Hand every view texts without control characters: of the address and of the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Clean what came; what is clean stays the very same object."""
        if not _is_clean(request.GET):
            request.GET = _clean_all(request.GET)  # type: ignore[assignment]  # immutable, as Django's
        if request.method == "POST" and not _is_clean(request.POST):
            request.POST = _clean_all(request.POST)  # type: ignore[assignment]


def clean(text: str) -> str:
    """Return a text without control characters; line breaks and tabs stay."""
    return SIGNS.sub("", BREAKS.sub("\n", text))


def _is_clean(asked: QueryDict) -> bool:
    return not any(
        SIGNS.search(text) or BREAKS.search(text)
        for key, values in asked.lists()
        for text in (key, *values)
    )


def _clean_all(asked: QueryDict) -> QueryDict:
    made = QueryDict(mutable=True, encoding=asked.encoding)
    for key, values in asked.lists():
        made.setlist(clean(key), [clean(value) for value in values])
    made._mutable = False  # noqa: SLF001  as Django closes its own
    return made
