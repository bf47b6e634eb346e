"""Driving lists through their process: every act by a person in a post, on its own day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.modules.matters import process as steps
from bihuan.modules.matters.demo.wording import workbook_for
from bihuan.modules.matters.models import MatterLevel, MatterList
from bihuan.modules.matters.operations import (
    answer_note,
    change_row,
    import_matters,
    open_list,
    remind,
    write_note,
)
from bihuan.modules.matters.rules.bases import bases_of
from bihuan.modules.matters.rules.dates import level_of
from bihuan.modules.matters.rules.instruments import register
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bihuan.kernel.access import Actor
    from bihuan.kernel.process import Step

    Act = tuple[datetime, int, Callable[[], object]]

BASIS = "川环委〔2023〕1号；《四川省生态环境保护责任清单》；本单位职能配置、内设机构和人员编制规定"
FIRST_YEAR = 2023


class People(Protocol):
    """Whoever knows who holds which post on a day."""

    def __call__(self, body: str, role: str, *, on: date) -> Actor:
        """The person of this role in this body."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of one list; a day left out is not reached."""

    body: str
    opened: date
    year: int = 2023
    reviewed: date | None = None
    certified: date | None = None
    filed: date | None = None
    returned: date | None = None
    note: str = ""
    refiled: date | None = None
    accepted: date | None = None
    published: date | None = None
    wide: bool = False
    """Whether it takes the rows of the yearly review of 2025 as well."""


class Driver:
    """Performs plans; acts of all lists happen in the order of their days."""

    def __init__(self, people: People) -> None:
        """Remember whom to ask for the holder of a post."""
        self._people = people
        self._lists: dict[str, MatterList] = {}

    def run(self, plans: Iterable[Plan], *, reminders: Iterable[tuple[str, date]] = ()) -> None:
        """Carry out every act of every plan, oldest first."""
        acts: list[Act] = []
        for plan in plans:
            acts += self._acts(plan, len(acts))
        for body, on in reminders:
            acts.append((_at(on, 16), len(acts), partial(self._remind, body, on)))
        for _when, _order, act in sorted(acts, key=lambda item: item[:2]):
            act()

    def list_of(self, body: str) -> MatterList:
        """The list last driven for this body."""
        return self._lists[body]

    def _acts(self, plan: Plan, start: int) -> list[Act]:
        last = plan.certified or plan.reviewed
        acts: list[tuple[datetime, Callable[[], object]]] = [
            (_at(plan.opened, 9), partial(self._open, plan)),
            (_at(plan.opened, 10), partial(self._import, plan)),
        ]
        if last is not None:
            # Certified and filed may fall on one day: the morning belongs to the leaders.
            review = plan.reviewed or last - timedelta(days=3)
            acts.append((_at(review, 9), self._step(plan, steps.SUBMIT, "handler", review, 9)))
            acts.append(
                (_at(review, 10), self._step(plan, steps.PASS_REVIEW, "office_head", review, 10))
            )
        if plan.certified is not None:
            acts.append((_at(plan.certified, 8), partial(self._certify, plan, plan.certified)))
        if plan.filed is not None:
            acts.append((_at(plan.filed, 9), partial(self._file, plan, plan.filed)))
        if plan.returned is not None:
            acts.append((_at(plan.returned, 10), partial(self._return, plan)))
        if plan.refiled is not None:
            acts.append((_at(plan.refiled, 8), partial(self._correct, plan)))
            acts.append((_at(plan.refiled, 10), partial(self._file, plan, plan.refiled)))
        if plan.accepted is not None:
            on = plan.accepted
            acts.append(
                (_at(on, 14), self._step(plan, steps.ACCEPT, "handler", on, 14, office=True))
            )
        if plan.published is not None:
            acts.append((_at(plan.published, 17), partial(self._publish, plan)))
        return [(when, start + index, act) for index, (when, act) in enumerate(acts)]

    def _who(self, body: str, role: str, on: date) -> Actor:
        return self._people(body, role, on=on)

    def _open(self, plan: Plan) -> None:
        on = plan.opened
        clerk = self._who(plan.body, "handler", on)
        self._lists[plan.body] = open_list(
            body=plan.body,
            year=plan.year,
            header={
                "basis_documents": BASIS,
                "drafting_office": _office_of(plan.body),
                "comb_note": "对照三定规定、责任清单和法律法规逐条梳理，列入牵头事项。",
                "party_meeting_on": on + timedelta(days=7),
                "valid_from": on + timedelta(days=14),
            },
            actor=clerk,
            at=_at(on, 9),
        )

    def _import(self, plan: Plan) -> None:
        on, held = plan.opened, self._lists[plan.body]
        if plan.wide or not held.rows.exists():
            leader = self._who(plan.body, "deputy", on)
            outcome = import_matters(
                matter_list=held,
                data=workbook_for(plan.body, leader=leader.name, on=on, wide=plan.wide),
                dry_run=False,
                actor=self._who(plan.body, "handler", on),
                at=_at(on, 10),
            )
            if not outcome.done:
                raise AssertionError([error.sentence for error in outcome.preview.errors])
        if plan.year > FIRST_YEAR and (plan.reviewed or plan.certified):
            self._renew(plan)
        held.refresh_from_db()

    def _renew(self, plan: Plan) -> None:
        """Bring a copied list to its year: new target, and no law that is repealed by then."""
        on, held = plan.opened, self._lists[plan.body]
        clerk = self._who(plan.body, "handler", on)
        for row in held.rows.order_by("position"):
            bases = bases_of(row.legal_bases)
            pointed = register().repoint(bases, on=on)
            values: dict[str, object] = {}
            if pointed != bases:
                values["legal_bases"] = [base.as_data() for base in pointed]
            if row.position == 1:
                values["target"] = f"{plan.year}年：{row.target}"
            if values:
                change_row(
                    matter_list=held,
                    row_id=row.pk,
                    values=values,
                    revision=row.revision,
                    actor=clerk,
                    at=_at(on, 11),
                )

    def _step(
        self,
        plan: Plan,
        step: Step[MatterList],
        role: str,
        on: date,
        hour: int,
        *,
        office: bool = False,
    ) -> Callable[[], object]:
        region = plan.body.split("-", 1)[0]
        body = f"{region}-office" if office else plan.body
        return partial(self._take, plan, step, body, role, _at(on, hour))

    def _take(
        self,
        plan: Plan,
        step: Step[MatterList],
        body: str,
        role: str,
        at: datetime,
        fields: dict[str, object] | None = None,
    ) -> None:
        held = self._lists[plan.body]
        process.perform(
            steps.MATTER_LIST,
            step,
            held,
            actor=self._who(body, role, at.date()),
            at=at,
            inputs=Inputs(fields=fields or {}),
        )

    def _certify(self, plan: Plan, on: date) -> None:
        for step, role, hour in (
            (steps.CERTIFY_DEPUTY, "deputy", 8),
            (steps.CERTIFY_PRINCIPAL, "principal", 9),
        ):
            held = self._lists[plan.body]
            held.refresh_from_db()
            seen: dict[str, object] = {"content_digest": held.content_digest}
            self._take(plan, step, plan.body, role, _at(on, hour), seen)

    def _file(self, plan: Plan, on: date) -> None:
        fields: dict[str, object] = {
            "publication_url": _own_portal(plan.body, plan.year),
            "planned_publish_on": plan.published or on + timedelta(days=14),
        }
        hour = 11 if plan.refiled == on else 10
        self._take(plan, steps.FILE, plan.body, "handler", _at(on, hour), fields)

    def _return(self, plan: Plan) -> None:
        on = plan.returned or plan.opened
        held = self._lists[plan.body]
        region = plan.body.split("-", 1)[0]
        office = self._who(f"{region}-office", "handler", on)
        row = held.rows.order_by("position")[0 if held.rows.count() < 4 else 3]  # noqa: PLR2004 - the row the note speaks of
        if plan.body.endswith("-housing"):
            row = held.rows.order_by("position")[0]
        write_note(matter_list=held, row_id=row.pk, text=plan.note, actor=office, at=_at(on, 9))
        self._take(
            plan,
            steps.RETURN,
            office.body,
            "handler",
            _at(on, 10),
            {"return_reason": "有一项事项的职责界限没有写清，请按行内意见补正后重新报备。"},
        )

    def _correct(self, plan: Plan) -> None:
        on, held = plan.refiled or plan.opened, self._lists[plan.body]
        clerk = self._who(plan.body, "handler", on)
        for note in held.notes.select_related("row").order_by("pk"):
            if note.row is not None:
                text = f"{note.row.measures}；与生态环境厅按职责分工落实污泥处置监管"
                change_row(
                    matter_list=held,
                    row_id=note.row.pk,
                    values={"measures": text},
                    revision=note.row.revision,
                    actor=clerk,
                    at=_at(on, 7),
                )
            answer_note(
                matter_list=held,
                note_id=note.pk,
                answer="已在主要措施中补充分工。",
                actor=clerk,
                at=_at(on, 7),
            )
        self._take(plan, steps.CORRECT, plan.body, "handler", _at(on, 7))
        self._certify(replace(plan), on)

    def _publish(self, plan: Plan) -> None:
        on = plan.published or plan.opened
        fields: dict[str, object] = {"publication_url": _own_portal(plan.body, plan.year)}
        self._take(plan, steps.PUBLISH, plan.body, "handler", _at(on, 17), fields)

    def _remind(self, body: str, on: date) -> None:
        region = body.split("-", 1)[0]
        office = self._who(f"{region}-office", "handler", on)
        remind(body=body, year=2023, actor=office, at=_at(on, 16))


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=SHANGHAI)


def _own_portal(body: str, year: int) -> str:
    region, line = body.split("-", 1)
    return f"https://{line.replace('_', '-')}.{region}.example/shengtaihuanjing/{year}/qingdan"


def _office_of(body: str) -> str:
    region, line = body.split("-", 1)
    if level_of(region) == MatterLevel.PROVINCE:
        return "农业资源环境处" if line == "agriculture" else "综合处"
    organisations.region(region)  # a slip in a plan is named at once
    return "综合科"
