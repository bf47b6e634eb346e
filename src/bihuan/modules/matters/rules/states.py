"""Which states of a list allow what."""

from bihuan.modules.matters.models import ListState

EDITABLE = frozenset(
    {
        ListState.DRAFT.value,
        ListState.OFFICE_REVIEW.value,
        ListState.CERTIFYING_DEPUTY.value,
        ListState.CERTIFYING_PRINCIPAL.value,
        ListState.CERTIFIED.value,
        ListState.RETURNED.value,
    }
)
"""States in which rows may change. A change after a seal is allowed: it makes the seal stale."""
CLOSED = (ListState.PUBLISHED.value, ListState.WITHDRAWN.value)
"""States in which nobody works on a list any more; what changes is its next version."""
