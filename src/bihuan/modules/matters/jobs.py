"""What time makes due: silence of partners, and the yearly review."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.jobs import api as jobs
from bihuan.modules.matters.operations import indexing
from bihuan.modules.matters.operations.partnering import lapse_partnerships
from bihuan.modules.matters.operations.reviewing import lapse_reviews, open_reviews

EARLY = time(0, 20)
OFTEN = timedelta(hours=1)


def register_all() -> None:
    """Register the periodic work of the matter lists."""
    label = "登记配合单位逾期未答复，开始和结束年度复核"
    jobs.periodic("matters.lists", label=label, daily=EARLY)(daily)
    jobs.periodic("matters.search", label="词典更新后重建检索", every=OFTEN)(refresh_search)


def daily(at: datetime) -> None:
    """Do what the day asks; run twice, it does nothing the second time."""
    lapse_partnerships(on=civil_day(at), at=at)
    lapse_reviews(at=at)
    open_reviews(at=at)


def refresh_search(at: datetime) -> None:
    """Make the search index anew after the dictionary was changed."""
    indexing.rebuild_if_stale(at=at)
