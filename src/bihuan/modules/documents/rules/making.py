"""From a stored paper to what is printed: one composition for preview, signature and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.kernel.access import api as access
from bihuan.kernel.access import once_a_page
from bihuan.modules.documents.models import Urgency
from bihuan.modules.documents.rules.annexing import annexes_of
from bihuan.modules.documents.rules.fingerprints import sm3
from bihuan.modules.documents.rules.press import press
from bihuan.modules.documents.rules.values import Adaptation, Issuer, Paper
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bihuan.modules.documents.models import OfficeTemplate, Sending
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


def live_pages_of(paper: Paper) -> list[bytes]:
    """The pages as pictures (PNG) beside the form, made anew while it is filled in."""
    return press().live(paper)


def page_count(paper: Paper, *, preview: bool = False) -> int:
    """How many pages there are."""
    return press().count(paper, preview=preview)


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


def adaptation_of(template: OfficeTemplate | None) -> Adaptation | None:
    """What the press takes of a stored version."""
    if template is None:
        return None
    return Adaptation(
        template.body, template.version, template.head, template.pitch, template.wording
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written of a paper: bodies by their codes, annexes as they are kept.

    `template` is the version of its own wording the body makes it from, None for the kind's words.
    """

    body: str
    kind: str
    data: Mapping[str, Any]
    recipients: Sequence[str] = ()
    cc: Sequence[str] = ()
    urgency: str = Urgency.PLAIN
    annexes: Sequence[Mapping[str, Any]] = ()
    template: OfficeTemplate | None = None


def written_of(sending: Sending) -> Written:
    """What is stored of a paper."""
    return Written(
        body=sending.case.body,
        kind=sending.kind,
        data=sending.data,
        recipients=sending.recipients,
        cc=sending.cc,
        urgency=sending.urgency,
        annexes=sending.annexes,
        template=sending.template,
    )


def composed(
    written: Written,
    *,
    on: date,
    number: str = "",
    signed_on: date | None = None,
    signers: Sequence[str] = (),
    draft: bool = True,
) -> Paper:
    """Compose what was written, with bodies named as they are on that day.

    :raises BadPaper: when it cannot be printed; with `draft=False` also when something is missing.
    """
    names = organisations.names((*written.recipients, *written.cc), on)
    return press().compose(
        kind=written.kind,
        data=dict(written.data),
        issuer=issuer_of(written.body, on),
        recipients=[names[code] for code in written.recipients],
        copies=[names[code] for code in written.cc],
        annexes=annexes_of(written.annexes),
        number=number,
        on=signed_on,
        signers=list(signers),
        urgency="" if written.urgency == Urgency.PLAIN else Urgency(written.urgency).label,
        adaptation=adaptation_of(written.template),
        mark=DEMO if once_a_page("documents.demo", access.is_demo) else "",
        draft=draft,
    )


def draft_of(sending: Sending, on: date, *, strict: bool = False) -> Paper:
    """The paper without what signing and numbering add: what everybody on the way reads and signs.

    :raises BadPaper: when it cannot be printed; with `strict` also when something is missing.
    """
    return composed(written_of(sending), on=on, draft=not strict)


def final_of(sending: Sending) -> Paper:
    """The numbered paper, named as on the day it was signed.

    :raises BadPaper: when it cannot be printed.
    """
    if sending.signed_on is None:
        message = "A paper that nobody signed has no final form."
        raise ValueError(message)
    return composed(
        written_of(sending),
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
