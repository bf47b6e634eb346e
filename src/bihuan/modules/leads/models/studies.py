"""协同研究: a new policy or a new situation studied by several bodies together."""

from __future__ import annotations

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class StudyKind(models.TextChoices):
    """What is studied."""

    POLICY = "policy", "新政策新法规"
    SITUATION = "situation", "新情况新问题"


class StudyState(models.TextChoices):
    """Where the study stands."""

    OPENED = "opened", "已发起"
    POSITIONS = "positions", "征求参加单位意见"
    CONCLUDED = "concluded", "已形成结论"
    DROPPED = "dropped", "不再研究"


class JointStudy(CaseDetail):
    """One joint study."""

    kind = models.CharField("种类", max_length=10, choices=StudyKind.choices)
    subject_matter = models.TextField("研究内容", max_length=1000)
    origin = models.CharField("文件名称或者情况来源", max_length=200, blank=True, default="")
    happened_on = models.DateField("出台或者发现日期")
    candidates = models.JSONField("参加单位", default=list, blank=True)
    office_body = models.CharField("环委办", max_length=40)
    question = models.TextField("请各单位研究的问题", max_length=1000, blank=True, default="")
    conclusion = models.TextField("研究结论", max_length=3000, blank=True, default="")
    tasks_text = models.TextField("后续任务", max_length=3000, blank=True, default="")

    class Meta:
        """One row per case."""

        verbose_name = "协同研究"
        verbose_name_plural = "协同研究"


class StudyTask(models.Model):
    """One task a study ended with."""

    study = models.ForeignKey(
        JointStudy, verbose_name="协同研究", on_delete=models.PROTECT, related_name="tasks"
    )
    position = models.PositiveSmallIntegerField("序号")
    text = models.CharField("任务", max_length=300)
    body = models.CharField("承担单位", max_length=40, db_index=True)
    due_on = models.DateField("完成日期")

    class Meta:
        """Each number once."""

        verbose_name = "协同研究任务"
        verbose_name_plural = "协同研究任务"
        constraints = [
            models.UniqueConstraint(fields=["study", "position"], name="leads_task_once"),
        ]

    def __str__(self) -> str:
        return self.text
