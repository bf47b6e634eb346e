"""The frozen public copy of a decision. The portal reads this table and no other."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Decision(models.Model):
    """Which body leads a matter, as it was published."""

    number = models.CharField("编号", max_length=60, unique=True)
    region = models.CharField("区划", max_length=12, db_index=True)
    region_name = models.CharField("地区", max_length=60)
    title = models.CharField("事项", max_length=200)
    matter = models.TextField("事项内容")
    lead_body = models.CharField("牵头部门代码", max_length=40, db_index=True)
    lead_name = models.CharField("牵头部门", max_length=120)
    partner_names = models.CharField("配合部门", max_length=500, blank=True)
    division = models.TextField("职责分工", blank=True)
    decider = models.CharField("审定机关", max_length=120)
    decision_no = models.CharField("审定文号", max_length=80)
    decided_on = models.DateField("审定日期")
    registered_on = models.DateField("登记日期")
    decision_due_on = models.DateField("审定期限")
    published_on = models.DateField("公开日期")
    publication_due_on = models.DateField("公开期限")
    link = models.URLField("门户公开网址", max_length=300, blank=True)
    sm3 = models.CharField("SM3 指纹", max_length=64)

    objects: ClassVar[models.Manager[Decision]] = models.Manager()

    class Meta:
        """Newest first."""

        verbose_name = "牵头部门明确结果"
        verbose_name_plural = "牵头部门明确结果"
        indexes = [models.Index(fields=["-published_on", "number"], name="leads_decision_new")]

    def __str__(self) -> str:
        return f"{self.title}：{self.lead_name}"
