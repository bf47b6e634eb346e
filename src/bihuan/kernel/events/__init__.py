"""Events: what a module announces to those above it, inside the same transaction.

A lower module never calls a higher one. It publishes a frozen dataclass; whoever subscribed is
called in the order of registration, in the transaction of the publisher. An exception in a
subscriber is an exception of the operation: either everything happened or nothing did.

Subscriptions are made in ``AppConfig.ready`` only. Once the application registry is complete the
door closes, so that what runs on an event can be read off the ``ready`` methods and never depends
on which page was visited first.
"""

from bihuan.kernel.events.bus import (
    OutsideTransaction,
    RegistryClosed,
    publish,
    subscribe,
    subscribers,
    temporarily,
)

__all__ = [
    "OutsideTransaction",
    "RegistryClosed",
    "publish",
    "subscribe",
    "subscribers",
    "temporarily",
]
