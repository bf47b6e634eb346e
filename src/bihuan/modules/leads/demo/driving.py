"""Driving dockets and studies through their processes: every act by a person, on its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from bihuan.kernel.calendar import SHANGHAI, civil_day
from bihuan.kernel.process import Inputs, Upload, get
from bihuan.kernel.process import api as process
from bihuan.modules.leads.models import DocketState, LeadDocket, LeadPosition, Source, Stance
from bihuan.modules.leads.operations import open_docket, open_study
from bihuan.modules.matters.api import copies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process.models import CaseDetail
    from bihuan.modules.leads.models import JointStudy

LATER = (
    DocketState.JUDGED,
    DocketState.POSITIONS,
    DocketState.MET,
    DocketState.OPINION,
    DocketState.SUBMITTED,
    DocketState.DECIDED,
    DocketState.PUBLISHED,
)
PAPER = b"%PDF-1.4\n% demonstration\n%%EOF\n"
QUESTION = "请说明本部门是否牵头、依据哪些规定、可以承担哪些工作；不承担的请写明依据。"


class People(Protocol):
    """Whoever knows who holds which post on a day."""

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """The person of this role in this body."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What one department says; without a stance it has not said anything yet."""

    line: str
    stance: str = ""
    reason: str = ""
    basis: str = ""
    share: str = ""
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """One docket: how far it goes and on which days."""

    title: str
    matter: str
    impact: str
    why: str
    opened: date
    reach: str = DocketState.REGISTERED
    region: str = "510000"
    source: str = Source.OFFICE
    origin: str = ""
    proposer: str = ""
    judgement: str = ""
    answers: tuple[Answer, ...] = ()
    attended: str = ""
    minutes: str = ""
    category: str = ""
    decision_no: str = ""
    pace: tuple[int, ...] = (4, 6, 22, 30, 33, 45, 52)
    """Days after registration: judged, asked, met, drafted, submitted, decided, published."""
    led_line: str = ""
    led_word: str = ""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """One joint study."""

    title: str
    kind: str
    subject_matter: str
    origin: str
    happened: date
    opened: date
    body: str
    question: str = ""
    answers: tuple[Answer, ...] = ()
    conclusion: str = ""
    tasks: str = ""


class Driver:
    """Performs plans."""

    def __init__(self, people: People) -> None:
        """Remember whom to ask for the holder of a post."""
        self._people = people

    def docket(self, plan: Plan) -> LeadDocket:
        """Carry one docket as far as its plan goes."""
        office = f"{plan.region}-office"
        opener = plan.proposer or office
        docket = open_docket(
            region=plan.region,
            title=plan.title,
            matter=plan.matter,
            impact=plan.impact,
            source=plan.source,
            origin=plan.origin,
            why_unowned=plan.why,
            candidates=[f"{plan.region}-{answer.line}" for answer in plan.answers],
            actor=self._people(opener, "handler", on=plan.opened),
            at=_at(plan.opened, 9),
        )
        if plan.led_line:
            self._already_led(plan, docket)
            return docket
        for state, days in zip(LATER, plan.pace, strict=True):
            if not _reaches(plan.reach, state):
                break
            self._go(plan, docket, state, plan.opened + timedelta(days=days))
        return docket

    def study(self, plan: StudyPlan) -> JointStudy:
        """Carry one study as far as its plan goes."""
        clerk = self._people(plan.body, "handler", on=plan.opened)
        region = plan.body.split("-", 1)[0]
        study = open_study(
            title=plan.title,
            kind=plan.kind,
            subject_matter=plan.subject_matter,
            origin=plan.origin,
            happened_on=plan.happened,
            participants=[f"{region}-{answer.line}" for answer in plan.answers],
            actor=clerk,
            at=_at(plan.opened, 9),
        )
        if not plan.question:
            return study
        asked = plan.opened + timedelta(days=1)
        self._step(study, "ask", plan.body, "handler", asked, {"question": plan.question})
        self._answers(study, region, plan.answers, asked + timedelta(days=5))
        if plan.conclusion:
            ended = asked + timedelta(days=12)
            words = {"conclusion": plan.conclusion, "tasks_text": plan.tasks}
            self._step(study, "conclude", plan.body, "office_head", ended, words)
        return study

    def _go(self, plan: Plan, docket: LeadDocket, state: DocketState, on: date) -> None:
        office = f"{plan.region}-office"
        match state:
            case DocketState.JUDGED:
                self._step(docket, "judge", office, "handler", on, {"judgement": plan.judgement})
            case DocketState.POSITIONS:
                self._step(docket, "ask", office, "handler", on, {"question": QUESTION})
                self._answers(docket, plan.region, plan.answers, on + timedelta(days=7))
            case DocketState.MET:
                words = {"met_on": on, "attended": plan.attended, "minutes": plan.minutes}
                self._step(docket, "meet", office, "handler", on, words)
            case DocketState.OPINION:
                self._step(docket, "draft", office, "handler", on, _opinion(plan, docket))
            case DocketState.SUBMITTED:
                number = f"环委办〔{on.year}〕{on.month}号（演示）"
                self._step(docket, "submit", office, "principal", on, {"submission_no": number})
            case DocketState.DECIDED:
                self._step(docket, "decide", office, "handler", on, _decision(plan, docket, on))
            case _:
                self._step(docket, "publish", office, "handler", on, {})

    def _answers(
        self, parent: CaseDetail, region: str, answers: tuple[Answer, ...], on: date
    ) -> None:
        rows = LeadPosition.objects.select_related("case").filter(case__parent_id=parent.case.pk)
        cases = {row.body: row for row in rows}
        for answer in answers:
            if not answer.stance:
                continue
            body = f"{region}-{answer.line}"
            words = {name: getattr(answer, name) for name in ("stance", "reason", "basis", "share")}
            self._step(cases[body], "fill", body, "handler", on, words)
            if answer.signed:
                self._step(cases[body], "sign", body, "deputy", on, {}, hour=16)

    def _already_led(self, plan: Plan, docket: LeadDocket) -> None:
        body = f"{plan.region}-{plan.led_line}"
        published = copies.published_lists(body=body, current_only=True)
        rows = copies.published_rows(published[0].address) if published else ()
        row = next((row for row in rows if plan.led_word in row.name), None)
        if row is None:
            raise LookupError(plan.led_word)
        self._step(
            docket,
            "already_led",
            f"{plan.region}-office",
            "handler",
            plan.opened + timedelta(days=3),
            {
                "led_body": body,
                "led_row": row.code,
                "opinion": f"现行清单已写明“{row.name}”由该部门牵头，请举报件直接转办。",
            },
        )

    def _step(
        self,
        detail: CaseDetail,
        key: str,
        body: str,
        role: str,
        on: date,
        fields: Mapping[str, Any],
        *,
        hour: int = 10,
    ) -> None:
        definition = get(detail.case.process)
        step = definition.step(key)
        if step is None:
            raise LookupError(key)
        papers: Mapping[str, tuple[Upload, ...]] = {
            need.key: (Upload(f"{need.label}（演示）.pdf", "application/pdf", PAPER),)
            for need in step.documents
            if need.required
        }
        process.perform(
            definition,
            step,
            detail,
            actor=self._people(body, role, on=on),
            at=_at(on, hour),
            inputs=Inputs(fields=fields, documents=papers),
        )
        detail.case.refresh_from_db()
        detail.refresh_from_db()


def _reaches(reach: str, state: DocketState) -> bool:
    order = [item.value for item in LATER]
    return reach in order and order.index(reach) >= order.index(state.value)


def _opinion(plan: Plan, docket: LeadDocket) -> dict[str, object]:
    lead = next(a.line for a in plan.answers if a.stance == Stance.LEAD)
    return {
        "lead_body": docket.lead_body or f"{plan.region}-{lead}",
        "partners": docket.partners,
        "division": docket.division,
        "opinion_text": docket.opinion_text,
        "category": plan.category,
        "review_on": civil_day(docket.case.opened_at) + timedelta(days=400),
    }


def _decision(plan: Plan, docket: LeadDocket, on: date) -> dict[str, object]:
    return {
        "decider": docket.decider,
        "decision_no": plan.decision_no,
        "decided_on": on,
        "lead_body": docket.lead_body,
        "partners": docket.partners,
        "division": docket.division,
    }


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=SHANGHAI)
