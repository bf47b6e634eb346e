"""The three processes of this module: docket, position, joint study."""

from bihuan.modules.leads.process.docket import LEAD_DOCKET
from bihuan.modules.leads.process.position import LEAD_POSITION
from bihuan.modules.leads.process.study import JOINT_STUDY

__all__ = ["JOINT_STUDY", "LEAD_DOCKET", "LEAD_POSITION"]
