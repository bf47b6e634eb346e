"""The WAL-reset fault of SQLite, which can lose committed writes when processes share a file."""

from __future__ import annotations

FAULT_FROM = (3, 7, 0)
FAULT_FIXED = (3, 51, 3)
BACKPORTED = {(3, 44): 6, (3, 50): 7}


def has_reset_fault(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite library has the WAL-reset fault."""
    if not FAULT_FROM <= version < FAULT_FIXED:
        return False
    repaired = BACKPORTED.get(version[:2])
    return repaired is None or version[2] < repaired
