"""What one department says: a case of its own under a docket or a joint study."""

from __future__ import annotations

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class PositionState(models.TextChoices):
    """Where an answer stands."""

    ASKED = "asked", "待部门答复"
    DRAFTED = "drafted", "待单位负责人签发"
    ANSWERED = "answered", "已答复"
    NO_REPLY = "no_reply", "未回复"
    WITHDRAWN = "withdrawn", "不再征求"


class Stance(models.TextChoices):
    """What the department is willing to be."""

    LEAD = "lead", "同意牵头"
    PARTNER = "partner", "配合"
    DECLINE = "decline", "不承担"


class LeadPosition(CaseDetail):
    """One department's written position."""

    convener_body = models.CharField("召集单位", max_length=40)
    question = models.TextField("征求意见的问题", max_length=1000, blank=True, default="")
    stance = models.CharField("意见", max_length=10, choices=Stance.choices, blank=True, default="")
    reason = models.TextField("理由", max_length=1500, blank=True, default="")
    basis = models.TextField("法律法规和三定依据", max_length=1000, blank=True, default="")
    share = models.TextField("可以承担的工作", max_length=1000, blank=True, default="")
    drafter_key = models.CharField("起草人标识", max_length=80, blank=True, default="")
    drafter_account = models.BigIntegerField("起草人账号", null=True, blank=True)

    class Meta:
        """One row per case."""

        verbose_name = "部门意见"
        verbose_name_plural = "部门意见"
