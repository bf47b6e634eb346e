"""Cases for processes whose detail cannot be filled in by itself (a foreign key, say).

Each entry stores a case of that process in the given state and returns its detail.
"""

from collections.abc import Callable
from typing import Any

CASES: dict[str, Callable[[str], Any]] = {}
