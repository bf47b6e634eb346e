"""Writes of the dockets, one function per use case, each in one transaction."""

from bihuan.modules.leads.operations.opening import (
    CandidatesRefused,
    open_docket,
    open_study,
    set_candidates,
)

__all__ = ["CandidatesRefused", "open_docket", "open_study", "set_candidates"]
