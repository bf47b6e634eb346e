"""Tables of the lead-department dockets: working records and, apart from them, public copies."""

from bihuan.modules.leads.models.decisions import Decision
from bihuan.modules.leads.models.dockets import DocketState, LeadDocket, Source, WhyUnowned
from bihuan.modules.leads.models.positions import LeadPosition, PositionState, Stance
from bihuan.modules.leads.models.studies import (
    JointStudy,
    StudyKind,
    StudyState,
    StudyTask,
)
from bihuan.modules.leads.models.versions import Version

__all__ = [
    "Decision",
    "DocketState",
    "JointStudy",
    "LeadDocket",
    "LeadPosition",
    "PositionState",
    "Source",
    "Stance",
    "StudyKind",
    "StudyState",
    "StudyTask",
    "Version",
    "WhyUnowned",
]
