"""Tables: the notice as loaded, duties with what is known of them, evidence, two kinds of case."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from bihuan.kernel.process.models import CaseDetail

if TYPE_CHECKING:
    from datetime import date

FAR = "9999-12-31"
"""Stands for "no due date" where a unique key cannot hold a null."""


class Directive(models.Model):
    """A notice in force here, with the very texts it was loaded from."""

    key = models.CharField("标识", max_length=40, unique=True)
    number = models.CharField("文号", max_length=60)
    title = models.CharField("标题", max_length=200)
    issued_on = models.DateField("印发日期")
    region = models.CharField("区划", max_length=12)
    source = models.TextField("条款文本")
    actors = models.TextField("主体文本")
    digest = models.CharField("文本指纹", max_length=64)
    offsets = models.JSONField("引文位置", default=dict)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        """Few rows."""

        verbose_name = "文件"
        verbose_name_plural = "文件"

    def __str__(self) -> str:
        """Return the document number."""
        return self.number


class Clause(models.Model):
    """The name of a clause, for keys and lists; what it says stands in the loaded text."""

    directive = models.ForeignKey(
        Directive, verbose_name="文件", on_delete=models.PROTECT, related_name="clauses"
    )
    code = models.CharField("编号", max_length=20)
    position = models.PositiveSmallIntegerField("次序")
    retired_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        """Each id once per notice."""

        verbose_name = "条款"
        verbose_name_plural = "条款"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "code"], name="clause_once"),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return self.code


class Duty(models.Model):
    """One occurrence of a clause for one body (应办事项), with what its evidence comes to today.

    The columns from `due_on` on are derived from evidence and exemptions, in the transaction that
    changes those; nothing else writes them.
    """

    clause = models.ForeignKey(
        Clause, verbose_name="条款", on_delete=models.PROTECT, related_name="duties", db_index=False
    )
    body = models.CharField("责任单位", max_length=40)
    region = models.CharField("区划", max_length=12)
    line = models.CharField("条线", max_length=40)
    level = models.CharField("层级", max_length=1)
    period = models.CharField("期次", max_length=60, blank=True, default="")
    event = models.CharField("缘起", max_length=200, blank=True, default="")
    starts_on = models.DateField("开始日期")
    first_due_on = models.DateField("原期限", null=True)
    opened_on = models.DateField("开办日期", null=True)
    due_on = models.DateField("期限", null=True)
    started_on = models.DateField("启动日期", null=True)
    met_on = models.DateField("落实日期", null=True)
    relief = models.CharField("免除", max_length=14, blank=True, default="")
    changed_on = models.DateField("最近变化", null=True)

    class Meta:
        """Read by body (matrix, own duties), by clause and region (tallies), by change."""

        verbose_name = "应办事项"
        verbose_name_plural = "应办事项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "body", "period"], name="duty_once"),
        ]
        indexes: ClassVar = [
            # Covers the matrix: no table row is touched to count a cell.
            models.Index(
                fields=["body", "clause", "starts_on", "due_on", "met_on", "started_on", "relief"],
                name="duty_cells",
            ),
            models.Index(fields=["region", "clause", "starts_on", "due_on"], name="duty_tally"),
            # What a past day must count as it was then; most duties never changed.
            models.Index(
                fields=["level", "region", "changed_on", "starts_on", "started_on"],
                name="duty_changed",
                condition=models.Q(changed_on__isnull=False),
            ),
            models.Index(fields=["starts_on", "level", "region", "body"], name="duty_starts"),
        ]

    def __str__(self) -> str:
        """Return body and period."""
        return f"{self.body} {self.period}"

    @property
    def subject(self) -> str:
        """Return the name of this duty in the ledger."""
        return f"duty:{self.pk}"


class Evidence(models.Model):
    """A case reached a state that shows (part of) a duty. Ended, never deleted."""

    duty = models.ForeignKey(
        Duty, verbose_name="应办事项", on_delete=models.PROTECT, related_name="evidence"
    )
    predicate = models.PositiveSmallIntegerField("佐证项")
    number = models.CharField("办件编号", max_length=60, db_index=True)
    title = models.CharField("办件标题", max_length=200)
    process = models.CharField("流程", max_length=40)
    state = models.CharField("达到状态", max_length=40)
    on = models.DateField("履行日期")
    recorded_on = models.DateField("登记日期")
    seq = models.PositiveBigIntegerField("台账序号")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_why = models.CharField("终止原因", max_length=200, blank=True, default="")
    lapsed = models.BooleanField("自行失效", default=False)

    class Meta:
        """One row per act that shows something."""

        verbose_name = "佐证"
        verbose_name_plural = "佐证"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty", "predicate", "seq"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        """Return the record."""
        return f"{self.number} {self.state}"


class ReliefKind(models.TextChoices):
    """Why a duty is not owed. The codes are those of the status."""

    NOT_APPLICABLE = "not_applicable", "不适用"
    WAIVED = "waived", "豁免"


class Exemption(models.Model):
    """A decision that a clause does not apply to a body, or is waived: for a period, or for all."""

    clause = models.ForeignKey(
        Clause, verbose_name="条款", on_delete=models.PROTECT, related_name="exemptions"
    )
    body = models.CharField("责任单位", max_length=40)
    period = models.CharField("期次", max_length=60, blank=True, default="")
    every_period = models.BooleanField("全部期次", default=False)
    kind = models.CharField("种类", max_length=14, choices=ReliefKind.choices)
    reason = models.CharField("理由", max_length=300)
    number = models.CharField("办件编号", max_length=60, unique=True)
    recorded_on = models.DateField("决定日期")
    seq = models.PositiveBigIntegerField("台账序号")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_why = models.CharField("终止原因", max_length=200, blank=True, default="")

    class Meta:
        """Found by clause and body."""

        verbose_name = "不适用与豁免"
        verbose_name_plural = "不适用与豁免"
        indexes: ClassVar = [models.Index(fields=["body", "clause"], name="exemption_body")]

    def __str__(self) -> str:
        """Return the decision."""
        return self.number


class LocalKind(models.TextChoices):
    """What a place decided about a clause that it follows."""

    NOT_APPLICABLE = "not_applicable", "不适用"
    DEADLINE = "deadline", "自定期限"


class LocalRule(models.Model):
    """A clause as a place follows it, from a day to a day: not at all, or by another date.

    One row for a place, whatever bodies it has; ended when the place decides anew, never deleted.
    """

    clause = models.ForeignKey(
        Clause,
        verbose_name="条款",
        on_delete=models.PROTECT,
        related_name="local_rules",
        db_index=False,
    )
    region = models.CharField("区划", max_length=12)
    kind = models.CharField("种类", max_length=14, choices=LocalKind.choices)
    days = models.IntegerField("比原期限推后天数", default=0)
    reason = models.CharField("理由", max_length=300)
    number = models.CharField("办件编号", max_length=60, db_index=True)
    recorded_on = models.DateField("决定日期")
    seq = models.PositiveBigIntegerField("台账序号")
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_why = models.CharField("终止原因", max_length=200, blank=True, default="")

    class Meta:
        """Found by place and clause."""

        verbose_name = "本地决定"
        verbose_name_plural = "本地决定"
        indexes: ClassVar = [
            models.Index(fields=["region", "clause", "recorded_on"], name="local_rule_place")
        ]

    def __str__(self) -> str:
        """Return the decision."""
        return self.number


class Tally(models.Model):
    """How many duties of a clause stand how, per place and due date: what big matrices add up.

    A place is the first digits of a region: the place of the duties, and once more every place
    above it, up to the province.

    The date moves without anybody writing, so nothing here depends on today: open duties are kept
    by due date and compared when they are read. Recomputed from `Duty` in the transaction that
    changes it.
    """

    clause = models.ForeignKey(
        Clause, verbose_name="条款", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    level = models.CharField("层级", max_length=1)
    place = models.CharField("地区", max_length=12)
    starts_on = models.DateField("开始日期")
    due_key = models.DateField("期限")
    total = models.PositiveIntegerField("总数")
    met = models.PositiveIntegerField("按期落实")
    met_late = models.PositiveIntegerField("逾期落实")
    not_applicable = models.PositiveIntegerField("不适用")
    waived = models.PositiveIntegerField("豁免")
    untold = models.PositiveIntegerField("无法判断")
    undated = models.PositiveIntegerField("推进中无期限")
    open = models.PositiveIntegerField("未落实")

    class Meta:
        """One row per level, place, clause and dates."""

        verbose_name = "矩阵合计"
        verbose_name_plural = "矩阵合计"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "place", "clause", "starts_on", "due_key"], name="tally_once"
            ),
        ]

    def __str__(self) -> str:
        """Return clause and place."""
        return f"{self.clause_id} {self.place}"


class RecordState(models.TextChoices):
    """Where a record of fulfilment stands. Evidence predicates name these keys."""

    DRAFT = "draft", "草拟"
    CHECKING = "checking", "待处室负责人核定"
    SENT = "sent", "待对方确认回执"
    RECORDED = "recorded", "已登记"
    CONFIRMED = "confirmed", "对方已确认"
    DISCARDED = "discarded", "已作废"


class DutyRecord(CaseDetail):
    """履责佐证登记: what was done, when, and where the proof is."""

    clause_code = models.CharField("条款", max_length=20)
    summary = models.TextField("做了什么", max_length=1000, blank=True)
    happened_on = models.DateField("履行日期", null=True)
    document_no = models.CharField("文件或记录编号", max_length=80, blank=True)
    link = models.URLField("公开网址", max_length=300, blank=True)
    receiver_body = models.CharField("接收单位", max_length=40, blank=True, default="")
    receipt_no = models.CharField("回执编号", max_length=80, blank=True)
    must_publish = models.BooleanField("须公开", default=False)
    submitted_by = models.CharField("登记人标识", max_length=80, blank=True, default="")
    submitted_account = models.BigIntegerField("登记人账号", null=True, blank=True)

    class Meta:
        """One row per case."""

        verbose_name = "履责佐证登记"
        verbose_name_plural = "履责佐证登记"


class StrayRecord(models.Model):
    """A finished record that is evidence of no duty: kept, so that nobody searches for them.

    Written when a record is finished and shows nothing, taken away when a duty is born that it does
    show.
    """

    record = models.OneToOneField(
        DutyRecord,
        verbose_name="登记",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )

    class Meta:
        """Few rows, at best none."""

        verbose_name = "没有对应条款的登记"
        verbose_name_plural = "没有对应条款的登记"

    def __str__(self) -> str:
        """Return the record."""
        return str(self.record)


class ExemptionState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", "草拟"
    APPLIED = "applied", "待环委办审批"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "未同意"
    DISCARDED = "discarded", "已作废"


class DutyExemption(CaseDetail):
    """不适用或豁免申请: why a duty should not count for this body."""

    clause_code = models.CharField("条款", max_length=20)
    kind = models.CharField(
        "申请事项",
        max_length=14,
        choices=ReliefKind.choices,
        default=ReliefKind.NOT_APPLICABLE,
    )
    every_period = models.BooleanField("以后各期一并适用", default=False, blank=True)
    reason = models.TextField("理由", max_length=300, blank=True)
    office_body = models.CharField("审批单位", max_length=40)

    class Meta:
        """One row per case."""

        verbose_name = "不适用与豁免申请"
        verbose_name_plural = "不适用与豁免申请"


def due_key(due_on: date | None) -> str:
    """Return a due date as a key that is never null."""
    return due_on.isoformat() if due_on else FAR
