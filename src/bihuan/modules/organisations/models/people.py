"""People, the posts they hold, and who stands in for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bihuan.kernel.access import ADMINISTRATORS
from bihuan.modules.organisations.models.bodies import Body

if TYPE_CHECKING:
    from datetime import date


class Person(models.Model):
    """A person. No identity number and no mobile number: neither is needed."""

    name = models.CharField("姓名", max_length=40, db_index=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="账号",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        """Listed by name."""

        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Post(models.Model):
    """A person in a body for a time: title, unit, rank, and the roles that follow.

    A post that stands in for another (`on_behalf_of`) carries the other's roles for the time of
    the absence; what is signed in it says for whom.
    """

    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, related_name="posts"
    )
    body = models.ForeignKey(
        Body, verbose_name="机构", on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField("职务", max_length=60)
    unit = models.CharField("处（科）室", max_length=60, blank=True)
    rank = models.CharField("职级", max_length=20, blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)
    roles = models.JSONField("职责", default=list)
    # Which of the three administrators this post is, "" for every other: the same word as in roles,
    # in a column of its own, so that the database itself keeps the three apart.
    administers = models.CharField("管理职责", max_length=20, blank=True, default="")
    compartments = models.JSONField("密封范围", default=list)
    public_name = models.BooleanField("公开姓名", default=False)
    valid_from = models.DateField("任职日期")
    valid_to = models.DateField("免职日期", null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        "self",
        verbose_name="代行",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stand_ins",
    )

    class Meta:
        """Read by body or by person."""

        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        indexes: ClassVar = [models.Index(fields=["body", "valid_to"], name="post_body")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="post_period",
            ),
            models.CheckConstraint(
                condition=Q(administers__in=["", *sorted(ADMINISTRATORS)]),
                name="post_administers_known",
            ),
            models.CheckConstraint(
                condition=Q(administers="") & ~Q(roles__icontains="_admin")
                | Q(administers="system_admin", roles=["system_admin"])
                | Q(administers="security_admin", roles=["security_admin"])
                | Q(administers="audit_admin", roles=["audit_admin"]),
                name="post_administers_only",
            ),
            models.CheckConstraint(
                condition=Q(administers="") | Q(on_behalf_of__isnull=True),
                name="post_administers_self",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(administers="") & Q(valid_to__isnull=True),
                name="post_one_administrator",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def held_on(self, day: date) -> bool:
        """Say whether the post is held on this day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Absence(models.Model):
    """The holder of a post is away; a colleague signs in the acting post made for it."""

    post = models.ForeignKey(
        Post, verbose_name="缺席岗位", on_delete=models.PROTECT, related_name="absences"
    )
    acting = models.OneToOneField(
        Post, verbose_name="代行岗位", on_delete=models.PROTECT, related_name="arrangement"
    )
    valid_from = models.DateField("开始日期")
    valid_to = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=100)
    basis = models.CharField("依据", max_length=200, blank=True)
    seq = models.PositiveBigIntegerField("台账序号")

    class Meta:
        """Read by post."""

        verbose_name = "代行职责安排"
        verbose_name_plural = "代行职责安排"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="absence_period"
            ),
        ]

    def __str__(self) -> str:
        """Return period and reason."""
        return f"{self.valid_from}—{self.valid_to} {self.reason}"
