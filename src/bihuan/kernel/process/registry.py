"""The processes there are. Each module registers its own in `apps.py`, nowhere else."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.process.definition import D, Process

_PROCESSES: dict[tuple[str, int], Process[Any]] = {}


class UnknownProcess(LookupError):
    """A process key or version that nobody registered."""


def register(process: Process[D]) -> None:
    """Make a process known.

    :raises ValueError: when another process already has this key and version.
    """
    name = (process.key, process.version)
    if _PROCESSES.get(name, process) is not process:
        message = f"Process {process.key!r} version {process.version} is registered twice."
        raise ValueError(message)
    _PROCESSES[name] = process


def get(key: str, version: int | None = None) -> Process[Any]:
    """Return the process with this key: the given version, or the newest.

    :raises UnknownProcess: when there is none.
    """
    versions = [number for known, number in _PROCESSES if known == key]
    if not versions or (version is not None and version not in versions):
        wanted = f"“{key}”" if version is None else f"“{key}”第{version}版"
        there_are = "、".join(sorted({known for known, _ in _PROCESSES}))
        message = f"没有登记过流程{wanted}。已有流程：{there_are}。"
        raise UnknownProcess(message)
    return _PROCESSES[key, max(versions) if version is None else version]


def all_processes() -> tuple[Process[Any], ...]:
    """Return every version of every process, ordered by key and version."""
    return tuple(_PROCESSES[name] for name in sorted(_PROCESSES))


@contextmanager
def temporarily(process: Process[D]) -> Iterator[None]:
    """Register a process for the length of a test."""
    register(process)
    try:
        yield
    finally:
        del _PROCESSES[process.key, process.version]
