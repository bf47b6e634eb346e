"""Tables and panels: what the registers and the case pages of papers show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ui.addresses import case_address
from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.lights import case_light
from bihuan.kernel.ui.nav import NavItem
from bihuan.kernel.ui.search import Hit
from bihuan.kernel.ui.tables import Asked, Column, Table, between, choice
from bihuan.modules.documents.models import (
    Openness,
    ReceivedRole,
    Receiving,
    ReceivingState,
    Sending,
    SendingState,
    Urgency,
)
from bihuan.modules.documents.queries.going import receipts_of
from bihuan.modules.documents.queries.papers import receivings_for, sendings_for
from bihuan.modules.documents.rules.making import kind_label
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bihuan.kernel.access import Actor
    from bihuan.kernel.ui.components import HasLight

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class SentLine:
    """One line of 发文登记簿."""

    item: Sending
    to: str
    signed: int
    all: int
    light: HasLight

    @property
    def receipts(self) -> str:
        """How many recipients have signed for it."""
        return f"{self.signed}/{self.all}" if self.all else ""

    @property
    def state(self) -> str:
        """The state, in words."""
        return SendingState(self.item.case.state).label


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One line of 收文登记簿."""

    item: Receiving
    sender: str
    light: HasLight


def named(codes: Sequence[str], names: dict[str, str]) -> str:
    """Name the first bodies and count the rest."""
    shown = "、".join(names[code] for code in codes[:MOST_NAMED])
    return f"{shown}等{len(codes)}个单位" if len(codes) > MOST_NAMED else shown


def _sent(items: Sequence[Sending], asked: Asked) -> list[SentLine]:
    on = civil_day(asked.at)
    codes = {code for item in items for code in item.recipients}
    names = organisations.names(codes, on, short=True)
    counts = receipts_of(item.pk for item in items)
    return [
        SentLine(
            item,
            named(item.recipients, names),
            *counts.get(item.pk, (0, 0)),
            _void_or(item, case_light(item.case, on=on)),
        )
        for item in items
    ]


def _void_or(item: Sending, light: HasLight) -> HasLight:
    if item.case.state == SendingState.VOID:
        return Light("hold", "已作废", "发文字号保留，不再使用。")
    return light


def _received(items: Sequence[Receiving], asked: Asked) -> list[ReceivedLine]:
    on = civil_day(asked.at)
    names = organisations.names({item.sender for item in items}, on, short=True)
    return [ReceivedLine(item, names[item.sender], case_light(item.case, on=on)) for item in items]


SENT: Table[Sending, SentLine] = Table(
    "papers-sent",
    "发文登记簿",
    columns=(
        Column(
            "doc_no", "发文字号", lambda line: line.item.doc_no, order=("year", "word", "serial")
        ),
        Column(
            "title",
            "标题",
            lambda line: line.item.title,
            order="case__title",
            link=lambda line: case_address(line.item.number),
            fixed=True,
            width=40,
        ),
        Column("kind", "文种", lambda line: kind_label(line.item.kind), order="kind"),
        Column("to", "主送", lambda line: line.to, width=30),
        Column("state", "状态", lambda line: line.state, order="case__state"),
        Column("receipts", "签收", lambda line: line.receipts),
        Column("signer", "签发人", lambda line: line.item.signer, order="signer"),
        Column(
            "signed", "签发日期", lambda line: line.item.signed_on, order="signed_on", kind="date"
        ),
        Column(
            "numbered",
            "登记日期",
            lambda line: line.item.numbered_on,
            order="numbered_on",
            kind="date",
            shown=False,
        ),
        Column(
            "dispatched",
            "分发日期",
            lambda line: line.item.dispatched_on,
            order="dispatched_on",
            kind="date",
        ),
        Column("light", "灯况", lambda line: line.light, order="case__next_due", kind="light"),
        Column(
            "number", "办件编号", lambda line: line.item.number, order="case__number", shown=False
        ),
        Column("drafter", "拟稿人", lambda line: line.item.drafter, order="drafter", shown=False),
        Column("unit", "拟稿处室", lambda line: line.item.unit, order="unit", shown=False),
        Column(
            "urgency",
            "紧急程度",
            lambda line: Urgency(line.item.urgency).label,
            order="urgency",
            shown=False,
        ),
        Column(
            "openness",
            "公开属性",
            lambda line: Openness(line.item.openness).label,
            order="openness",
            shown=False,
        ),
        Column(
            "copies",
            "份数",
            lambda line: line.item.copies,
            order="copies",
            kind="number",
            shown=False,
        ),
    ),
    filters=(
        choice("state", "状态", "case__state", SendingState.choices),
        choice("numbered", "编号", "serial__isnull", (("False", "已编号"), ("True", "未编号"))),
        *between("on", "签发日期", "signed_on"),
    ),
    search=("doc_no", "case__title", "case__number", "signer", "drafter"),
    search_label="字号、标题、签发人",
    order=("-case__opened_at",),
    unit="件",
    prepare=_sent,
    empty_title="还没有发文",
    empty_text="点“拟稿”，选择文种后开始。",
)

RECEIVED: Table[Receiving, ReceivedLine] = Table(
    "papers-received",
    "收文登记簿",
    columns=(
        Column("in_no", "收文编号", lambda line: line.item.in_no, order="in_no"),
        Column("sender", "来文单位", lambda line: line.sender, order="sender", width=24),
        Column(
            "doc_no", "来文字号", lambda line: line.item.sending.doc_no, order="sending__doc_no"
        ),
        Column(
            "title",
            "标题",
            lambda line: line.item.title,
            order="case__title",
            link=lambda line: case_address(line.item.number),
            fixed=True,
            width=40,
        ),
        Column("role", "方式", lambda line: ReceivedRole(line.item.role).label, order="role"),
        Column(
            "state",
            "状态",
            lambda line: ReceivingState(line.item.case.state).label,
            order="case__state",
        ),
        Column("signed_by", "签收人", lambda line: line.item.signed_by, order="signed_by"),
        Column(
            "signed_at",
            "签收时间",
            lambda line: line.item.signed_at,
            order="signed_at",
            kind="datetime",
        ),
        Column("unit", "承办处室", lambda line: line.item.unit, order="unit"),
        Column(
            "finish", "办理期限", lambda line: line.item.finish_by, order="finish_by", kind="date"
        ),
        Column("light", "灯况", lambda line: line.light, order="case__next_due", kind="light"),
        Column(
            "number", "办件编号", lambda line: line.item.number, order="case__number", shown=False
        ),
        Column("undertaker", "承办人", lambda line: line.item.undertaker, shown=False),
    ),
    filters=(
        choice("state", "状态", "case__state", ReceivingState.choices),
        choice("role", "方式", "role", ReceivedRole.choices),
    ),
    search=("in_no", "sending__doc_no", "case__title", "case__number"),
    search_label="编号、字号、标题",
    order=("-case__opened_at",),
    unit="件",
    prepare=_received,
    empty_title="还没有收到公文",
    empty_text="其他单位在本平台分发的公文会出现在这里。",
)


def find_papers(actor: Actor, words: str, limit: int) -> Sequence[Hit]:
    """Find papers by their numbers: 发文字号, 收文编号."""
    text = words.replace(" ", "").replace("[", "〔").replace("]", "〕")
    sent = sendings_for(actor).filter(doc_no__icontains=text).order_by("-pk")[:limit]
    found = [
        Hit(f"{each.doc_no} {each.title}", reverse("ui:case", args=(each.number,)), "发文")
        for each in sent
    ]
    wanted = Q(sending__doc_no__icontains=text) | Q(in_no__icontains=text)
    came = receivings_for(actor).filter(wanted).order_by("-pk")[: limit - len(found)]
    return found + [
        Hit(f"{each.sending.doc_no} {each.title}", reverse("ui:case", args=(each.number,)), "收文")
        for each in came
    ]


def has_body(actor: Actor) -> bool:
    """Papers are sent and received by bodies."""
    return bool(actor.body)


NAV = (NavItem("papers", "公文", "documents:sent", 25, visible=has_body),)
