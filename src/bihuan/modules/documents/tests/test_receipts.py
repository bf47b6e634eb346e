"""线下签收: the issuer's registrar enters a receipt that was signed on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bihuan.kernel import events
from bihuan.kernel.ledger.models import Entry
from bihuan.kernel.process import NotFound, Refused, Upload
from bihuan.modules.documents.events import PaperReceived
from bihuan.modules.documents.models import Receiving, ReceivingState, Sending, SendingState
from bihuan.modules.documents.operations.handling import HandlingRefused
from bihuan.modules.documents.operations.receipting import register_receipt
from bihuan.modules.documents.queries.files import receipt_file
from bihuan.modules.documents.queries.papers import receipts_of, receivings_for
from bihuan.modules.documents.tests import looking

from .conftest import CHENGDU, LESHAN, OFFICE, WATER, day, person, received, take, when

if TYPE_CHECKING:
    from .conftest import Going

REGISTRAR = person(OFFICE, "handler")
SCAN = Upload("签收单.pdf", "application/pdf", looking.sample_pdf("letter"))


def entered(came: Receiving, **changed: Any) -> Receiving:
    asked: dict[str, Any] = {"signed_by": "尔古某某", "on": day(5), "scan": SCAN}
    asked |= {"actor": REGISTRAR, "at": when(6)}
    return register_receipt(came, **asked | changed)


def test_a_receipt_on_paper_signs_for_the_recipient(going: Going) -> None:
    sending = going("dispatch")
    heard: list[PaperReceived] = []
    with events.temporarily(PaperReceived, heard.append):
        entered(received(sending, LESHAN))
    came = received(sending, LESHAN)
    assert came.case.state == ReceivingState.REGISTERED
    assert (came.signed_by, came.paper_receipt_on, came.paper_receipt_by) == (
        "尔古某某", day(5), REGISTRAR.name,
    )  # fmt: skip
    assert came.in_no == "收〔2026〕1号"
    assert heard[0].on == day(5)
    assert receipt_file(came).data == SCAN.data
    line = next(each for each in receipts_of(sending, day(6)) if each.body == LESHAN)
    assert (line.stands, line.paper_receipt_on) == ("已签收", day(5))
    entry = Entry.objects.filter(verb="documents.receipt_registered").order_by("-seq")[0]
    assert entry.actor_key == REGISTRAR.key
    assert entry.subject == sending.case.subject


def test_the_last_receipt_moves_the_paper_on(going: Going) -> None:
    sending = going("dispatch")
    take(received(sending, CHENGDU), "sign_for", person(CHENGDU, "handler"), when(4))
    entered(received(sending, LESHAN))
    assert Sending.objects.get(pk=sending.pk).case.state == SendingState.ACKNOWLEDGED


def test_the_issuer_stays_no_party_of_the_recipients_case(going: Going) -> None:
    sending = going("dispatch")
    entered(received(sending, LESHAN))
    assert not receivings_for(REGISTRAR).exists()
    came = received(sending, LESHAN)
    take(came, "assign", person(LESHAN, "reviewer"), when(7), proposal="拟办", unit="一科",
         finish_by=day(9))  # fmt: skip


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"signed_by": ""}, "签收人"),
    ({"on": None}, "线下签收日期"),
    ({"on": day(2)}, "分发之日"),
    ({"on": day(7)}, "分发之日"),
    ({"scan": None}, "至少要附1份"),
    ({"scan": Upload("签收单.pdf", "", b"")}, "是空的"),
    ({"scan": Upload("签收单.exe", "", b"MZ")}, "不是可以接收的类型"),
    ({"signed_by": "甲\x00"}, "控制字符"),
)


@pytest.mark.parametrize(("changed", "says"), WRONG)
def test_what_is_missing_or_wrong_is_said(going: Going, changed: dict[str, Any], says: str) -> None:
    came = received(going("dispatch"), LESHAN)
    with pytest.raises(Refused, match=says):
        entered(came, **changed)
    assert received(came.sending, LESHAN).case.state == ReceivingState.ARRIVED


@pytest.mark.parametrize(
    "who", [person(LESHAN, "handler"), person(WATER, "handler"), person(OFFICE, "principal")]
)
def test_only_the_registrar_of_the_issuer_enters_it(going: Going, who: Any) -> None:
    with pytest.raises(HandlingRefused, match="发文单位"):
        entered(received(going("dispatch"), LESHAN), actor=who)


def test_nobody_signs_twice(going: Going) -> None:
    sending = going("dispatch")
    take(received(sending, LESHAN), "sign_for", person(LESHAN, "handler"), when(4))
    with pytest.raises(Refused, match="只能在“待签收”"):
        entered(received(sending, LESHAN))
    with pytest.raises(NotFound):
        receipt_file(received(sending, LESHAN))
