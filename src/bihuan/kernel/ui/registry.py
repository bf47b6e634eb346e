"""An ordered register with unique keys: the one shape behind navigation, panels and slots."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class DuplicateKeyError(ValueError):
    """Two parts of the product claim one key."""


class Registry(Generic[T]):
    """Entries by key, read in the order their `order` asks for."""

    def __init__(self, what: str, order: Callable[[T], tuple[int, str]]) -> None:
        self._what = what
        self._order = order
        self._entries: dict[str, T] = {}

    def add(self, key: str, entry: T) -> None:
        """Add one entry; the same entry twice is harmless, another under its key is not."""
        if self._entries.get(key, entry) != entry:
            raise DuplicateKeyError(f"{self._what} {key!r} is registered twice")
        self._entries[key] = entry

    def get(self, key: str) -> T | None:
        """Return one entry or None."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._entries.values(), key=self._order))

    @contextmanager
    def temporarily(self, key: str, entry: T) -> Iterator[None]:
        """Hold one entry for the length of a test."""
        before = self._entries.get(key)
        self._entries[key] = entry
        try:
            yield
        finally:
            if before is None:
                del self._entries[key]
            else:
                self._entries[key] = before
