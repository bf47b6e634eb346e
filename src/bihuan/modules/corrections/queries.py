"""What the public may read: answers that were published, and what a query code is told.

This file imports the frozen tables only, so no word of a working record has a way out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.corrections.models import CodeAnswer, PublishedAnswer

if TYPE_CHECKING:
    from datetime import date

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """One published answer."""

    number: str
    kind: str
    page: str
    answer: str
    body_name: str
    received_on: date
    published_on: date


@dataclass(frozen=True, slots=True)
class Progress:
    """What a code is told."""

    received_on: date
    state: str
    answer: str


def code_digest(code: str) -> str:
    """Return the fingerprint under which a code is kept; case and spaces do not matter."""
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode()).hexdigest()


def published_answers() -> tuple[Answer, ...]:
    """Return published answers, newest first."""
    rows = PublishedAnswer.objects.order_by("-published_on", "-number")
    names = ("number", "kind", "page", "answer", "body_name", "received_on", "published_on")
    return tuple(Answer(*row) for row in rows.values_list(*names)[:SHOWN])


def answer_to(code: str) -> Progress | None:
    """Return what a code is told; None for a code that was never given out."""
    rows = CodeAnswer.objects.filter(code_digest=code_digest(code))
    row = rows.values_list("received_on", "state", "answer").first()
    return Progress(*row) if row else None
