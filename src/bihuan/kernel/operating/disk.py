"""What a disk complains of, whoever met it: a file call or SQLite."""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum


class Complaint(StrEnum):
    """Why a disk did not do as it was told; the value is how a sentence says it."""

    FULL = "存储空间已满"
    BROKEN = "存储设备出错"
    NO_RIGHT = "没有权限读写存储位置"
    READ_ONLY = "存储是只读的"


_OF_FILES = {
    errno.ENOSPC: Complaint.FULL,
    errno.EDQUOT: Complaint.FULL,
    errno.EIO: Complaint.BROKEN,
    errno.EACCES: Complaint.NO_RIGHT,
    errno.EPERM: Complaint.NO_RIGHT,
    errno.EROFS: Complaint.READ_ONLY,
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Complaint.FULL,
    sqlite3.SQLITE_IOERR: Complaint.BROKEN,
    sqlite3.SQLITE_PERM: Complaint.NO_RIGHT,
    sqlite3.SQLITE_READONLY: Complaint.READ_ONLY,
}


def complaint(fault: BaseException | None) -> Complaint | None:
    """Return what the disk complained of, or None when this is not a complaint of a disk."""
    if isinstance(fault, OSError):
        return _OF_FILES.get(fault.errno or 0)
    if isinstance(fault, sqlite3.Error):
        return _OF_SQLITE.get(sqlite_code(fault))
    return None


def sqlite_code(fault: sqlite3.Error) -> int:
    """Return the primary code: what SQLite adds to it says where it happened."""
    return getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
