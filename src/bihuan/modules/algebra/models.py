"""What the comparison keeps: measured texts, relations, judgements, findings."""

from __future__ import annotations

from django.db import models


class FindingKind(models.TextChoices):
    """What is wrong between lists, or between a list and the duty register."""

    GAP = "gap", "职责无人认领"
    OVERLAP = "overlap", "两家同时牵头"
    ONE_SIDED = "one_sided", "单方面列为配合"
    REPEALED = "repealed", "依据已经废止"
    NO_PARENT = "no_parent", "上级清单没有对应事项"
    NO_OFFICE = "no_office", "没有写明牵头处室"


class FindingState(models.TextChoices):
    """Where the work on a finding stands."""

    OPEN = "open", "待处理"
    DOCKET = "docket", "已登记会商"
    SETTLED = "settled", "已明确牵头"
    RETURNED = "returned", "已退请修订"
    DISMISSED = "dismissed", "不作问题处理"
    GONE = "gone", "已经消除"


class Verdict(models.TextChoices):
    """What a person said of a candidate relation."""

    CONFIRMED = "confirmed", "属实"
    REJECTED = "rejected", "不属实"


class MeasuredList(models.Model):
    """The newest filed list of one body as arrays of term weights (`rules/packing.py`)."""

    body = models.CharField("单位", max_length=40, unique=True)
    region = models.CharField("区划代码", max_length=12, db_index=True)
    number = models.CharField("清单编号", max_length=60)
    fingerprint = models.CharField("词典指纹", max_length=40)
    measured_at = models.DateTimeField("比对时间")
    rows = models.JSONField("事项")
    """[key, identity, role] of each matter, in the order of the arrays."""
    keys = models.BinaryField("词项")
    weights = models.BinaryField("权重")
    ends = models.BinaryField("分界")

    class Meta:
        """One for each body."""

        verbose_name = "比对底稿"

    def __str__(self) -> str:
        return self.number


class Relation(models.Model):
    """A candidate relation between two matters in force, seen from the first.

    The words that caused it follow from the two matters (`rules.measuring.words_shared`).
    """

    first = models.CharField("事项标识", max_length=32, db_index=True)
    second = models.CharField("另一事项标识", max_length=32, db_index=True)
    first_row = models.BigIntegerField("事项")
    second_row = models.BigIntegerField("另一事项")
    first_body = models.CharField("单位", max_length=40, db_index=True)
    second_body = models.CharField("另一单位", max_length=40, db_index=True)
    kind = models.CharField("关系", max_length=10)
    score = models.PositiveSmallIntegerField("相似分")
    wording = models.CharField("两项文字指纹", max_length=129)

    class Meta:
        """A pair stands once, the smaller body first."""

        verbose_name = "事项关系"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="algebra_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_body} {self.kind} {self.second_body}"


class Judgement(models.Model):
    """What a person said of a pair in these words; it holds in every later version with them."""

    first = models.CharField("事项标识", max_length=32, db_index=True)
    second = models.CharField("另一事项标识", max_length=32, db_index=True)
    wording = models.CharField("两项文字指纹", max_length=129)
    verdict = models.CharField("判断", max_length=10, choices=Verdict.choices)
    kind = models.CharField("所见关系", max_length=10)
    reason = models.CharField("理由", max_length=500)
    by = models.CharField("判断人", max_length=60)
    by_key = models.CharField("判断人标识", max_length=60)
    at = models.DateTimeField("判断时间")

    class Meta:
        """The latest counts; none is ever changed."""

        verbose_name = "关系判断"

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}：{self.reason[:20]}"


class Finding(models.Model):
    """One thing to be put right, as work of the commission office of its region."""

    key = models.CharField("标识", max_length=160, unique=True)
    kind = models.CharField("种类", max_length=12, choices=FindingKind.choices)
    region = models.CharField("区划代码", max_length=12, db_index=True)
    body = models.CharField("单位", max_length=40, db_index=True, blank=True)
    other_body = models.CharField("另一单位", max_length=40, db_index=True, blank=True)
    first = models.CharField("事项标识", max_length=32, blank=True)
    second = models.CharField("另一事项标识", max_length=32, blank=True)
    first_row = models.BigIntegerField("事项", null=True, blank=True)
    second_row = models.BigIntegerField("另一事项", null=True, blank=True)
    duty = models.CharField("责任清单职责", max_length=140, blank=True)
    subject = models.CharField("事项名称", max_length=200)
    sentence = models.TextField("情况")
    words = models.JSONField("引起比对的词", default=list)
    score = models.PositiveSmallIntegerField("相似分", default=0)
    wording = models.CharField("文字指纹", max_length=129, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices, default=FindingState.OPEN
    )
    reason = models.CharField("处理意见", max_length=1000, blank=True)
    link = models.CharField("办件编号", max_length=60, blank=True)
    found_at = models.DateTimeField("发现时间")
    decided_by = models.CharField("处理人", max_length=60, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        """Offices read by region and state."""

        verbose_name = "缺口与重叠"
        indexes = [models.Index(fields=["region", "state"], name="algebra_finding_work")]

    def __str__(self) -> str:
        return self.subject
