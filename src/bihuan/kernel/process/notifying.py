"""Telling people after the commit. What must not be lost is an event; this is only news."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.kernel.process.events import CaseOpened, StepPerformed

    Announcement = CaseOpened | StepPerformed

_NOTIFIERS: list[Callable[[Announcement], None]] = []


def register_notifier(notifier: Callable[[Announcement], None]) -> None:
    """Call `notifier` after every committed opening or step; only from `AppConfig.ready`."""
    if notifier not in _NOTIFIERS:
        _NOTIFIERS.append(notifier)


def tell(announcement: Announcement) -> None:
    """Pass it to every notifier, in registration order."""
    for notifier in tuple(_NOTIFIERS):
        notifier(announcement)
