"""The files of words the demonstration's lists are made of."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def first_words() -> dict[str, Any]:
    """The lists of 2023: by province and below it, by line."""
    with (HERE / "lists.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def wider_words() -> dict[str, Any]:
    """What the lists of 2025 have beside."""
    with (HERE / "wider.toml").open("rb") as file:
        return tomllib.load(file)
