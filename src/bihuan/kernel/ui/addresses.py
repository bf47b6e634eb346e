"""Addresses that every page asks for dozens of times, worked out once.

Django walks its patterns for each `reverse`, which was a seventh of the time of a table. What is
kept depends on the map of addresses and the prefix it stands under, so both are part of the key.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

KEPT = 4096
SAFE = "!$&'()*+,;=~:@"
"""What Django leaves unquoted in one part of a path."""
SAMPLE = "0"


def fixed(name: str) -> str:
    """Return the address of a page without arguments.

    :raises NoReverseMatch: when there is no such page.
    """
    return _of(name, (), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def address_of(name: str, *args: object) -> str:
    """Return the address of a page with arguments that come again and again.

    :raises NoReverseMatch: when there is no such page.
    """
    said = tuple(str(each) for each in args)
    return _of(name, said, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


def case_address(number: str) -> str:
    """Return where the page of a case is."""
    if not number or "/" in number:
        return reverse("ui:case", args=(number,))
    sample = _of("ui:case", (SAMPLE,), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    before, _, after = sample.rpartition(f"/{SAMPLE}/")
    return f"{before}/{quote(number, safe=SAFE)}/{after}"


@lru_cache(maxsize=KEPT)
def _of(name: str, args: tuple[str, ...], urlconf: object, prefix: str) -> str:  # noqa: ARG001 - the prefix is part of the key
    return reverse(name, urlconf=urlconf, args=args)  # type: ignore[arg-type]
