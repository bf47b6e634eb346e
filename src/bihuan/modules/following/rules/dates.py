"""How long the periods are: by policy data of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.process import says
from bihuan.modules.following.models import Cause
from bihuan.modules.following.rules.settings import policy

if TYPE_CHECKING:
    from bihuan.kernel.calendar import Span
    from bihuan.modules.following.models import Following


@says("首次答复六十日，上级条款变化后重新确认二十个工作日（默认读法，按办理当天有效的规定）")
def answer(case: Following) -> Span:
    """The time to answer: longer for all clauses, shorter for those that changed."""
    key = "reconfirm" if case.cause == Cause.CHANGE else "answer"
    return policy().limit(key, civil_day(case.case.moved_at)).span


@says("二十个工作日（按签发当天有效的规定）")
def publication(case: Following) -> Span:
    """The time to publish."""
    return policy().limit("publish", civil_day(case.case.moved_at)).span
