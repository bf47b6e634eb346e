"""Drafts of step forms: saved while typing, offered on return, never overwritten in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from bihuan.kernel.ui.models import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bihuan.kernel.access import Actor

LONGEST = 200_000


class DraftConflictError(RuntimeError):
    """Another window has saved this draft meanwhile."""


class DraftTooLongError(ValueError):
    """More text than a form can hold."""


def draft_of(*, number: str, step: str, actor: Actor) -> Draft | None:
    """Return the draft of this post for one form."""
    return Draft.objects.filter(owner=actor.key, case_number=number, step=step).first()


def save(
    values: Mapping[str, str], *, seen: int, number: str, step: str, actor: Actor, at: datetime
) -> int:
    """Keep what was typed; return how often this draft has been saved.

    :raises DraftConflictError: when another window saved it after this one last did.
    :raises DraftTooLongError: beyond what any form asks for.
    """
    kept = dict(values)
    if sum(len(value) for value in kept.values()) > LONGEST:
        raise DraftTooLongError("内容过长，草稿没有保存。")
    mine = Draft.objects.filter(owner=actor.key, case_number=number, step=step)
    with transaction.atomic():
        if seen == 0 and not mine.exists():
            try:
                with transaction.atomic():
                    Draft.objects.create(
                        owner=actor.key,
                        case_number=number,
                        step=step,
                        values=kept,
                        saves=1,
                        at=at,
                    )
            except IntegrityError:
                raise DraftConflictError from None
            return 1
        if not mine.filter(saves=seen).update(values=kept, saves=F("saves") + 1, at=at):
            raise DraftConflictError
    return seen + 1


def forget(*, number: str, step: str, actor: Actor) -> None:
    """Drop the draft: the step was taken, or the writer does not want it."""
    Draft.objects.filter(owner=actor.key, case_number=number, step=step).delete()
