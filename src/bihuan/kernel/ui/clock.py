"""The edge of time for pages: the one place of the ui that reads the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date, datetime


def now() -> datetime:
    """Return the instant at which a request is answered."""
    return timezone.now()


def today() -> date:
    """Return the civil day in the zone of the product."""
    return timezone.localdate()
