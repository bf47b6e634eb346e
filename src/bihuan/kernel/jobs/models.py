"""Tables of jobs: what was asked for, and when each periodic work runs next."""

from __future__ import annotations

from django.db import models


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "执行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"


class Job(models.Model):
    """One piece of work that was asked for, written in the transaction that asked.

    The row is the truth. The task queue only says "look at row N", so a queue that loses or repeats
    a message, or a worker that dies, changes nothing: the tick finds the row.
    """

    work = models.CharField("任务", max_length=120)
    args = models.JSONField("参数", default=list)
    state = models.CharField(
        "状态", max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    attempts = models.PositiveIntegerField("已试次数", default=0)
    limit = models.PositiveIntegerField("次数上限", default=5)
    asked_at = models.DateTimeField("提交时间")
    next_at = models.DateTimeField("下次执行时间")
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    last_error = models.TextField("最近一次错误", blank=True)
    correlation = models.CharField("关联号", max_length=64, blank=True)

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        indexes = [
            models.Index(
                fields=["next_at"],
                name="jobs_waiting",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["state", "finished_at"], name="jobs_state"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.pk}"


class Periodic(models.Model):
    """One periodic work and its next instant: the row that ticks compete for."""

    key = models.CharField("任务", max_length=80, primary_key=True)
    next_at = models.DateTimeField("下次执行时间")
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    revision = models.PositiveBigIntegerField("修订号", default=0)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    last_ok_at = models.DateTimeField("最近成功", null=True, blank=True)
    last_error = models.TextField("最近一次错误", blank=True)

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.key
