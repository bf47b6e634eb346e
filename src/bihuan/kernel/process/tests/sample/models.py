"""A repair: somebody opens it, the owner plans it, the office checks it."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class RepairState(models.TextChoices):
    """Where a repair can stand."""

    OPENED = "opened", "待签收"
    PLANNING = "planning", "编制方案"
    REVIEW = "review", "方案审核"
    FIXING = "fixing", "整改中"
    HELD = "held", "已中止"
    CLOSED = "closed", "已销号"


class Repair(CaseDetail):
    """The fields of a repair."""

    parts: ClassVar[tuple[str, ...]] = ("witness",)

    office_body = models.CharField("督办单位", max_length=40)
    kind = models.CharField(
        "类别", max_length=8, choices=[("air", "大气"), ("water", "水")], default="air"
    )
    measures = models.CharField("整改措施", max_length=40, blank=True)
    finish_on = models.DateField("完成时间", null=True, blank=True)
    cost = models.DecimalField(
        "投入（万元）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    agreed = models.BooleanField("确认属实", default=False)
    heard_at = models.DateTimeField("告知时间", null=True, blank=True)
    told = models.PositiveSmallIntegerField("已告知次数", default=0)


class Visit(CaseDetail):
    """The fields of a child case: nothing but the case."""


class VisitState(models.TextChoices):
    """Where a visit can stand."""

    PLANNED = "planned", "待核查"
    DONE = "done", "已核查"


class Stranger(CaseDetail):
    """A detail of another process: its guards must not fit a repair."""

    secret = models.CharField("内容", max_length=20, blank=True)
