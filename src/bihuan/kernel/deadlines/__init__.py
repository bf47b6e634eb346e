"""Deadlines: clocks that run on cases, the lights they show, and the alerts they raise.

A clock stores facts (start, span, region, suspensions, extensions, each with its basis); the due
date is computed from them, and whether it is overdue is never stored. What needs the database is in
``bihuan.kernel.deadlines.api``.
"""

from bihuan.kernel.deadlines.course import (
    OVERDUE,
    WARN,
    Course,
    Extension,
    Facts,
    Moment,
    Suspension,
    moments,
    run,
)
from bihuan.kernel.deadlines.events import ClockAlert, DueMoved
from bihuan.kernel.deadlines.lights import Light, LightRule, LightRuleError, light, rule_on
from bihuan.kernel.deadlines.limits import Limit

__all__ = [
    "OVERDUE",
    "WARN",
    "ClockAlert",
    "Course",
    "DueMoved",
    "Extension",
    "Facts",
    "Light",
    "LightRule",
    "LightRuleError",
    "Limit",
    "Moment",
    "Suspension",
    "light",
    "moments",
    "rule_on",
    "run",
]
