"""Files chosen on a form not accepted yet: kept for a day, so that nobody chooses them twice."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.process import Upload
from bihuan.kernel.ui.models import HeldUpload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bihuan.kernel.access import Actor

LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """One file that waits: its token in the form, its name and size."""

    token: str
    key: str
    name: str
    size: int


def hold(
    uploads: Mapping[str, Sequence[Upload]],
    *,
    number: str,
    step: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep files until the form is accepted, and drop those nobody came back for."""
    rows = [
        HeldUpload(
            token=secrets.token_hex(20),
            owner=actor.key,
            case_number=number,
            step=step,
            key=key,
            name=upload.name[:200],
            content_type=upload.content_type[:100],
            size=len(upload.data),
            data=upload.data,
            at=at,
        )
        for key, files in uploads.items()
        for upload in files
    ]
    if not rows:
        return
    with transaction.atomic():
        HeldUpload.objects.filter(at__lt=at - LIFE).delete()
        HeldUpload.objects.bulk_create(rows)


def held_for(*, number: str, step: str, actor: Actor, at: datetime) -> list[Held]:
    """Return what this post holds for one form."""
    rows = HeldUpload.objects.filter(
        owner=actor.key, case_number=number, step=step, at__gte=at - LIFE
    ).order_by("pk")
    return [
        Held(token, key, name, size)
        for token, key, name, size in rows.values_list("token", "key", "name", "size")
    ]


def take(tokens: Sequence[str], *, number: str, step: str, actor: Actor) -> dict[str, list[Upload]]:
    """Return held files by document key: one's own, of this form only."""
    rows = HeldUpload.objects.filter(
        owner=actor.key, case_number=number, step=step, token__in=tokens
    ).order_by("pk")
    found: dict[str, list[Upload]] = {}
    for row in rows:
        upload = Upload(row.name, row.content_type, bytes(row.data))
        found.setdefault(row.key, []).append(upload)
    return found


def forget(*, number: str, step: str, actor: Actor, but: Sequence[str] = ()) -> None:
    """Drop what this post holds for one form, except some."""
    rows = HeldUpload.objects.filter(owner=actor.key, case_number=number, step=step)
    rows.exclude(token__in=but).delete()
