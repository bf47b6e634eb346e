"""负责领导与牵头处室: the case that appoints a pair, and the register it leaves behind."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bihuan.kernel.process.models import CaseDetail
from bihuan.modules.organisations.models.bodies import Body
from bihuan.modules.organisations.models.people import Post


class PairState(models.TextChoices):
    """Where an appointment stands."""

    DRAFT = "draft", "草拟"
    REVIEW = "review", "待主要负责人确认"
    IN_FORCE = "in_force", "生效"
    REPLACED = "replaced", "已被接替"
    ENDED = "ended", "已终止"
    WITHDRAWN = "withdrawn", "已撤回"


class ResponsiblePair(CaseDetail):
    """确定负责领导与牵头处室（2.3.4、2.3.5）: one leader, one lead office, for one body."""

    leader = models.ForeignKey(
        Post, verbose_name="负责领导", on_delete=models.PROTECT, related_name="+", null=True
    )
    office = models.CharField("牵头处（科）室", max_length=60, blank=True)
    office_head = models.CharField("处（科）室负责人", max_length=40, blank=True)
    contact = models.CharField("联络员", max_length=40, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    document_no = models.CharField("任命或分工文件", max_length=80, blank=True)
    starts_on = models.DateField("生效日期", null=True)
    public_name = models.BooleanField("公开负责领导姓名", default=True)
    ends_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=200, blank=True)

    class Meta:
        """One row per case."""

        verbose_name = "负责领导与牵头处室"
        verbose_name_plural = "负责领导与牵头处室"


class PairEntry(models.Model):
    """One line of the register. The leader is copied, so that it stays readable."""

    body = models.ForeignKey(
        Body, verbose_name="机构", on_delete=models.PROTECT, related_name="pairs"
    )
    pair = models.OneToOneField(
        ResponsiblePair, verbose_name="办件", on_delete=models.PROTECT, related_name="entry"
    )
    leader_name = models.CharField("负责领导", max_length=40)
    leader_title = models.CharField("职务", max_length=60)
    leader_rank = models.CharField("职级", max_length=20)
    office = models.CharField("牵头处（科）室", max_length=60)
    office_head = models.CharField("处（科）室负责人", max_length=40, blank=True)
    contact = models.CharField("联络员", max_length=40, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    document_no = models.CharField("文件", max_length=80)
    public_name = models.BooleanField("公开姓名")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=200, blank=True)

    class Meta:
        """Exactly one active pair per body: the database says so, whoever presses at once."""

        verbose_name = "负责领导与牵头处室登记"
        verbose_name_plural = "负责领导与牵头处室登记"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_to__isnull=True), name="one_active_pair"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="pair_period",
            ),
        ]

    def __str__(self) -> str:
        """Return leader and office."""
        return f"{self.leader_name}、{self.office}"
