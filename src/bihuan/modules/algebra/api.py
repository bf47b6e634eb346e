"""The front door: compare lists, and read the findings."""

from bihuan.modules.algebra.operations.comparing import Run, compare_all, compare_body
from bihuan.modules.algebra.queries.findings import findings_for

__all__ = ["Run", "compare_all", "compare_body", "findings_for"]
