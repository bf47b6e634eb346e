"""The sample processes exist while these tests run, and nowhere else."""

from collections.abc import Iterator

import pytest

from bihuan.kernel.process import temporarily
from bihuan.kernel.process.tests.sample.process import REPAIR, VISIT


@pytest.fixture(autouse=True)
def _sample_processes() -> Iterator[None]:
    with temporarily(REPAIR), temporarily(VISIT):
        yield
