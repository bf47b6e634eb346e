"""Pure date arithmetic of Chinese administrative law: spans, calendars, due dates, explanations.

No Django, no clock: callers pass every date. A calendar is a stack of dated *editions*, each the
text of one notice with its rest days and its make-up workdays; see `docs/develop/calendar.md`.
"""

from bihuan.kernel.calendar.counting import Due, Roll, add_months, due, working_days_between
from bihuan.kernel.calendar.editions import (
    SHANGHAI,
    Calendar,
    DayKind,
    DayNature,
    Edition,
    civil_day,
    end_of_day,
)
from bihuan.kernel.calendar.explaining import DayLine, Explanation, chinese_date, explain, weekday
from bihuan.kernel.calendar.spans import (
    Span,
    Unit,
    calendar_days,
    hours,
    months,
    working_days,
)
from bihuan.kernel.calendar.store import (
    CalendarError,
    for_region,
    load,
    national,
    pick,
    read_from,
    shipped,
)

__all__ = [
    "SHANGHAI",
    "Calendar",
    "CalendarError",
    "DayKind",
    "DayLine",
    "DayNature",
    "Due",
    "Edition",
    "Explanation",
    "Roll",
    "Span",
    "Unit",
    "add_months",
    "calendar_days",
    "chinese_date",
    "civil_day",
    "due",
    "end_of_day",
    "explain",
    "for_region",
    "hours",
    "load",
    "months",
    "national",
    "pick",
    "read_from",
    "shipped",
    "weekday",
    "working_days",
    "working_days_between",
]
