"""Who acts in these tests, and a repair brought as far as a test needs it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bihuan.kernel.access import Actor
from bihuan.kernel.process import Inputs, Upload, api
from bihuan.kernel.process.tests.sample import process as sample

if TYPE_CHECKING:
    from bihuan.kernel.process.tests.sample.models import Repair

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
DAY = dt.timedelta(days=1)

OWNER = "510000-water"
OFFICE = "510000-office"
STRANGER = "510100-housing"
PDF = b"%PDF-1.7\nplan"
PNG = b"\x89PNG\r\n\x1a\nproof"
JPG = b"\xff\xd8\xffproof"


def actor(
    role: str,
    body: str,
    *,
    name: str = "甲",
    key: str = "",
    compartments: frozenset[str] = frozenset(),
) -> Actor:
    """Return somebody with one role in one body."""
    region, line = body.split("-", 1)
    return Actor(
        key=key or f"post:{body}:{role}",
        name=name,
        post="岗位",
        body=body,
        body_name={OWNER: "省水利厅", OFFICE: "省环委办"}.get(body, "市住建局"),
        region=region,
        line=line,
        roles=frozenset({role}),
        compartments=compartments,
    )


HANDLER = actor("handler", OWNER)
HEAD = actor("principal", OWNER, name="乙")
REVIEWER = actor("reviewer", OFFICE, name="丙")
OFFICE_HEAD = actor("principal", OFFICE, name="丁")
OUTSIDER = actor("handler", STRANGER, name="戊")


def office_file(member: str, *more: str) -> bytes:
    """Return a zip archive that looks like an office document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", member, *more):
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


PLAN_INPUTS = Inputs(
    fields={"measures": "清淤", "finish_on": "2026-06-30"},
    documents={"plan": (Upload("方案.pdf", "text/html", PDF),)},
)
CLOSE_INPUTS = Inputs(
    fields={"opinion": "同意", "agreed": True},
    documents={"proof": (Upload("a.png", "", PNG), Upload("b.jpeg", "", JPG))},
)


def opened(*, sealed: str = "", title: str = "河道清淤", at: dt.datetime = AT) -> Repair:
    """Return a repair just opened."""
    return api.open_case(
        sample.REPAIR,
        title=title,
        body=OWNER,
        region="510000",
        line="water",
        fields={"office_body": OFFICE},
        period="2026",
        topic="2.2.1",
        sealed=sealed,
        actor=REVIEWER,
        at=at,
    )


def planning() -> Repair:
    """Return a repair whose plan is being written."""
    case = opened()
    api.perform(sample.REPAIR, sample.SIGN, case, actor=HANDLER, at=AT)
    return case


def in_review() -> Repair:
    """Return a repair whose plan lies with the office."""
    case = planning()
    api.perform(
        sample.REPAIR, sample.SUBMIT_PLAN, case, actor=HEAD, at=AT + DAY, inputs=PLAN_INPUTS
    )
    return case


def fixing() -> Repair:
    """Return a repair under way, the owner told."""
    case = in_review()
    api.perform(sample.REPAIR, sample.APPROVE_PLAN, case, actor=OFFICE_HEAD, at=AT + DAY)
    told = Inputs(fields={"heard_at": "2026-03-03T10:00"})
    api.perform(sample.REPAIR, sample.TELL, case, actor=REVIEWER, at=AT + DAY, inputs=told)
    return case
