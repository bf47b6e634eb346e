"""Tables: the case, its exceptions, what holds from when to when, changes above, public copies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class Kind(models.TextChoices):
    """What a place answers to a clause."""

    ADOPTED = "adopted", "采用"
    ADAPTED = "adapted", "调整采用"
    NOT_APPLICABLE = "not_applicable", "不适用"


class FollowingState(models.TextChoices):
    """Where an answer stands."""

    DRAFT = "draft", "逐条作答"
    CHECKING = "checking", "待审核答复"
    CHECKED = "checked", "待签发决定"
    SIGNED = "signed", "已生效待公布"
    PUBLISHED = "published", "已公布"
    DISCARDED = "discarded", "已作废"


class Cause(models.TextChoices):
    """Why a place answers."""

    FIRST = "first", "首次答复"
    OWN = "own", "本地调整"
    CHANGE = "change", "上级条款变化"


class Base(models.TextChoices):
    """What a place follows."""

    PROVINCE = "province", "省级要求"
    CITY = "city", "本市（州）的决定"


class Change(models.Model):
    """What changed above: in the notice, or in what the city of a county decided."""

    notice = models.CharField("文件标识", max_length=40)
    origin = models.CharField("变化所在地区", max_length=12)
    title = models.CharField("变化", max_length=200)
    on = models.DateField("变化日期")
    at = models.DateTimeField("登记时间")
    differences = models.JSONField("逐条差异")
    """One entry a clause: code, name, what (added, removed, changed), [[aspect, before, after]]."""

    class Meta:
        """Few rows."""

        verbose_name = "上级条款变化"
        verbose_name_plural = "上级条款变化"

    def __str__(self) -> str:
        return self.title


class Following(CaseDetail):
    """One decision of a place about how it follows: on all clauses, or on those that changed."""

    notice = models.CharField("文件标识", max_length=40)
    notice_number = models.CharField("参照的文件", max_length=60)
    cause = models.CharField("缘由", max_length=10, choices=Cause.choices)
    base = models.CharField("参照对象", max_length=10, choices=Base.choices)
    base_number = models.CharField("所参照决定的编号", max_length=60, blank=True, default="")
    asked = models.JSONField("作答条款", default=dict, blank=True)
    """Clause → fingerprint of what it said when it was last looked at."""
    change = models.ForeignKey(
        Change,
        verbose_name="上级条款变化",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    asker_body = models.CharField("要求答复的单位", max_length=40, blank=True, default="")
    note = models.TextField("说明", max_length=1000, blank=True, default="")
    decider = models.CharField("审定机关", max_length=120, blank=True, default="")
    decision_no = models.CharField("决定文号", max_length=80, blank=True, default="")
    public_link = models.URLField("门户公开网址", max_length=300, blank=True, default="")
    drafter_key = models.CharField("作答人标识", max_length=80, blank=True, default="")
    drafter_account = models.BigIntegerField("作答人账号", null=True, blank=True)

    class Meta:
        """One row per case."""

        verbose_name = "参照执行答复"
        verbose_name_plural = "参照执行答复"


class Answer(models.Model):
    """An exception in a decision that is being made; every other asked clause is adopted."""

    following = models.ForeignKey(
        Following, verbose_name="答复", on_delete=models.CASCADE, related_name="answers"
    )
    code = models.CharField("条款", max_length=20)
    kind = models.CharField("答复", max_length=14, choices=Kind.choices)
    own_text = models.CharField("本地要求", max_length=500, blank=True, default="")
    days = models.IntegerField("期限推后天数", default=0)
    reason = models.CharField("理由", max_length=300)

    class Meta:
        """One exception a clause."""

        verbose_name = "例外"
        verbose_name_plural = "例外"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["following", "code"], name="following_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_kind_display()}"


class Holding(models.Model):
    """What holds in a place about a clause, from a day to a day. Ended, never changed."""

    region = models.CharField("区划", max_length=12)
    notice = models.CharField("文件标识", max_length=40)
    code = models.CharField("条款", max_length=20)
    kind = models.CharField("答复", max_length=14, choices=Kind.choices)
    own_text = models.CharField("本地要求", max_length=500, blank=True, default="")
    days = models.IntegerField("期限推后天数", default=0)
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    base = models.CharField("参照对象", max_length=10, choices=Base.choices)
    number = models.CharField("办件编号", max_length=60, db_index=True)
    print = models.CharField("条款指纹", max_length=16)
    from_on = models.DateField("起始日期")
    to_on = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        """One that holds a place and clause."""

        verbose_name = "有效答复"
        verbose_name_plural = "有效答复"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "notice", "code"],
                condition=models.Q(to_on__isnull=True),
                name="following_holds_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["notice", "region", "code", "from_on"], name="following_on_day"),
            models.Index(fields=["notice", "code", "from_on"], name="following_of_clause"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.code} {self.get_kind_display()}"


class Pending(models.Model):
    """An answer that waits for its place to confirm it after a change; it holds meanwhile."""

    change = models.ForeignKey(
        Change, verbose_name="变化", on_delete=models.PROTECT, related_name="pending"
    )
    region = models.CharField("区划", max_length=12)
    code = models.CharField("条款", max_length=20)
    kind = models.CharField("原答复", max_length=14, choices=Kind.choices, blank=True, default="")
    number = models.CharField("重新确认办件", max_length=60, db_index=True)
    from_on = models.DateField("起始日期")
    settled_on = models.DateField("确认日期", null=True, blank=True)

    class Meta:
        """Once a change, place and clause."""

        verbose_name = "待重新确认"
        verbose_name_plural = "待重新确认"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["change", "region", "code"], name="following_pending_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "from_on", "settled_on"], name="following_pending_day")
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.code}"


class Publication(models.Model):
    """The frozen public copy of everything that holds in a place. The portal reads only this."""

    number = models.CharField("编号", max_length=60, unique=True)
    region = models.CharField("区划", max_length=12, db_index=True)
    region_name = models.CharField("地区", max_length=60)
    level = models.CharField("层级", max_length=1)
    notice = models.CharField("文件标识", max_length=40)
    notice_number = models.CharField("参照的文件", max_length=60)
    decider = models.CharField("审定机关", max_length=120)
    decision_no = models.CharField("决定文号", max_length=80)
    signed_on = models.DateField("生效日期")
    published_on = models.DateField("公布日期")
    rows = models.JSONField("逐条答复")
    adopted = models.PositiveSmallIntegerField("采用")
    adapted = models.PositiveSmallIntegerField("调整采用")
    not_applicable = models.PositiveSmallIntegerField("不适用")
    link = models.URLField("门户公开网址", max_length=300, blank=True, default="")
    sm3 = models.CharField("SM3 指纹", max_length=64)

    class Meta:
        """The newest of a place is the one that counts."""

        verbose_name = "公布的参照执行决定"
        verbose_name_plural = "公布的参照执行决定"
        indexes: ClassVar = [
            models.Index(fields=["region", "-published_on"], name="following_public_newest")
        ]

    def __str__(self) -> str:
        return f"{self.region_name} {self.number}"
