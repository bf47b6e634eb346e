"""Every check of 公文体检 under its key in the policy; `apps.py` registers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.modules.documents.rules import checks_content as content
from bihuan.modules.documents.rules import checks_form as form
from bihuan.modules.documents.rules.checks_relation import relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bihuan.modules.documents.rules.checkup import Checked, Finding

ALL: Mapping[str, Callable[[Checked], Iterable[Finding]]] = {
    "number-form": form.number_form,
    "dates": form.dates,
    "title": form.title,
    "recipients": form.recipients,
    "request-single": content.request_single,
    "report-request": content.report_request,
    "signer": form.signer,
    "first-page": form.first_page,
    "annexes": form.annexes,
    "levels": form.levels,
    "length": content.length,
    "burden": content.burden,
    "relation": relation,
    "names": content.names,
    "figures": content.figures,
    "glyphs": form.glyphs,
    "secrecy": form.secret,
    "unfinished": content.unfinished,
    "punctuation": form.punctuation,
    "seal-room": form.seal_room,
}
