"""A province to work in, and whoever carries a docket from one state to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs, Upload
from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import LeadDocket, LeadPosition
from bihuan.modules.leads.operations import open_docket
from bihuan.modules.leads.process import LEAD_DOCKET, LEAD_POSITION
from tests.personas import actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.kernel.access import Actor


OFFICE = "510000-office"
WATER, FARMS, HOUSING, FINANCE = (
    "510000-water",
    "510000-agriculture",
    "510000-housing",
    "510000-finance",
)
CANDIDATES = (WATER, FARMS, HOUSING)
PAPER = Upload("批复.pdf", "application/pdf", b"%PDF-1.7\n%%EOF\n")
LEAD: Mapping[str, object] = {
    "stance": "lead",
    "reason": "职能配置规定写明由本部门负责。",
    "basis": "《中华人民共和国水污染防治法》第五十六条",
    "share": "建立台账，分类治理，按季度调度。",
}
PARTNER: Mapping[str, object] = {
    "stance": "partner",
    "reason": "涉及本部门的一部分工作。",
    "share": "提供管网和设施资料。",
}
DECLINE: Mapping[str, object] = {
    "stance": "decline",
    "reason": "不在本部门职责之内。",
    "basis": "“三定”规定没有这项职责。",
}


@pytest.fixture
def province(mapped: None, db: None) -> None:
    """The map is there; what a test writes is gone afterwards."""


def when(month: int, day: int, hour: int = 9, *, year: int = 2023) -> datetime:
    """An instant, of 2023 unless told."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def person(body: str, role: str = "handler") -> Actor:
    """Whoever holds this role; every role is another person."""
    return actor(body, role, post=role)


@dataclass
class Carrier:
    """Carries one docket through its steps, a day at a time."""

    now: datetime = field(default_factory=lambda: when(6, 1))
    region: str = "510000"
    docket: LeadDocket | None = None

    @property
    def office(self) -> str:
        return f"{self.region}-office"

    @property
    def held(self) -> LeadDocket:
        assert self.docket is not None
        return LeadDocket.objects.select_related("case").get(pk=self.docket.pk)

    def open(
        self,
        title: str = "农村黑臭水体排查治理",
        *,
        candidates: tuple[str, ...] = CANDIDATES,
        who: Actor | None = None,
    ) -> LeadDocket:
        self.docket = open_docket(
            region=self.region,
            title=title,
            matter=f"{title}涉及多个部门，没有一个部门的清单写明由谁牵头。",
            impact="群众投诉多，影响面广。",
            source="office",
            why_unowned="overlap",
            candidates=candidates,
            actor=who or person(self.office),
            at=self.now,
        )
        return self.docket

    def take(self, key: str, role: str = "handler", **fields: object) -> LeadDocket:
        step = LEAD_DOCKET.step(key)
        assert step is not None
        papers = {"decision": (PAPER,)} if key == "decide" else {}
        self.now += timedelta(days=1)
        process.perform(
            LEAD_DOCKET,
            step,
            self.held,
            actor=person(self.office, role),
            at=self.now,
            inputs=Inputs(fields=fields, documents=papers),
        )
        return self.held

    def ask(self) -> None:
        self.take("judge", judgement="影响范围大。")
        self.take("ask", question="请说明是否牵头、依据和可以承担的工作。")

    def position(self, body: str) -> LeadPosition:
        rows = LeadPosition.objects.select_related("case")
        return rows.get(case__parent_id=self.held.pk, case__body=body)

    def answer(self, body: str, words: Mapping[str, object]) -> None:
        self.act(body, "fill", person(body), **words)
        self.act(body, "sign", person(body, "deputy"))

    def act(self, body: str, key: str, who: Actor, **fields: object) -> LeadPosition:
        step = LEAD_POSITION.step(key)
        assert step is not None
        self.now += timedelta(hours=1)
        process.perform(
            LEAD_POSITION,
            step,
            self.position(body),
            actor=who,
            at=self.now,
            inputs=Inputs(fields=fields),
        )
        return self.position(body)

    def meet(self) -> LeadDocket:
        return self.take(
            "meet",
            met_on=(self.now + timedelta(days=1)).date(),
            attended="水利厅、农业农村厅、住房城乡建设厅",
            minutes="各部门同意按职责分工。",
        )

    def conclude(self) -> LeadDocket:
        """From the meeting to publication, as the record suggests."""
        held = self.held
        self.take(
            "draft",
            lead_body=held.lead_body or WATER,
            partners=held.partners,
            division=held.division,
            opinion_text=held.opinion_text,
            category="water",
        )
        self.take("submit", "principal", submission_no="川环委办〔2023〕9号")
        self.decide()
        return self.take("publish")

    def decide(self) -> LeadDocket:
        held = self.held
        return self.take(
            "decide",
            decider=held.decider,
            decision_no="川府函〔2023〕8号",
            decided_on=date(self.now.year, self.now.month, self.now.day),
            lead_body=held.lead_body,
            partners=held.partners,
            division=held.division,
        )

    def whole(self) -> LeadDocket:
        """The whole way, with three answers."""
        self.open()
        self.ask()
        self.answer(WATER, LEAD)
        self.answer(FARMS, PARTNER)
        self.answer(HOUSING, DECLINE)
        self.meet()
        return self.conclude()


@pytest.fixture
def carrier(province: None) -> Carrier:
    """Whoever carries."""
    del province
    return Carrier()
