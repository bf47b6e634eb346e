"""A disk that fails once: the n-th thing asked of it is refused, everything after is taken.

Two ways to ask: within the process, which takes no time and sees opening, syncing, renaming and the
statements of the database; and by strace (`test_crashes.Stage`), which sees every single write.
"""

from __future__ import annotations

import errno
import io
import os
import sqlite3
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import OperationalError, connection, connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FAULTS = ("ENOSPC", "EIO", "EACCES")
CALLS = ("open", "write", "fsync", "mkdir", "rename", "replace", "chmod")
_CODES = {
    "ENOSPC": (sqlite3.SQLITE_FULL, "53100"),
    "EIO": (sqlite3.SQLITE_IOERR, "58030"),
    "EACCES": (sqlite3.SQLITE_READONLY, "58030"),
}


@dataclass(slots=True)
class Disk:
    """Counts what is asked of it and refuses one thing; 0 refuses nothing."""

    nth: int
    fault: str
    asked: list[str] = field(default_factory=list)

    def look(self, what: str) -> None:
        """Count one thing, and refuse it if its turn has come."""
        self.asked.append(what)
        if len(self.asked) != self.nth:
            return
        if what in {"statement", "commit"}:
            raise OperationalError(what) from _cause(self.fault)
        number = getattr(errno, self.fault)
        raise OSError(number, os.strerror(number), what)


def _cause(fault: str) -> Exception:
    code, state = _CODES[fault]
    if connection.vendor == "sqlite":
        cause: Any = sqlite3.OperationalError(fault)
        cause.sqlite_errorcode = code
        return cause  # type: ignore[no-any-return]
    from psycopg import errors  # noqa: PLC0415  needed only where a server runs

    return errors.lookup(state)(fault)


@contextmanager
def failing(nth: int = 0, fault: str = "ENOSPC") -> Iterator[Disk]:
    """Let the n-th thing asked of the disk fail within a block."""
    disk = Disk(nth, fault)

    def before(what: str, true: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*words: Any, **named: Any) -> Any:
            disk.look(what)
            return true(*words, **named)

        return asked

    def statement(execute: Callable[..., Any], *words: Any) -> Any:
        disk.look("statement")
        return execute(*words)

    with ExitStack() as stack:
        for name in CALLS:
            stack.enter_context(patch.object(os, name, before(name, getattr(os, name))))
        stack.enter_context(patch.object(io, "open", before("open", io.open)))
        stack.enter_context(connection.execute_wrapper(statement))
        mine: Any = connections["default"]
        stack.enter_context(patch.object(mine, "_commit", before("commit", mine._commit)))  # noqa: SLF001  no other way in
        yield disk
