"""Guards that fit every process. They read through the case and import no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process.definition import Refusal, says

if TYPE_CHECKING:
    from bihuan.kernel.process.definition import Attempt
    from bihuan.kernel.process.models import CaseDetail

_NAMED = 5


@says("下级办件全部办结")
def all_children_closed(attempt: Attempt[CaseDetail]) -> Refusal | None:
    """Refuse while a child case is open: parallel work joins here.

    A sealed child of an unsealed case does not count: the refusal would tell of its existence.
    """
    case = attempt.case.case
    waiting = case.children.filter(closed_at__isnull=True, sealed__in=("", case.sealed))
    numbers = list(waiting.order_by("number").values_list("number", flat=True))
    if not numbers:
        return None
    rest = f"等{len(numbers)}件" if len(numbers) > _NAMED else ""
    sentence = f"还有下级办件没有办结：{'、'.join(numbers[:_NAMED])}{rest}。办结后才能继续。"
    return Refusal("children_open", sentence)
