"""收文: a paper at one recipient, who has read it there, and what leaders wrote on it (批示)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class ReceivingState(models.TextChoices):
    """Stable keys: evidence predicates and addresses name them."""

    ARRIVED = "arrived", "待签收"
    REGISTERED = "registered", "已签收待分办"
    HANDLING = "handling", "承办中"
    REPLIED = "replied", "已答复"
    FINISHED = "finished", "已办结"
    RECALLED = "recalled", "来文已作废"


class ReceivedRole(models.TextChoices):
    """How the paper was addressed to this body."""

    MAIN = "main", "主送"
    CC = "cc", "抄送"


class InstructionState(models.TextChoices):
    """A task that a leader's comment gave."""

    OPEN = "open", "待办"
    DONE = "done", "已办"


class Receiving(CaseDetail):
    """One paper at one recipient; its inner handling is the recipient's own."""

    sending = models.ForeignKey(
        "documents.Sending",
        verbose_name="来文",
        on_delete=models.PROTECT,
        related_name="receivings",
    )
    sender = models.CharField("来文单位", max_length=40)
    role = models.CharField("收文方式", max_length=6, choices=ReceivedRole.choices)
    in_no = models.CharField("收文编号", max_length=40, blank=True)
    signed_by = models.CharField("签收人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    paper_receipt_on = models.DateField("线下签收日期", null=True, blank=True)
    paper_receipt_by = models.CharField("线下签收登记人", max_length=60, blank=True)
    proposal = models.TextField("拟办意见", blank=True)
    unit = models.CharField("承办处室", max_length=60, blank=True)
    undertaker = models.CharField("承办人", max_length=60, blank=True)
    finish_by = models.DateField("办理期限", null=True, blank=True)
    result = models.TextField("办理结果", blank=True)

    class Meta:
        """Once per recipient."""

        verbose_name = "收文"
        verbose_name_plural = "收文"


class Circulation(models.Model):
    """传阅: one reader, 未阅 until the reader has said 已阅."""

    receiving = models.ForeignKey(
        Receiving, verbose_name="收文", on_delete=models.PROTECT, related_name="circulations"
    )
    reader_key = models.CharField("阅件人标识", max_length=80, db_index=True)
    reader = models.CharField("阅件人", max_length=60)
    reader_post = models.CharField("职务", max_length=80, blank=True)
    sent_by = models.CharField("送阅人", max_length=60)
    sent_at = models.DateTimeField("送阅时间")
    read_at = models.DateTimeField("阅毕时间", null=True, blank=True)
    read_behalf = models.CharField("代谁阅", max_length=80, blank=True)

    class Meta:
        """A paper is sent to a reader once."""

        verbose_name = "传阅"
        verbose_name_plural = "传阅"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["receiving", "reader_key"], name="documents_reader_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the reader."""
        return self.reader


class Urge(models.Model):
    """催办 of one recipient by the issuer, at most once a day."""

    receiving = models.ForeignKey(
        Receiving, verbose_name="收文", on_delete=models.PROTECT, related_name="urges"
    )
    on = models.DateField("催办日期")
    at = models.DateTimeField("催办时间")
    by = models.CharField("催办人", max_length=60)

    class Meta:
        """Once a day."""

        verbose_name = "催办"
        verbose_name_plural = "催办"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["receiving", "on"], name="documents_urge_daily"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.on}"


class Instruction(CaseDetail):
    """A comment of a leader that names who does what until when: a task with a clock."""

    receiving = models.ForeignKey(
        Receiving, verbose_name="收文", on_delete=models.PROTECT, related_name="instructions"
    )
    text = models.CharField("批示内容", max_length=500)
    assignee = models.CharField("承办人", max_length=60)
    assignee_key = models.CharField("承办人标识", max_length=80)
    due_on = models.DateField("办理期限")
    leader = models.CharField("批示人", max_length=60)
    leader_post = models.CharField("批示人职务", max_length=80, blank=True)
    leader_behalf = models.CharField("代谁批示", max_length=80, blank=True)
    report = models.TextField("办理情况", blank=True)

    class Meta:
        """Read by paper."""

        verbose_name = "批示办理"
        verbose_name_plural = "批示办理"


class LeaderNote(models.Model):
    """批示: what a leader wrote on a received paper, with the task it gave if it gave one."""

    receiving = models.ForeignKey(
        Receiving, verbose_name="收文", on_delete=models.PROTECT, related_name="leader_notes"
    )
    text = models.CharField("批示内容", max_length=500)
    leader_key = models.CharField("批示人标识", max_length=80)
    leader = models.CharField("批示人", max_length=60)
    leader_post = models.CharField("批示人职务", max_length=80, blank=True)
    on_behalf_of = models.CharField("代谁批示", max_length=80, blank=True)
    at = models.DateTimeField("批示时间")
    instruction = models.OneToOneField(
        Instruction,
        verbose_name="批示办理",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="note",
    )

    class Meta:
        """Read by paper, in order."""

        verbose_name = "批示"
        verbose_name_plural = "批示"

    def __str__(self) -> str:
        """Return who wrote it."""
        return f"{self.leader}：{self.text[:20]}"
