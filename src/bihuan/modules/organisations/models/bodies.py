"""The map: regions, bodies, their names over time, and how one body became another.

All periods are half-open by day: valid from the first date, no longer valid on the second.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Level(models.TextChoices):
    """The level of a region and of the bodies in it."""

    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市（州）"
    COUNTY = "county", "县（市、区）"
    ZONE = "zone", "开发区"


class Region(models.Model):
    """One region (块), by its GB/T 2260 code; a development zone has a code of our own."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    full = models.CharField("机构名称用全称", max_length=60)
    short = models.CharField("简称", max_length=60)
    stem = models.CharField("专名", max_length=40)
    level = models.CharField("层级", max_length=10, choices=Level.choices, db_index=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta:
        """Listed by code."""

        verbose_name = "区划"
        verbose_name_plural = "区划"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Body(models.Model):
    """One body: a region crossed with a line. Its code is the key used everywhere else."""

    code = models.CharField("机构代码", max_length=40, primary_key=True)
    region = models.ForeignKey(
        Region, verbose_name="区划", on_delete=models.PROTECT, related_name="bodies"
    )
    line = models.CharField("条线", max_length=40)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    superior = models.CharField("上级主管部门", max_length=40, blank=True, default="")
    position = models.PositiveSmallIntegerField("排序", default=0)
    valid_from = models.DateField("设立日期")
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        """Found by line within a region, and by level."""

        verbose_name = "机构"
        verbose_name_plural = "机构"
        indexes: ClassVar = [
            models.Index(fields=["line", "region"], name="body_line_region"),
            models.Index(fields=["level", "line"], name="body_level_line"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="body_period",
            ),
        ]

    def __str__(self) -> str:
        """Return the code: a name depends on the day it is asked for."""
        return self.code

    @property
    def subject(self) -> str:
        """Return the name of this body in the ledger."""
        return f"body:{self.code}"


class NameKind(models.TextChoices):
    """An official name with its spoken form, or an alias that is only searched for."""

    OFFICIAL = "official", "正式名称"
    ALIAS = "alias", "别名"


class BodyName(models.Model):
    """What a body was called, and when."""

    body = models.ForeignKey(
        Body, verbose_name="机构", on_delete=models.PROTECT, related_name="names"
    )
    kind = models.CharField("种类", max_length=10, choices=NameKind.choices)
    name = models.CharField("名称", max_length=100, db_index=True)
    short = models.CharField("简称", max_length=60, blank=True, db_index=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        """One official name at a time."""

        verbose_name = "机构名称"
        verbose_name_plural = "机构名称"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(kind="official", valid_to__isnull=True),
                name="one_current_name",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="name_period",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SuccessionKind(models.TextChoices):
    """How a body became another."""

    RENAME = "rename", "更名"
    MERGE = "merge", "合并"
    SPLIT = "split", "分设"


class Succession(models.Model):
    """One line of history: what stood before and what stands after, on which paper."""

    kind = models.CharField("方式", max_length=10, choices=SuccessionKind.choices)
    predecessor = models.ForeignKey(
        Body, verbose_name="原机构", on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Body, verbose_name="新机构", on_delete=models.PROTECT, related_name="precessions"
    )
    before_name = models.CharField("原名称", max_length=100)
    after_name = models.CharField("新名称", max_length=100)
    on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)
    mark = models.CharField("来源标记", max_length=60, blank=True)
    seq = models.PositiveBigIntegerField("台账序号")

    class Meta:
        """Each change of two bodies on a day once."""

        verbose_name = "机构沿革"
        verbose_name_plural = "机构沿革"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "predecessor", "successor", "on"], name="succession_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the change."""
        return f"{self.on} {self.before_name} → {self.after_name}"


class GroupMembership(models.Model):
    """That a body belongs to a named set (IMP, OTH), from when to when, and on which paper."""

    group = models.CharField("名单", max_length=40)
    body = models.ForeignKey(
        Body, verbose_name="机构", on_delete=models.PROTECT, related_name="memberships"
    )
    valid_from = models.DateField("列入日期")
    valid_to = models.DateField("移出日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        """A body is in a group at most once at a time."""

        verbose_name = "名单成员"
        verbose_name_plural = "名单成员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "body"],
                condition=Q(valid_to__isnull=True),
                name="in_group_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="membership_period",
            ),
        ]

    def __str__(self) -> str:
        """Return group and body."""
        return f"{self.group}：{self.body_id}"


class DirectoryStamp(models.Model):
    """One row that changes with every change of the map: how a copy knows it is old."""

    id = models.PositiveSmallIntegerField("编号", primary_key=True, default=1)
    value = models.CharField("标记", max_length=32)

    class Meta:
        """At most one row."""

        verbose_name = "名录标记"
        verbose_name_plural = "名录标记"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="one_directory_stamp"),
        ]

    def __str__(self) -> str:
        """Return the mark."""
        return self.value
