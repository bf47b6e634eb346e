"""The names of this installation, from the policy pack of its province."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bihuan.kernel.ui import api as ui

NAMES = Path("sichuan") / "site.toml"
FIELDS = ("desk", "portal", "sponsor", "contact", "site_code", "icp", "police")


@lru_cache(maxsize=1)
def site() -> ui.Site:
    """Return the names in the pack; an installation without the file keeps the neutral ones."""
    path = Path(settings.POLICY_DIR) / NAMES
    if not path.is_file():
        return ui.Site()
    with path.open("rb") as file:
        given = tomllib.load(file)
    return ui.Site(**{name: given[name] for name in FIELDS if given.get(name)})
