"""会签、签发: asking the co-signers, gathering their answers, binding what the leader signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import LostRace, get, says
from bihuan.kernel.process import api as process
from bihuan.modules.documents.effects.moving import COSIGNING, SENDING, move
from bihuan.modules.documents.models import Cosigning, CosigningState, Sending, SendingState
from bihuan.modules.documents.rules import verbs
from bihuan.modules.documents.rules.fingerprints import sm3
from bihuan.modules.documents.rules.guards import latest_cosignings
from bihuan.modules.documents.rules.making import text_of
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from bihuan.kernel.process import Attempt


@says("同时送各会签单位，每个单位一件会签")
def ask_cosigners(attempt: Attempt[Sending]) -> None:
    """Open one child case for each co-signing body."""
    sending = attempt.case
    for code in sending.cosigners:
        body = organisations.body(code, on=civil_day(attempt.at))
        process.open_child(
            get(COSIGNING),
            sending,
            title=f"会签：{sending.title}"[:200],
            body=code,
            region=body.region,
            line=body.line,
            fields={"sending": sending.pk, "issuer_body": sending.case.body},
            actor=attempt.actor,
            at=attempt.at,
        )


@says("全部会签单位同意后，自动送签发")
def gather_cosigners(attempt: Attempt[Cosigning]) -> None:
    """The last yes brings the paper to the leader; one no keeps it with the office."""
    cosigning = attempt.case
    sending = Sending.objects.select_related("case").get(pk=cosigning.sending_id)
    if sending.case.state != SendingState.COSIGNING:
        return
    latest = latest_cosignings(sending.pk)
    if all(state == CosigningState.AGREED for state in latest.values()):
        move(SENDING, "cosigned", sending, at=attempt.at)


@says("尚未会签的会签件失效")
def lapse_cosigners(attempt: Attempt[Sending]) -> None:
    """What went back to the drafter is not to be signed as it was."""
    rows = Cosigning.objects.select_related("case").filter(
        sending=attempt.case.pk, case__state=CosigningState.ASKED
    )
    for cosigning in rows:
        move(COSIGNING, "lapse", cosigning, at=attempt.at)


@says("以指纹锁定签发的内容，记下签发人和签发日期")
def bind_signature(attempt: Attempt[Sending]) -> None:
    """Keep the content word by word with its fingerprint."""
    sending, actor, on = attempt.case, attempt.actor, civil_day(attempt.at)
    text = text_of(sending, on)
    if sm3(text) != sending.content_digest:
        raise LostRace("签发时文稿正在被改动，这次签发没有生效。请刷新页面后再签发。")
    sending.signed_text, sending.signed_digest = text, sending.content_digest
    sending.signed_on, sending.signer = on, actor.name
    sending.signer_post, sending.signer_behalf = actor.post, actor.on_behalf_of
    sending.save(
        update_fields=[
            "signed_text",
            "signed_digest",
            "signed_on",
            "signer",
            "signer_post",
            "signer_behalf",
        ]
    )
    ledger.record(
        verbs.SIGNED.key,
        actor=actor,
        at=attempt.at,
        subject=sending.case.subject,
        facts={"title": sending.title},
        evidence=(sending.signed_digest,),
    )


@says("原签发失效")
def drop_signature(attempt: Attempt[Sending]) -> None:
    """A paper that went back is signed anew."""
    sending = attempt.case
    sending.signed_text = sending.signed_digest = ""
    sending.signed_on = None
    sending.signer = sending.signer_post = sending.signer_behalf = ""
    sending.save(
        update_fields=[
            "signed_text",
            "signed_digest",
            "signed_on",
            "signer",
            "signer_post",
            "signer_behalf",
        ]
    )
