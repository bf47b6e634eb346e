"""Keeping what a paper says now: its fingerprint, its revision, the version it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.process import api as process
from bihuan.modules.documents.rules.fingerprints import sm3
from bihuan.modules.documents.rules.making import draft_of

if TYPE_CHECKING:
    from datetime import date

    from bihuan.modules.documents.models import Sending

LONGEST_TITLE = 200


def keep_content(held: Sending, on: date) -> None:
    """Keep the fingerprint of the content as it is now, and name the case after it.

    :raises BadPaper: when it cannot be printed.
    """
    paper = draft_of(held, on)
    held.content_digest = sm3(paper.as_json())
    held.content_revision += 1
    held.template_version = paper.template[:80]
    held.save(update_fields=["content_digest", "content_revision", "template_version"])
    if held.case.title != paper.title[:LONGEST_TITLE]:
        process.Case.objects.filter(pk=held.pk).update(title=paper.title[:LONGEST_TITLE])
        held.case.title = paper.title[:LONGEST_TITLE]
