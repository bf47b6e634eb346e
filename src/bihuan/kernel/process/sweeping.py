"""Files whose act did not happen are taken away by the hour, once they are a day old."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.jobs import api as jobs
from bihuan.kernel.process import attachments

if TYPE_CHECKING:
    from datetime import datetime

EVERY = timedelta(hours=1)


def register() -> None:
    """Declare the periodic work."""
    jobs.periodic("process.files", label="清理没有登记的附件文件", every=EVERY)(sweep)


def sweep(at: datetime) -> None:
    """Take away what no row speaks of."""
    attachments.sweep(at=at)
