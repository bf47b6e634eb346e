"""What stands beside the lists in the demonstration: duties, partners' answers, yearly reviews."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import SHANGHAI, civil_day
from bihuan.kernel.process import Inputs
from bihuan.kernel.process import api as process
from bihuan.kernel.ui.sheet_files import write_template
from bihuan.modules.matters.demo.duties import duties_of, lines_with_duties
from bihuan.modules.matters.models import (
    MatterList,
    Partnership,
    PartnershipState,
    ReviewState,
    YearlyReview,
)
from bihuan.modules.matters.operations.duties import import_duties
from bihuan.modules.matters.operations.partnering import ask_partners, mark_matter
from bihuan.modules.matters.operations.reviewing import open_reviews
from bihuan.modules.matters.process.companions import (
    CONFIRM,
    KEEP,
    OBJECT,
    PARTNERSHIP,
    YEARLY_REVIEW,
)
from bihuan.modules.matters.queries.bodies import names_of
from bihuan.modules.matters.queries.comparing import filed_lists
from bihuan.modules.matters.rules.duty_sheet import DUTIES, TEMPLATES, TITLE, VERSION
from bihuan.modules.matters.rules.settings import policy

if TYPE_CHECKING:
    from bihuan.modules.matters.demo.driving import People

PROVINCE = "510000"
FINANCE, HOUSING = f"{PROVINCE}-finance", f"{PROVINCE}-housing"
ASKED_AFTER, ANSWERED_AFTER = timedelta(days=60), timedelta(days=8)
HOLD_BACK = 9
"""One partner in so many has never answered: 清单代数 finds it."""
EDITIONS = (
    ("演示版（2023）", date(2023, 1, 1), datetime(2023, 4, 3, 15, tzinfo=SHANGHAI), False),
    ("演示版（2025）", date(2025, 1, 1), datetime(2025, 2, 17, 15, tzinfo=SHANGHAI), True),
)
"""The invented registers: edition, in force from, loaded at, with the duties of the wider lists."""


def duty_workbook(*, edition: str, since: date, wide: bool) -> bytes:
    """An invented register: what the lists point to, and some duties nobody claims."""
    lines = lines_with_duties(wide=wide)
    names = names_of([f"{PROVINCE}-{line}" for line in lines], on=since)
    rows: list[dict[str, object]] = [
        {
            "unit": duty.unit,
            "body": names[f"{PROVINCE}-{line}"],
            "clause": f"第{duty.number}项",
            "text": f"{duty.text}（演示数据）",
            "basis": "",
        }
        for line in lines
        for duty in duties_of(line, wide=wide)
    ]
    head = {
        "title": "四川省生态环境保护责任清单",
        "document_no": "",
        "edition": edition,
        "in_force_from": since,
        "mark": "演示数据：内容为虚构，不是正式文件",
    }
    return write_template(
        list(TEMPLATES), title=TITLE, rows={VERSION.name: [head], DUTIES.name: rows}
    )


def load_duties(*, wide: bool) -> None:
    """Load an invented register before the first list that points into it is begun."""
    for edition, since, at, has_wider in EDITIONS:
        if has_wider != wide:
            continue
        outcome = import_duties(
            region=PROVINCE,
            data=duty_workbook(edition=edition, since=since, wide=wide),
            dry_run=False,
            actor=system_actor("demo"),
            at=at,
        )
        if outcome.register is None:
            raise AssertionError(outcome.errors)


def answer_partners(*, people: People, at: datetime) -> None:
    """One partner confirms, one objects to a matter, the others have not answered yet."""
    on = civil_day(at) - timedelta(days=4)
    moment = datetime.combine(on, time(15), tzinfo=SHANGHAI)
    asked = Partnership.objects.select_related("case").filter(case__state=PartnershipState.ASKED)
    for case in asked.filter(case__region=PROVINCE, case__opened_at__lt=moment).order_by("pk"):
        if case.body not in {FINANCE, HOUSING}:
            continue
        clerk = people(case.body, "handler", on=on)
        if case.body == FINANCE:
            process.perform(PARTNERSHIP, CONFIRM, case, actor=clerk, at=moment)
        else:
            matter = case.matters.order_by("position")[0]
            mark_matter(
                partnership=case,
                matter_id=matter.pk,
                reason="本单位三定规定没有这项配合职责，建议改由市（州）住房城乡建设部门配合。（演示）",
                actor=clerk,
                at=moment,
            )
            inputs = Inputs(fields={"opinion": "其中一项不属于本单位职责，其余认可。"})
            process.perform(PARTNERSHIP, OBJECT, case, actor=clerk, at=moment, inputs=inputs)


def acknowledge_partners(*, people: People) -> None:
    """The partners of the lists in force were asked once, in spring: most of them agreed."""
    asked_on = policy().partners_asked_since + ASKED_AFTER
    moment = datetime.combine(asked_on, time(9), tzinfo=SHANGHAI)
    lists = filed_lists()
    for held in lists:
        if MatterList.objects.get(case__number=held.number).case.opened_at < moment:
            ask_partners(list_number=held.number, at=moment)
    answered_on = asked_on + ANSWERED_AFTER
    cases = Partnership.objects.select_related("case").filter(
        case__opened_at=moment, case__body__in=[held.body for held in lists]
    )
    for number, case in enumerate(cases.order_by("pk")):
        if number % HOLD_BACK:
            process.perform(
                PARTNERSHIP,
                CONFIRM,
                case,
                actor=people(case.body, "handler", on=answered_on),
                at=datetime.combine(answered_on, time(15), tzinfo=SHANGHAI),
            )


def review_lists(*, people: People, at: datetime) -> None:
    """Open the reviews of the season; 财政厅 has done its own."""
    open_reviews(at=at)
    done = YearlyReview.objects.select_related("case").filter(
        case__body=FINANCE, case__state=ReviewState.DUE
    )
    for case in done:
        process.perform(
            YEARLY_REVIEW,
            KEEP,
            case,
            actor=people(case.body, "handler", on=civil_day(at)),
            at=at,
            inputs=Inputs(fields={"finding": "对照三定规定和责任清单，事项没有变化。（演示）"}),
        )
