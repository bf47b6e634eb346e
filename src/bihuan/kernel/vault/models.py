"""Tables: the key of a case, its sealed fields, the requests about them, what was shared."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bihuan.kernel.process.models import Case, CaseDetail
from bihuan.kernel.vault.kinds import Kind


class CaseKey(models.Model):
    """The key that seals the personal data of one case, wrapped; empty when destroyed."""

    case = models.OneToOneField(
        Case, verbose_name="办件", on_delete=models.PROTECT, related_name="+"
    )
    cipher = models.CharField("密码算法", max_length=8)
    wrapped = models.TextField("封装的办件密钥", blank=True, default="")
    wrapped_by = models.CharField("封装密钥编号", max_length=16)
    made_at = models.DateTimeField("生成时间")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        """A destroyed key leaves nothing behind, a living one is there."""

        verbose_name = "办件密钥"
        verbose_name_plural = "办件密钥"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="vault_key_there_or_destroyed",
                condition=models.Q(destroyed_at__isnull=True) ^ models.Q(wrapped=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}（{self.cipher}）"


class SealedField(models.Model):
    """One field of personal data: ciphertext, whole and masked."""

    key = models.ForeignKey(
        CaseKey, verbose_name="办件密钥", on_delete=models.PROTECT, related_name="fields"
    )
    kind = models.CharField("内容", max_length=12, choices=Kind.choices)
    sealed = models.TextField("密文")
    masked = models.TextField("遮盖后的密文")

    class Meta:
        """Each kind once per case."""

        verbose_name = "密封的个人信息"
        verbose_name_plural = "密封的个人信息"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "kind"], name="vault_field_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Purpose(models.TextChoices):
    """What personal data may be looked at for."""

    VERIFY = "verify", "向本人核实情况"
    REPLY = "reply", "向本人反馈结果"
    TRANSFER = "transfer", "依法移送有权机关"
    INQUIRY = "inquiry", "依法配合调查取证"


class RevealState(models.TextChoices):
    """Where a request to see stands."""

    REQUESTED = "requested", "待同意查看"
    GRANTED = "granted", "限时可看"
    REFUSED = "refused", "不同意查看"
    WITHDRAWN = "withdrawn", "已撤回申请"
    CLOSED = "closed", "查看已结束"
    EXPIRED = "expired", "过时收回"


class Reveal(CaseDetail):
    """A request to see sealed data: by one person, answered by another. Never rewritten."""

    kinds = models.CharField("要看的内容", max_length=80)
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices)
    receiver = models.CharField("提供给谁", max_length=100)
    reason = models.TextField("理由", max_length=500)
    asker_key = models.CharField("申请人标识", max_length=80, blank=True, default="")
    asker_account = models.BigIntegerField("申请人账号", null=True, blank=True)
    asker_name = models.CharField("申请人", max_length=80, blank=True, default="")
    asker_behalf = models.CharField("代谁申请", max_length=80, blank=True, default="")
    refusal = models.TextField("不同意的理由", max_length=500, blank=True, default="")
    granted_by = models.CharField("同意人", max_length=80, blank=True, default="")
    until = models.DateTimeField("可看到", null=True, blank=True)

    class Meta:
        """One row per case."""

        verbose_name = "身份信息查看"
        verbose_name_plural = "身份信息查看"


class ErasureState(models.TextChoices):
    """Where a request to destroy stands."""

    REQUESTED = "requested", "待同意销毁"
    ERASED = "erased", "已销毁"
    REFUSED = "refused", "不同意销毁"
    WITHDRAWN = "withdrawn", "已撤回申请"


class Erasure(CaseDetail):
    """A request to destroy the key of a case: by one person, carried out by another."""

    reason = models.TextField("理由", max_length=500)
    asker_key = models.CharField("申请人标识", max_length=80, blank=True, default="")
    asker_account = models.BigIntegerField("申请人账号", null=True, blank=True)
    asker_name = models.CharField("申请人", max_length=80, blank=True, default="")
    asker_behalf = models.CharField("代谁申请", max_length=80, blank=True, default="")
    refusal = models.TextField("不同意的理由", max_length=500, blank=True, default="")

    class Meta:
        """One row per case."""

        verbose_name = "身份信息销毁"
        verbose_name_plural = "身份信息销毁"


class Sharing(models.Model):
    """Who was given which personal data, for what, when (网络数据安全管理条例 12). Kept for ever.

    What was given does not stand here: subject, kinds, purpose and receiver are enough.
    """

    subject = models.CharField("办件", max_length=100, db_index=True)
    request = models.CharField("凭哪件申请", max_length=60)
    kinds = models.CharField("内容", max_length=80)
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices)
    receiver = models.CharField("提供给谁", max_length=100)
    actor_key = models.CharField("经手人标识", max_length=80)
    actor_name = models.CharField("经手人", max_length=80)
    actor_body_name = models.CharField("经手单位", max_length=120, blank=True)
    at = models.DateTimeField("时间")
    seq = models.PositiveBigIntegerField("台账序号")

    class Meta:
        """Read by case, newest first."""

        verbose_name = "个人信息提供记录"
        verbose_name_plural = "个人信息提供记录"
        indexes: ClassVar = [models.Index(fields=["subject", "at"], name="vault_sharing_subject")]

    def __str__(self) -> str:
        return f"{self.subject}：{self.get_purpose_display()}"
