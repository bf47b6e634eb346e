"""For whoever decides how a place follows a notice: its clauses in words, and what was decided."""

from bihuan.modules.directives.operations.localising import LocalDecision, decide_locally
from bihuan.modules.directives.queries.places import NoticeFace, notice_for
from bihuan.modules.directives.rules.faces import ClauseFace

__all__ = ["ClauseFace", "LocalDecision", "NoticeFace", "decide_locally", "notice_for"]
