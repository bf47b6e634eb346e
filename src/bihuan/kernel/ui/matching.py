"""The condition that a text holds a word, however its letters are written."""

from __future__ import annotations

from django.db.models import Q


def holding(path: str, word: str) -> Q:
    """Return the condition; a word without capital and small letters needs none of them folded.

    Folding is what costs when a hundred thousand titles are looked through, and most words that are
    asked for are Chinese or numbers.
    """
    lookup = "contains" if word.upper() == word.lower() else "icontains"
    return Q(**{f"{path}__{lookup}": word})
