"""Papers made from readings: frozen trigger sheets, candidates, published months."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class FrozenSheet(models.Model):
    """A trigger sheet as it was on the day it was computed: the very text, and its digest.

    Nothing here points to a reading: what was read stands in the text, so that later corrections
    do not change the evidence.
    """

    place = models.CharField("区划", max_length=12)
    place_name = models.CharField("地名", max_length=60)
    on = models.DateField("判定日期")
    edition = models.CharField("评价标准", max_length=40)
    policy = models.CharField("判定办法", max_length=60)
    tier = models.PositiveSmallIntegerField("最高级", default=0)
    fired = models.JSONField("触发情形", default=list)
    text = models.TextField("判定表")
    digest = models.CharField("SM3 指纹", max_length=64, unique=True)
    by_key = models.CharField("固化人标识", max_length=80)
    by_name = models.CharField("固化人", max_length=80)
    at = models.DateTimeField("固化时间")
    seq = models.PositiveBigIntegerField("台账序号")

    class Meta:
        """Read by place, newest first."""

        verbose_name = "约谈情形判定表"
        verbose_name_plural = "约谈情形判定表"
        indexes: ClassVar = [models.Index(fields=["place", "-on"], name="quality_sheet_place")]

    def __str__(self) -> str:
        """Return place and day."""
        return f"{self.place_name} {self.on}"


class CandidateState(models.TextChoices):
    """Where a proposal to interview stands."""

    PROPOSED = "proposed", "待核查"
    REVIEW = "review", "待审定"
    ACCEPTED = "accepted", "已移交"
    DISMISSED = "dismissed", "不予采纳"


class InterviewCandidate(CaseDetail):
    """A proposal to interview (拟约谈建议): one city, one row of the rule, one period."""

    place = models.CharField("区划", max_length=12)
    place_name = models.CharField("地名", max_length=60)
    rule = models.CharField("情形", max_length=10)
    rule_text = models.CharField("情形内容", max_length=200)
    tier = models.PositiveSmallIntegerField("级别")
    term = models.CharField("时段", max_length=20)
    sentence = models.TextField("判定")
    doubts = models.TextField("须人工核定之处", blank=True, default="")
    sheet = models.ForeignKey(
        FrozenSheet, verbose_name="判定表", on_delete=models.PROTECT, related_name="candidates"
    )
    finding = models.TextField("核查情况", blank=True, default="")
    reason = models.TextField("不予采纳的理由", blank=True, default="")

    class Meta:
        """One candidate for each city, row and period."""

        verbose_name = "拟约谈建议"
        verbose_name_plural = "拟约谈建议"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "rule", "term"], name="quality_candidate_once"
            ),
        ]


class MonthPublication(models.Model):
    """Published figures of a month: a frozen copy; the portal reads nothing else."""

    address = models.SlugField("永久地址", max_length=40, unique=True)
    month = models.DateField("月份", db_index=True)
    version = models.PositiveSmallIntegerField("版次")
    current = models.BooleanField("现行版本", default=True)
    title = models.CharField("标题", max_length=200)
    edition = models.CharField("评价标准", max_length=40)
    limits = models.CharField("综合指数限值", max_length=40)
    text = models.TextField("公布内容")
    sm3 = models.CharField("国密 SM3 指纹", max_length=64, db_index=True)
    sha256 = models.CharField("SHA-256 指纹", max_length=64)
    note = models.CharField("更正说明", max_length=300, blank=True, default="")
    by_body = models.CharField("公布单位代码", max_length=40)
    by_body_name = models.CharField("公布单位", max_length=120)
    published_at = models.DateTimeField("公布时间")
    seq = models.PositiveBigIntegerField("台账序号")
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True, default="")

    class Meta:
        """One current publication for each month, none after it was withdrawn."""

        verbose_name = "环境质量月度公布"
        verbose_name_plural = "环境质量月度公布"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "version"], name="quality_published_once"),
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(current=True),
                name="quality_published_current",
            ),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.address
