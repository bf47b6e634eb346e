"""Cases for processes whose detail cannot be filled in by itself (a foreign key, say).

Each entry stores a case of that process in the given state and returns its detail.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from bihuan.kernel.process import all_processes
from bihuan.kernel.process.conformance import AT, REGION
from bihuan.kernel.process.models import Case
from bihuan.kernel.vault.models import CaseKey, Erasure, Reveal
from bihuan.modules.documents.models import (
    Cosigning,
    Instruction,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
)
from bihuan.modules.quality.models import CandidateState, FrozenSheet, InterviewCandidate


def _case(process: str, state: str, *, body: str = "owner", tag: str = "") -> Case:
    """Store the shared row of a case."""
    found = next(each for each in all_processes() if each.key == process)
    case = Case(
        number=f"{found.number_prefix}-0000-{state}{tag}",
        process=process,
        version=found.version,
        state=state,
        title=found.label,
        body=f"{REGION}-{body}",
        region=REGION,
        line=body,
        opened_at=AT,
        moved_at=AT,
        closed_at=AT if found.is_final(state) else None,
    )
    case.save(force_insert=True)
    return case


def _sending(tag: str) -> Sending:
    """Store the paper that the other processes of papers hang on."""
    return Sending.objects.create(
        case=_case("sending", SendingState.DISPATCHED, body="office", tag=tag), kind="letter"
    )


def cosigning(state: str) -> Cosigning:
    """Store a co-signing."""
    return Cosigning.objects.create(
        case=_case("cosigning", state), sending=_sending(state), issuer_body=f"{REGION}-issuer"
    )


def receiving(state: str, tag: str = "") -> Receiving:
    """Store a received paper."""
    return Receiving.objects.create(
        case=_case("receiving", state, tag=tag),
        sending=_sending(state + tag),
        sender=f"{REGION}-office",
        role=ReceivedRole.MAIN,
        finish_by=AT.date(),
    )


def instruction(state: str) -> Instruction:
    """Store a task that a leader's comment gave."""
    return Instruction.objects.create(
        case=_case("instruction", state),
        receiving=receiving(ReceivingState.HANDLING, tag=state),
        text="请办理。",
        assignee="经办人",
        assignee_key="post:1",
        due_on=AT.date(),
        leader="领导",
    )


def interview_candidate(state: str) -> InterviewCandidate:
    """Store a proposal to interview, with the frozen sheet it rests on."""
    text = '{"rows": []}'
    sheet, _ = FrozenSheet.objects.get_or_create(
        digest=hashlib.new("sm3", text.encode()).hexdigest(),
        defaults={
            "place": REGION,
            "place_name": "某市",
            "on": AT.date(),
            "fired": list(CandidateState.values),
            "text": text,
            "at": AT,
            "seq": 1,
        },
    )
    return InterviewCandidate.objects.create(
        case=_case("interview-candidate", state), rule=state, tier=1, sheet=sheet
    )


def identity_reveal(state: str) -> Reveal:
    """Store a request to see, of a letter whose key lives."""
    case = _case("identity-reveal", state)
    case.parent = _sealed_letter(state)
    case.save(update_fields=["parent"])
    return Reveal.objects.create(case=case, kinds="phone", receiver="本单位", reason="理由")


def identity_erasure(state: str) -> Erasure:
    """Store a request to destroy, of a letter whose key lives."""
    case = _case("identity-erasure", state)
    case.parent = _sealed_letter(state)
    case.save(update_fields=["parent"])
    return Erasure.objects.create(case=case, reason="理由")


def _sealed_letter(tag: str) -> Case:
    letter = _case("correction", "received", tag=tag)
    CaseKey.objects.create(case=letter, cipher="sm4", wrapped="-", wrapped_by="-", made_at=AT)
    return letter


CASES: dict[str, Callable[[str], Any]] = {
    "cosigning": cosigning,
    "receiving": receiving,
    "instruction": instruction,
    "interview-candidate": interview_candidate,
    "identity-reveal": identity_reveal,
    "identity-erasure": identity_erasure,
}
