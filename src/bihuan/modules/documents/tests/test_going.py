"""A paper on its way: drafted, reviewed, signed, numbered, dispatched, signed for, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.process import LostRace, Refused
from bihuan.kernel.process import api as process
from bihuan.modules.documents.models import (
    Cosigning,
    CosigningState,
    Openness,
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
)
from bihuan.modules.documents.operations.drafting import (
    PaperConflict,
    PaperRefused,
    save_paper,
    start_paper,
)
from bihuan.modules.documents.queries.files import paper_file
from bihuan.modules.documents.queries.papers import receipts_of
from bihuan.modules.documents.rules import linked
from bihuan.modules.documents.rules.guards import signed_still

from .conftest import (
    CHENGDU,
    HOUSING,
    LESHAN,
    LETTER,
    OFFICE,
    WATER,
    Going,
    answered,
    day,
    letter,
    person,
    received,
    take,
    when,
)

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor

LEADER = person(OFFICE, "principal")
CLERK = person(OFFICE, "handler")


def test_a_figure_gone_stale_stops_the_signature(
    province: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del province
    said = dict(LETTER) | {"content": "隐患12处。"}
    monkeypatch.setitem(linked._readers, "tests", lambda *_: dict(said))  # noqa: SLF001 - a record of the test's own
    sending = start_paper(letter(data=dict(said)), source="QD-1", actor=CLERK, at=when(3, 8))
    for hour, (key, role) in enumerate(
        (("submit", "handler"), ("pass_dept", "office_head"), ("pass_office", "reviewer")), start=9
    ):
        take(sending, key, person(OFFICE, role), when(3, hour))
    seen = {"content_digest": sending.content_digest}
    said["content"] = "隐患13处。"
    with pytest.raises(Refused, match="QD-1现在是“隐患13处。”"):
        take(Sending.objects.get(pk=sending.pk), "sign", LEADER, when(4), **seen)
    said["content"] = "隐患12处。"
    signed = take(Sending.objects.get(pk=sending.pk), "sign", LEADER, when(4), **seen)
    assert signed.case.state == SendingState.SIGNED


def test_a_paper_goes_the_whole_way(going: Going) -> None:
    sending = going("dispatch", needs_answer=True, answer_by=day(20))
    assert sending.doc_no == "川环委办函〔2026〕1号"
    assert sending.case.state == SendingState.DISPATCHED
    assert sending.case.next_due == day(20)
    stored = paper_file(sending)
    assert stored is not None
    assert stored.data.startswith(b"%PDF")
    assert stored.sm3 == sending.file_digest
    for body in (LESHAN, CHENGDU):
        clerk = person(body, "handler")
        assert process.queue(clerk).filter(process="receiving").count() == 1
        came = take(received(sending, body), "sign_for", clerk, when(4))
        assert isinstance(came, Receiving)
        assert came.in_no == "收〔2026〕1号"
        assert came.signed_by == clerk.name
    sending.refresh_from_db()
    assert Sending.objects.get(pk=sending.pk).case.state == SendingState.ACKNOWLEDGED
    for body in (LESHAN, CHENGDU):
        came = received(sending, body)
        answer = answered(came, body)
        assert answer.doc_no
        assert received(sending, body).case.state == ReceivingState.REPLIED
    asked = Sending.objects.select_related("case").get(pk=sending.pk)
    assert asked.case.state == SendingState.ANSWERED
    assert asked.case.next_due is None
    assert all(receipt.answer for receipt in receipts_of(asked, day(9)))
    closed = take(asked, "archive", person(OFFICE, "reviewer"), when(12))
    assert closed.case.closed_at is not None


def test_a_change_after_the_page_was_opened_is_not_signed(going: Going) -> None:
    sending = going("pass_office")
    with pytest.raises(Refused) as refused:
        take(sending, "sign", LEADER, when(5), content_digest="0" * 64)
    assert refused.value.codes == ("seen_is_old",)


def test_a_byte_changed_after_the_signature_is_detected(going: Going) -> None:
    sending = going("sign")
    assert signed_still(sending)
    changed = sending.data | {"content": sending.data["content"] + "。"}
    Sending.objects.filter(pk=sending.pk).update(data=changed)
    sending.refresh_from_db()
    assert not signed_still(sending)
    with pytest.raises(Refused) as refused:
        take(sending, "number", person(OFFICE, "reviewer"), when(5))
    assert "signature_broken" in refused.value.codes
    assert Sending.objects.get(pk=sending.pk).doc_no == ""


def test_a_byte_changed_in_the_file_is_detected(going: Going) -> None:
    sending = going("number")
    (row,) = sending.case.attachments.all()
    from django.core.files.storage import default_storage  # noqa: PLC0415 - this test only

    path = default_storage.path(row.path)
    with open(path, "r+b") as file:  # noqa: PTH123 - one byte in place
        file.seek(100)
        file.write(b"X")
    with pytest.raises(process.Damaged, match="摘要不符"):
        paper_file(sending)


def test_co_signers_sign_in_parallel_and_then_the_leader(going: Going) -> None:
    sending = going("pass_dept", cosigners=(WATER, HOUSING))
    reviewer = person(OFFICE, "reviewer")
    with pytest.raises(Refused) as refused:
        take(sending, "pass_office", reviewer, when(4))
    assert refused.value.codes == ("cosigners_named",)
    sent = take(sending, "ask_cosign", reviewer, when(4))
    asked = list(Cosigning.objects.select_related("case").filter(sending=sent.pk))
    assert {each.case.body for each in asked} == {WATER, HOUSING}
    for each in asked:
        who = person(each.case.body, "deputy")
        take(each, "agree", who, when(4, 10), content_digest=sending.content_digest)
    assert Sending.objects.get(pk=sending.pk).case.state == SendingState.SIGNING


def test_an_objection_keeps_the_paper_with_the_office(going: Going) -> None:
    sending = going("pass_dept", cosigners=(WATER, HOUSING))
    reviewer = person(OFFICE, "reviewer")
    sent = take(sending, "ask_cosign", reviewer, when(4))
    first, second = Cosigning.objects.select_related("case").filter(sending=sent.pk)
    take(first, "object", person(first.case.body, "principal"), when(4, 10), opinion="期限太短。")
    back = take(sent, "return_office", reviewer, when(4, 11), return_reason="请改期限。")
    assert back.case.state == SendingState.RETURNED
    second.refresh_from_db()
    assert Cosigning.objects.get(pk=second.pk).case.state == CosigningState.LAPSED
    for key, role, hour in (
        ("submit", "handler", 12),
        ("pass_dept", "office_head", 13),
        ("ask_cosign", "reviewer", 14),
    ):
        back = take(back, key, person(OFFICE, role), when(4, hour))
    for each in Cosigning.objects.select_related("case").filter(
        sending=sent.pk, case__state=CosigningState.ASKED
    ):
        who = person(each.case.body, "deputy")
        take(each, "agree", who, when(5), content_digest=sending.content_digest)
    assert Sending.objects.get(pk=sending.pk).case.state == SendingState.SIGNING


def test_a_void_number_is_kept_and_the_copies_are_void(going: Going) -> None:
    sending = going("dispatch")
    gone = take(sending, "void", LEADER, when(5), void_reason="内容有误（测试）。")
    assert gone.case.state == SendingState.VOID
    assert received(sending, LESHAN).case.state == ReceivingState.RECALLED
    again = going("number", day=6)
    assert again.doc_no == "川环委办函〔2026〕2号"


def test_a_returned_paper_loses_its_signature_and_takes_no_number(going: Going) -> None:
    sending = going("sign")
    back = take(
        sending, "return_office", person(OFFICE, "reviewer"), when(5), return_reason="有误。"
    )
    assert isinstance(back, Sending)
    assert (back.signed_digest, back.signer, back.serial) == ("", "", None)


def test_the_drafter_does_not_sign(going: Going) -> None:
    sending = going("pass_office")
    Sending.objects.filter(pk=sending.pk).update(drafter_key=LEADER.key)
    sending.refresh_from_db()
    with pytest.raises(Refused) as refused:
        take(sending, "sign", LEADER, when(5), content_digest=sending.content_digest)
    assert refused.value.codes == ("signer_drafted",)


def test_whoever_stands_in_signs_with_a_trace(going: Going) -> None:
    import dataclasses  # noqa: PLC0415 - this test only

    sending = going("pass_office")
    deputy = dataclasses.replace(person(OFFICE, "deputy"), on_behalf_of="王某（主任）")
    signed = take(sending, "sign", deputy, when(5), content_digest=sending.content_digest)
    assert isinstance(signed, Sending)
    assert signed.signer_behalf == "王某（主任）"
    assert signed.case.passages.get(step="sign").on_behalf_of == "王某（主任）"


SECRETS = ("机密★1年", "绝密", "秘密★10年", "密级：秘密", "（秘密）")


@pytest.mark.parametrize("mark", SECRETS)
def test_classified_content_is_refused_with_what_to_do(province: None, mark: str) -> None:
    del province
    draft = letter(data=LETTER | {"content": f"附有材料。{mark}"})
    with pytest.raises(PaperRefused) as refused:
        start_paper(draft, actor=CLERK, at=when(3))
    sentence = refused.value.errors["content"]
    assert "非涉密系统" in sentence
    assert "机要交换" in sentence
    assert not Sending.objects.exists()


@pytest.mark.parametrize("plain", ["依法保护商业秘密。", "严禁处理国家秘密。", "做好保密工作。"])
def test_ordinary_words_are_not_taken_for_marks(province: None, plain: str) -> None:
    del province
    draft = letter(data=LETTER | {"content": plain})
    assert start_paper(draft, actor=CLERK, at=when(3)).pk


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"recipients": ("510000-nowhere",)}, "recipients"),
    ({"recipients": (OFFICE,)}, "recipients"),
    ({"recipients": (LESHAN, LESHAN)}, "recipients"),
    ({"cc": (OFFICE,)}, "cc"),
    ({"word": "乱写函"}, "word"),
    ({"urgency": "now"}, "urgency"),
    ({"openness": "all"}, "openness"),
    ({"needs_answer": True}, "answer_by"),
    ({"needs_answer": True, "answer_by": day(1)}, "answer_by"),
    ({"kind": "nothing"}, ""),
)


@pytest.mark.parametrize(("changed", "field"), WRONG)
def test_what_cannot_be_is_refused_at_its_field(
    province: None, changed: dict[str, object], field: str
) -> None:
    del province
    with pytest.raises(PaperRefused) as refused:
        start_paper(letter(**changed), actor=CLERK, at=when(3))
    assert field in refused.value.errors
    assert refused.value.errors[field].endswith("。")


@pytest.mark.goal("E1")
def test_two_who_edit_at_once_do_not_overwrite_each_other(going: Going) -> None:
    sending = going()
    seen = sending.content_revision
    fresh = letter(data=LETTER | {"subject": "商请清理𬭼河"})
    saved = save_paper(sending, fresh, revision=seen, actor=CLERK, at=when(4))
    assert "𬭼" in saved.title
    assert saved.title == Sending.objects.get(pk=saved.pk).case.title
    with pytest.raises(PaperConflict):
        save_paper(sending, letter(), revision=seen, actor=CLERK, at=when(4))


EDITS: tuple[tuple[str, Actor, bool], ...] = (
    ("", CLERK, True),
    ("", person(OFFICE, "office_head"), True),
    ("", LEADER, False),
    ("", person(WATER, "handler"), False),
    ("submit", CLERK, False),
    ("submit", person(OFFICE, "office_head"), True),
    ("pass_dept", person(OFFICE, "reviewer"), True),
    ("pass_dept", person(OFFICE, "office_head"), False),
    ("pass_office", person(OFFICE, "reviewer"), False),
    ("sign", CLERK, False),
)


@pytest.mark.parametrize(("last", "who", "may"), EDITS)
def test_who_may_edit_when(going: Going, last: str, who: Actor, may: bool) -> None:  # noqa: FBT001 - a table
    sending = going(last)
    changed = letter(data=LETTER | {"content": "改过的正文。"})
    values = {"revision": sending.content_revision, "actor": who, "at": when(5)}
    if may:
        assert save_paper(sending, changed, **values).data["content"] == "改过的正文。"  # type: ignore[arg-type]
    else:
        with pytest.raises(PaperRefused):
            save_paper(sending, changed, **values)  # type: ignore[arg-type]


def test_not_open_needs_a_reason(going: Going) -> None:
    sending = going(openness=Openness.CLOSED)
    with pytest.raises(Refused) as refused:
        take(sending, "submit", CLERK, when(4))
    assert refused.value.codes == ("openness_reason",)


def test_a_paper_changed_while_it_is_signed_loses_the_race(
    going: Going, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = going("pass_office")
    monkeypatch.setattr("bihuan.modules.documents.effects.signing.text_of", lambda *_: "another")
    with pytest.raises(LostRace):
        take(sending, "sign", LEADER, when(5), content_digest=sending.content_digest)
    assert Sending.objects.get(pk=sending.pk).signed_digest == ""
