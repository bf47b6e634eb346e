"""Tables: a correction in hand, the frozen public answer, and the count per source."""

from __future__ import annotations

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class CorrectionState(models.TextChoices):
    """Where a correction stands."""

    RECEIVED = "received", "已收到"
    ANSWERED = "answered", "已拟答复"
    PUBLISHED = "published", "答复已公开"
    CLOSED = "closed", "不予采纳，已结束"


class CorrectionKind(models.TextChoices):
    """What the visitor wants."""

    CORRECTION = "correction", "内容有错"
    OBJECTION = "objection", "有不同意见"


class Correction(CaseDetail):
    """One correction or objection, as it was sent; who sent it lies in the identity vault."""

    kind = models.CharField("种类", max_length=12, choices=CorrectionKind.choices)
    page = models.CharField("哪一页", max_length=300)
    text = models.TextField("哪里不对", max_length=1000)
    code_digest = models.CharField("查询码指纹", max_length=64)
    answer = models.TextField("答复", max_length=1000, blank=True, default="")
    reason = models.TextField("不予采纳的理由", max_length=1000, blank=True, default="")

    class Meta:
        """One row per case."""

        verbose_name = "纠错与异议"
        verbose_name_plural = "纠错与异议"


class PublishedAnswer(models.Model):
    """What the public reads of a correction: no contact, no word of who wrote."""

    number = models.CharField("编号", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=20)
    page = models.CharField("哪一页", max_length=300)
    answer = models.TextField("答复")
    body_name = models.CharField("答复单位", max_length=100)
    received_on = models.DateField("收到日期")
    published_on = models.DateField("公开日期")

    class Meta:
        """Newest first."""

        verbose_name = "公开的纠错答复"
        verbose_name_plural = "公开的纠错答复"
        indexes = [models.Index(fields=["-published_on", "number"], name="corrections_new")]

    def __str__(self) -> str:
        return self.number


class CodeAnswer(models.Model):
    """What a query code is told: kept apart, so that the portal never reads a working record."""

    code_digest = models.CharField("查询码指纹", max_length=64, unique=True)
    received_on = models.DateField("收到日期")
    state = models.CharField("进展", max_length=20)
    answer = models.TextField("答复或者理由", blank=True, default="")

    class Meta:
        """One row per code."""

        verbose_name = "查询码进展"
        verbose_name_plural = "查询码进展"

    def __str__(self) -> str:
        return self.state


class Received(models.Model):
    """One correction of a source: a keyed digest, only for counting, forgotten after a day."""

    source = models.CharField("来源指纹", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        """Counted by source and time."""

        verbose_name = "纠错来源计数"
        verbose_name_plural = "纠错来源计数"
        indexes = [models.Index(fields=["source", "at"], name="corrections_source")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Guess(models.Model):
    """One wrong query code of a source: a keyed digest, forgotten after an hour."""

    source = models.CharField("来源指纹", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        """Counted by source and time."""

        verbose_name = "查错查询码计数"
        verbose_name_plural = "查错查询码计数"
        indexes = [models.Index(fields=["source", "at"], name="corrections_guess_source")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
