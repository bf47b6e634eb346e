"""The yearly look at every list in force: opened by the season, closed by an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.access import system_actor
from bihuan.kernel.calendar import civil_day
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as process
from bihuan.modules.matters.models import Publication, ReviewState, YearlyReview
from bihuan.modules.matters.process.companions import REVIEW_LAPSE, REVISED, YEARLY_REVIEW
from bihuan.modules.matters.queries.bodies import office_of
from bihuan.modules.matters.rules.settings import policy
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from datetime import datetime

ACTOR = system_actor("matters.review")


def open_reviews(*, at: datetime) -> int:
    """Open a review for every list in force that was not renewed this year; once a year each."""
    on = civil_day(at)
    season = policy().review
    if not season.opens_on(on.year) <= on <= season.due_on(on.year):
        return 0
    known = set(YearlyReview.objects.filter(year=on.year).values_list("case__body", flat=True))
    current = Publication.objects.filter(current=True, published_on__year__lt=on.year)
    wanted = current.values_list("body", "body_name", "case_number").order_by("body")
    count = 0
    for body, name, number in wanted:
        if body not in known and _open(body, name, number, at=at):
            count += 1
    return count


@transaction.atomic
def _open(body: str, name: str, number: str, *, at: datetime) -> bool:
    ledger.lock()
    on = civil_day(at)
    try:
        view = organisations.body(body, on=on)
    except LookupError:
        return False  # the body is gone; its list ends with it
    if YearlyReview.objects.filter(case__body=body, year=on.year).exists():
        return False
    process.open_case(
        YEARLY_REVIEW,
        title=f"{name}清单{on.year}年度复核",
        body=body,
        region=view.region,
        line=view.line,
        fields={"office_body": office_of(view.region), "year": on.year, "list_number": number},
        period=str(on.year),
        actor=ACTOR,
        at=at,
    )
    return True


def close_revised(*, body: str, at: datetime) -> None:
    """A new version is public: the review of this body is done by it."""
    _perform_all(REVISED, at=at, case__body=body)


def lapse_reviews(*, at: datetime) -> int:
    """Record the reviews nobody did."""
    return _perform_all(REVIEW_LAPSE, at=at, case__next_due__lt=civil_day(at))


def _perform_all(step: object, *, at: datetime, **where: object) -> int:
    due = YearlyReview.objects.select_related("case").filter(case__state=ReviewState.DUE, **where)
    count = 0
    for case in due.order_by("pk"):
        process.perform(YEARLY_REVIEW, step, case, actor=ACTOR, at=at)  # type: ignore[arg-type]
        count += 1
    return count
