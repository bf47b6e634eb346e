"""登记簿: how many papers a body has numbered, this year against the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from bihuan.modules.documents.models import Sending, SendingState

if TYPE_CHECKING:
    from django.db.models import QuerySet

BURDEN = "《整治形式主义为基层减负若干规定》：发文数量只减不增"
"""The 2024 rule as the product reads it: the yearly number of papers normally only falls."""


@dataclass(frozen=True, slots=True)
class YearCount:
    """Papers numbered this year until a day, against the same day and all of last year."""

    year: int
    now: int
    same_day: int
    whole: int
    void: int

    @property
    def over(self) -> bool:
        """Whether this year has already passed the last."""
        return self.now > self.whole if self.whole else False

    @property
    def sentence(self) -> str:
        """The count as one sentence."""
        if not self.whole:
            return (
                f"{self.year}年已编号{self.now}件；上一年没有在本平台编号的公文，暂不能比较。"
                f"依据：{BURDEN}。"
            )
        stand = (
            f"已经超过上一年全年，超出{self.now - self.whole}件，请从严控制"
            if self.over
            else f"距上一年全年还有{self.whole - self.now}件"
        )
        return (
            f"{self.year}年已编号{self.now}件，上年同期{self.same_day}件，上年全年{self.whole}件，"
            f"{stand}。依据：{BURDEN}。"
        )


def year_count(body: str, on: date) -> YearCount:
    """Count the papers a body has numbered; void ones are counted apart."""
    rows = Sending.objects.filter(issuer=body, serial__isnull=False)
    before = on.year - 1
    same = date(before, on.month, min(on.day, 28) if on.month == 2 else on.day)  # noqa: PLR2004
    alive = ~Q(case__state=SendingState.VOID)
    counts = rows.aggregate(
        now=Count("pk", filter=Q(year=on.year, numbered_on__lte=on) & alive),
        same_day=Count("pk", filter=Q(year=before, numbered_on__lte=same) & alive),
        whole=Count("pk", filter=Q(year=before) & alive),
        void=Count("pk", filter=Q(year=on.year, case__state=SendingState.VOID)),
    )
    return YearCount(on.year, **counts)


def missing_numbers(body: str, word: str, year: int) -> tuple[int, ...]:
    """The serial numbers of a series nobody holds: none, unless somebody went past the engine."""
    held = {serial or 0 for serial in _series(body, word, year).values_list("serial", flat=True)}
    return tuple(n for n in range(1, max(held, default=0) + 1) if n not in held)


def _series(body: str, word: str, year: int) -> QuerySet[Sending]:
    return Sending.objects.filter(issuer=body, word=word, year=year, serial__isnull=False)
