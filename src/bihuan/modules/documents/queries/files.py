"""The files beside a paper: its annexes, its receipts signed on paper, for those who may read it.

Whoever may read a paper may read its annexes, though the case that keeps them is the issuer's; and
the issuer may read a receipt, though the recipient's case keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.process import NotFound
from bihuan.kernel.process import api as process

if TYPE_CHECKING:
    from bihuan.kernel.process.api import Case
    from bihuan.modules.documents.models import Receiving, Sending

READER = system_actor("documents")
"""Opens one file for those of whom the caller has found that they may read the paper."""


def paper_file(sending: Sending) -> process.StoredFile | None:
    """The numbered file, its digest just checked; None before there is one."""
    return _opened(sending.case, key="paper")


def annex_files(sending: Sending) -> tuple[tuple[int, str, str], ...]:
    """Place, title and file name of each annex that is a file."""
    return tuple(
        (place, str(each["title"]), str(each["file"]))
        for place, each in enumerate(sending.annexes, start=1)
        if each.get("file")
    )


def annex_file(sending: Sending, place: int) -> process.StoredFile:
    """One annex file, as it was signed.

    :raises NotFound: there is no such annex, or it is no file.
    """
    annexes = sending.annexes
    if not 1 <= place <= len(annexes) or not annexes[place - 1].get("file"):
        raise NotFound(sending.number)
    found = _opened(sending.case, key="annex", sm3=annexes[place - 1]["sm3"])
    if found is None:
        raise NotFound(sending.number)
    return found


def receipt_file(receiving: Receiving) -> process.StoredFile:
    """The scanned receipt.

    :raises NotFound: this recipient did not sign on paper.
    """
    found = _opened(receiving.case, key="receipt")
    if found is None:
        raise NotFound(receiving.number)
    return found


def _opened(case: Case, **wanted: str) -> process.StoredFile | None:
    row = case.attachments.filter(**wanted).order_by("-pk").first()
    return process.open_attachment(case.number, row.pk, actor=READER) if row else None
