"""Tables of deadlines: the clocks, and the alerts each has raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from bihuan.kernel.calendar import Roll, Span, Unit

if TYPE_CHECKING:
    from datetime import date


UNITS = [
    (Unit.HOUR.value, "小时"),
    (Unit.DAY.value, "日"),
    (Unit.WORKDAY.value, "工作日"),
    (Unit.MONTH.value, "月"),
]
ROLLS = [(Roll.NONE.value, "不顺延"), (Roll.FORWARD.value, "顺延"), (Roll.BACK.value, "提前")]


class ClockState(models.TextChoices):
    """Whether time passes. Overdue is not a state: it follows from the due date and the day."""

    RUNNING = "running", "计时中"
    PAUSED = "paused", "中止"
    STOPPED = "stopped", "已停止"


class ClockRow(models.Model):
    """One deadline of one case or record: facts, and the due date last computed from them.

    `due_on` is kept so that lists can be sorted by it; it is written by `kernel.deadlines` only and
    every change of it is a ledger entry. No foreign keys: what a clock belongs to lives above.
    """

    subject = models.CharField("对象", max_length=120)
    case_id = models.BigIntegerField("办件", null=True, blank=True)
    key = models.CharField("期限标识", max_length=60)
    label = models.CharField("期限名称", max_length=120)
    rule = models.CharField("规则标识", max_length=120)
    basis = models.CharField("依据", max_length=300)

    started_at = models.DateTimeField("起算时刻")
    start_on = models.DateField("起算日")
    span_n = models.PositiveIntegerField("时长", null=True, blank=True)
    span_unit = models.CharField("时长单位", max_length=8, blank=True, choices=UNITS)
    fixed_on = models.DateField("规定截止日期", null=True, blank=True)
    roll = models.CharField("顺延规则", max_length=8, choices=ROLLS)
    region = models.CharField("区划", max_length=6)
    warn = models.JSONField("预警", default=list, blank=True)
    pauses = models.JSONField("中止记录", default=list, blank=True)
    extensions = models.JSONField("延期记录", default=list, blank=True)

    due_on = models.DateField("截止日期")
    due_at = models.DateTimeField("截止时刻")
    provisional = models.BooleanField("暂定", default=False)
    editions = models.JSONField("放假安排版次", default=list, blank=True)
    first_due_on = models.DateField("最初截止日期")

    state = models.CharField(
        "状态", max_length=8, choices=ClockState.choices, default=ClockState.RUNNING
    )
    stopped_at = models.DateTimeField("停止时刻", null=True, blank=True)
    next_look = models.DateTimeField("下次查看", null=True, blank=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    revision = models.PositiveIntegerField("修订号", default=0)

    objects: ClassVar[models.Manager[ClockRow]] = models.Manager()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "期限"
        verbose_name_plural = "期限"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "key"],
                condition=~models.Q(state="stopped"),
                name="deadlines_one_live_clock",
                violation_error_message="这个期限已经在计时。",
            ),
            models.CheckConstraint(
                condition=models.Q(span_n__isnull=False, fixed_on__isnull=True)
                | models.Q(span_n__isnull=True, fixed_on__isnull=False),
                name="deadlines_span_or_fixed",
            ),
            models.CheckConstraint(condition=~models.Q(basis=""), name="deadlines_has_basis"),
            models.CheckConstraint(
                condition=models.Q(next_look__isnull=True) | models.Q(state="running"),
                name="deadlines_only_running_looks",
            ),
        ]
        indexes = [
            # The alert loop asks only for rows that still have something to say; stopped, paused
            # and exhausted clocks (nearly all, after some years) are not in this index.
            models.Index(
                fields=["next_look", "id"],
                condition=models.Q(next_look__isnull=False),
                name="deadlines_next_look",
            ),
            models.Index(fields=["subject", "state"], name="deadlines_subject"),
            models.Index(fields=["case_id"], name="deadlines_case"),
            # Proposals after a new edition walk live clocks only.
            models.Index(
                fields=["region", "due_on"],
                condition=~models.Q(state="stopped"),
                name="deadlines_live_by_region",
            ),
        ]

    def __str__(self) -> str:
        """Name the clock and its limit."""
        return f"{self.label} {self.due_on} ({self.subject})"

    @property
    def span(self) -> Span | None:
        """The length of the period; None where a last day was set directly."""
        return None if self.span_n is None else Span(self.span_n, Unit(self.span_unit))

    @property
    def extended_to(self) -> date | None:
        """The present due date if it comes from an extension."""
        return self.due_on if self.extensions else None


class Alert(models.Model):
    """One alert of one clock. The constraint is what makes "exactly once" true."""

    clock = models.ForeignKey(ClockRow, on_delete=models.PROTECT, related_name="alerts")
    due_at = models.DateTimeField("针对的截止时刻")
    kind = models.CharField("种类", max_length=40)
    moment = models.DateTimeField("应提醒时刻")
    at = models.DateTimeField("实际提醒时刻")

    objects: ClassVar[models.Manager[Alert]] = models.Manager()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "期限提醒"
        verbose_name_plural = "期限提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "due_at", "kind"], name="deadlines_alert_exactly_once"
            ),
        ]

    def __str__(self) -> str:
        """Name the alert."""
        return f"{self.kind} {self.due_at:%Y-%m-%d}"
