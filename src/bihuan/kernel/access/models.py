"""Tables of access: accounts, failed sign-ins, and the mark of a demonstration site."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from bihuan.kernel.access.names import LONGEST_LOGIN, normalise_login


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts; making one is an operation (``access.api.create_account``)."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find an account by its login name, however it is typed."""
        return self.get(login=normalise_login(username or ""))


class Account(AbstractBaseUser):
    """A login. It says who somebody is; what they may do follows from their posts.

    There is no superuser flag and no table of rights per account: nobody can be given everything by
    one bit.
    """

    login = models.CharField("登录名", max_length=LONGEST_LOGIN, unique=True)
    display = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    created_at = models.DateTimeField("建立时间")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return f"{self.display}（{self.login}）"


class SignInFailure(models.Model):
    """One failed sign-in, kept as long as the throttle counts it.

    The name is kept as a keyed digest: people type passwords into the wrong field.
    """

    name_digest = models.CharField("登录名摘要", max_length=64)
    source = models.CharField("来源地址", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "登录失败"
        verbose_name_plural = "登录失败"
        indexes = [
            models.Index(fields=["name_digest", "at"], name="access_failure_name"),
            models.Index(fields=["source", "at"], name="access_failure_source"),
            models.Index(fields=["at"], name="access_failure_at"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"


class DemoSite(models.Model):
    """The mark that this database holds a demonstration: at most one row."""

    id = models.PositiveSmallIntegerField("编号", primary_key=True, default=1)
    since = models.DateTimeField("建立时间")

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "演示站点标记"
        verbose_name_plural = "演示站点标记"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="access_one_demo_mark")]

    def __str__(self) -> str:
        return f"演示站点，自{self.since:%Y-%m-%d}"
