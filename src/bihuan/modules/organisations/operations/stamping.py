"""The stamp of the map: changed by every operation that changes what the directory holds."""

from __future__ import annotations

import uuid

from bihuan.modules.organisations.models import DirectoryStamp


def touch() -> None:
    """Tell every process that its copy of the map is old.

    A random value, not a counter: a counter rolled back and counted again would name another map.
    """
    DirectoryStamp.objects.update_or_create(id=1, defaults={"value": uuid.uuid4().hex})
