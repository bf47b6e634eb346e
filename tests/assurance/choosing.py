"""A plugin of pytest for the runner alone: only tests of the goals that were asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what serves no goal of this run."""
    wanted = set(os.environ.get("ASSURANCE_GOALS", "").split())
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        keys = {key for mark in item.iter_markers("goal") for key in mark.args}
        (kept if wanted & keys else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
