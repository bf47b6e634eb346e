"""From a stored paper to what is printed: one composition for preview, signature and file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.access import api as access
from bihuan.kernel.access import once_a_page
from bihuan.modules.documents.models import Urgency
from bihuan.modules.documents.rules.annexing import annexes_of
from bihuan.modules.documents.rules.fingerprints import sm3
from bihuan.modules.documents.rules.press import press
from bihuan.modules.documents.rules.values import Issuer, Paper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bihuan.modules.documents.models import Sending
    from bihuan.modules.documents.rules.values import Kind

DEMO = "演示数据"
"""Small words at the head of each page of a demonstration: nobody shall take it for a paper."""


def pdf_of(paper: Paper) -> bytes:
    """The file that is numbered, sent and kept."""
    return press().render(paper, "pdf")


def docx_of(paper: Paper) -> bytes:
    """The editable file of a draft."""
    return press().render(paper, "docx")


def pages_of(paper: Paper, *, preview: bool = False) -> list[bytes]:
    """The pages as pictures (PNG)."""
    return press().pages(paper, "png", preview=preview)


def kind_named(key: str) -> Kind | None:
    """One kind, None where there is none of this key."""
    return next((kind for kind in press().kinds() if kind.key == key), None)


def kind_label(key: str) -> str:
    """What a kind is called; an unknown one answers with itself."""
    found = kind_named(key)
    return found.label if found else key


def issuer_of(body: str, on: date) -> Issuer:
    """The issuer as it is printed: the full name of that day."""
    return Issuer(name=organisations.name_on(body, on))


def composed(
    kind: str,
    data: Mapping[str, Any],
    *,
    body: str,
    recipients: Sequence[str],
    cc: Sequence[str],
    urgency: str,
    on: date,
    annexes: Sequence[Mapping[str, Any]] = (),
    number: str = "",
    signed_on: date | None = None,
    signers: Sequence[str] = (),
    draft: bool = True,
) -> Paper:
    """Compose a paper from codes of bodies, named as they are on that day.

    :raises BadPaper: when it cannot be printed; with `draft=False` also when something is missing.
    """
    names = organisations.names((*recipients, *cc), on)
    return press().compose(
        kind=kind,
        data=dict(data),
        issuer=issuer_of(body, on),
        recipients=[names[code] for code in recipients],
        copies=[names[code] for code in cc],
        annexes=annexes_of(annexes),
        number=number,
        on=signed_on,
        signers=list(signers),
        urgency="" if urgency == Urgency.PLAIN else Urgency(urgency).label,
        mark=DEMO if once_a_page("documents.demo", access.is_demo) else "",
        draft=draft,
    )


def draft_of(sending: Sending, on: date, *, strict: bool = False) -> Paper:
    """The paper without what signing and numbering add: what everybody on the way reads and signs.

    :raises BadPaper: when it cannot be printed; with `strict` also when something is missing.
    """
    return composed(
        sending.kind,
        sending.data,
        body=sending.case.body,
        recipients=sending.recipients,
        cc=sending.cc,
        urgency=sending.urgency,
        annexes=sending.annexes,
        on=on,
        draft=not strict,
    )


def final_of(sending: Sending) -> Paper:
    """The numbered paper, named as on the day it was signed.

    :raises BadPaper: when it cannot be printed.
    """
    if sending.signed_on is None:
        message = "A paper that nobody signed has no final form."
        raise ValueError(message)
    return composed(
        sending.kind,
        sending.data,
        body=sending.case.body,
        recipients=sending.recipients,
        cc=sending.cc,
        urgency=sending.urgency,
        annexes=sending.annexes,
        on=sending.signed_on,
        number=sending.doc_no,
        signed_on=sending.signed_on,
        signers=[sending.signer],
        draft=False,
    )


def text_of(sending: Sending, on: date) -> str:
    """The content that is signed, word by word, with the version of the template."""
    return draft_of(sending, on).as_json()


def digest_of(sending: Sending, on: date) -> str:
    """The fingerprint of that content; a page that only shows works it out once."""
    key = f"documents.digest:{sending.pk}:{sending.content_revision}:{on}"
    return once_a_page(key, lambda: sm3(text_of(sending, on)))
