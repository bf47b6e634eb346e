"""The event bus: a dictionary of lists, and the two rules that keep it honest."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

E = TypeVar("E")


class RegistryClosed(RuntimeError):
    """Somebody subscribed after the start of the application."""


class OutsideTransaction(RuntimeError):
    """An event was published where a rollback could not take its consequences back."""


_handlers: dict[type[Any], list[Callable[[Any], None]]] = {}


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` for every event of exactly this type; only from ``AppConfig.ready``."""
    if apps.ready:
        msg = (
            f"{handler.__qualname__} subscribed to {event_type.__name__} after start; "
            "subscribe in AppConfig.ready, or use events.temporarily in a test."
        )
        raise RegistryClosed(msg)
    _add(event_type, handler)


def publish(event: object) -> None:
    """Tell every subscriber now, in registration order, inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        msg = f"{type(event).__name__} was published outside transaction.atomic()."
        raise OutsideTransaction(msg)
    for handler in tuple(_handlers.get(type(event), ())):
        handler(event)


def subscribers(event_type: type[object]) -> tuple[Callable[[Any], None], ...]:
    """Who listens to this type, in the order in which they will be called."""
    return tuple(_handlers.get(event_type, ()))


@contextmanager
def temporarily(event_type: type[E], handler: Callable[[E], None]) -> Iterator[None]:
    """Subscribe for the length of a ``with`` block: for tests only."""
    _add(event_type, handler)
    try:
        yield
    finally:
        _handlers[event_type].remove(handler)


def _add(event_type: type[E], handler: Callable[[E], None]) -> None:
    handlers = _handlers.setdefault(event_type, [])
    if handler in handlers:
        # The same consequence twice is never meant, and hard to see in the result.
        msg = f"{handler.__qualname__} is already subscribed to {event_type.__name__}."
        raise ValueError(msg)
    handlers.append(handler)
