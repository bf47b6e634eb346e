"""Carrying lines out of the database, to a file that is only ever appended to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def append(path: Path, lines: Iterable[object]) -> None:
    """Append lines to a file and have them on the disk; raise when not all of them are.

    Killed or out of room half-way, a line is left torn: it is closed here before anything follows,
    and whoever reads the file passes over it.
    """
    text = "".join(f"{line}\n" for line in lines)
    if path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n"):
        text = f"\n{text}"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        left = text.encode()
        while left:  # a disk that is nearly full takes a part and says so
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
