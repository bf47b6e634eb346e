"""A site whose map is not loaded yet takes no correction, and says so."""

from __future__ import annotations

import pytest

from bihuan.modules.corrections import api
from bihuan.modules.corrections.tests.test_corrections import send


@pytest.mark.django_db
def test_without_bodies_nothing_is_taken_and_it_is_said() -> None:
    with pytest.raises(api.NotTaken, match="还没有载入单位"):
        send()
