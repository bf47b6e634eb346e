"""Tables of access: accounts, how they prove themselves, their sessions, and failed sign-ins."""

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
    password_at = models.DateTimeField("密码设置时间", null=True)
    created_at = models.DateTimeField("建立时间")
    # When it was last enabled: an account that came back is not frozen for the time it was away.
    enabled_at = models.DateTimeField("启用时间", null=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display"]

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return f"{self.display}（{self.login}）"


class PastPassword(models.Model):
    """The hash of a password that an account once had, so that it does not come back soon."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    password = models.CharField("密码", max_length=128)
    at = models.DateTimeField("停用时间")

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        indexes = [models.Index(fields=["account", "at"], name="access_past_password")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%Y-%m-%d}"


class LiveSession(models.Model):
    """One sign-in: where it came from, when it was last used, and why it ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    # The key under which Django stores the session; emptied when it ends.
    session_key = models.CharField("会话", max_length=40, blank=True)
    device = models.CharField("设备", max_length=60)
    source = models.CharField("来源地址", max_length=64)
    means = models.CharField("鉴别方式", max_length=40)
    administrator = models.BooleanField("管理员会话", default=False)
    since = models.DateTimeField("登录时间")
    last_seen = models.DateTimeField("最近活动")
    ended_at = models.DateTimeField("结束时间", null=True)
    end_reason = models.CharField("结束原因", max_length=60, blank=True)

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        indexes = [
            models.Index(fields=["account", "ended_at"], name="access_session_account"),
            models.Index(
                fields=["last_seen"], name="access_session_open", condition=Q(ended_at__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session_key"],
                condition=~Q(session_key=""),
                name="access_one_session_a_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.source} {self.since:%Y-%m-%d %H:%M}"


class OneTimeDevice(models.Model):
    """The secret an account shares with an app that shows one-time codes (TOTP)."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    sealed_secret = models.CharField("密钥（加密）", max_length=200)
    confirmed_at = models.DateTimeField("启用时间")
    # The 30-second step of the last code that was accepted: no code is taken twice.
    last_step = models.BigIntegerField("最近使用的时段")

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "动态口令"
        verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return f"{self.account_id} {self.confirmed_at:%Y-%m-%d}"


class Passkey(models.Model):
    """A key in a phone, computer or USB token that signs challenges (WebAuthn)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=40)
    identity = models.CharField("凭据编号", max_length=500, unique=True)
    credential = models.BinaryField("凭据公钥")
    count = models.BigIntegerField("签名计数")
    made_at = models.DateTimeField("登记时间")
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "通行密钥"
        verbose_name_plural = "通行密钥"

    def __str__(self) -> str:
        return self.name


class OutsideIdentity(models.Model):
    """Who an account is at a provider of single sign-on."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField("签发方", max_length=200)
    subject = models.CharField("编号", max_length=255)
    # Made by the owner, with both factors; one an administrator made proves the first factor only.
    own = models.BooleanField("本人关联", default=False)
    linked_at = models.DateTimeField("关联时间")

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "单点登录身份"
        verbose_name_plural = "单点登录身份"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="access_one_account_a_subject"
            ),
            models.UniqueConstraint(
                fields=["account", "issuer"], name="access_one_subject_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class RecoveryCode(models.Model):
    """A code for the day the second factor is lost; kept as a keyed digest, good for one use."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField("摘要", max_length=64, unique=True)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"

    def __str__(self) -> str:
        return f"{self.account_id}"


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
