"""The front door: open a docket or a study, ask about dockets, read the published decisions."""

from bihuan.modules.leads.operations import open_docket, open_study
from bihuan.modules.leads.queries.decisions import published_decision, published_decisions
from bihuan.modules.leads.queries.dockets import dockets_for
from bihuan.modules.leads.queries.history import docket_as_of
from bihuan.modules.leads.queries.precedents import precedents_for

__all__ = [
    "docket_as_of",
    "dockets_for",
    "open_docket",
    "open_study",
    "precedents_for",
    "published_decision",
    "published_decisions",
]
