"""How much a test of assurance does: what fits a night here, or what the environment asks for."""

from __future__ import annotations

import os


def size(key: str, default: int) -> int:
    """Return the number under which a test counts: `ASSURANCE_F1=50000 make assurance ONLY=F1`."""
    return int(os.environ.get(f"ASSURANCE_{key}") or default)
