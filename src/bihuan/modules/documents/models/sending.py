"""发文: a paper from draft to archive, its co-signings, and the words it is numbered by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class SendingState(models.TextChoices):
    """Stable keys: evidence predicates and addresses name them."""

    DRAFT = "draft", "拟稿"
    DEPT_REVIEW = "dept_review", "部门审核"
    OFFICE_REVIEW = "office_review", "办公室核稿"
    COSIGNING = "cosigning", "会签"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发待编号"
    NUMBERED = "numbered", "已编号待分发"
    DISPATCHED = "dispatched", "已分发待签收"
    ACKNOWLEDGED = "acknowledged", "已全部签收"
    ANSWERED = "answered", "已答复"
    ARCHIVED = "archived", "已归档"
    RETURNED = "returned", "退回修改"
    WITHDRAWN = "withdrawn", "已撤回"
    VOID = "void", "已作废"


class Urgency(models.TextChoices):
    """紧急程度."""

    PLAIN = "plain", "普通"
    FAST = "fast", "加急"
    FASTEST = "fastest", "特急"


class Openness(models.TextChoices):
    """公开属性, decided for every paper."""

    OPEN = "open", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    CLOSED = "closed", "不予公开"


class CosigningState(models.TextChoices):
    """Where one co-signing body stands."""

    ASKED = "asked", "待会签"
    AGREED = "agreed", "已会签"
    OBJECTED = "objected", "有不同意见"
    LAPSED = "lapsed", "会签失效"


class Sending(CaseDetail):
    """One paper of one issuer.

    `data` holds the fields of its kind. `content_digest` is the fingerprint of everything the
    signer signs, `signed_digest` what was signed; `signed_text` is that content word by word.
    """

    kind = models.CharField("文种", max_length=60)
    data = models.JSONField("内容", default=dict, blank=True)
    template_version = models.CharField("模板版本", max_length=80, blank=True)
    template = models.ForeignKey(
        "documents.OfficeTemplate",
        verbose_name="本单位模板",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    annexes = models.JSONField("附件", default=list, blank=True)
    recipients = models.JSONField("主送", default=list, blank=True)
    cc = models.JSONField("抄送", default=list, blank=True)
    cosigners = models.JSONField("会签单位", default=list, blank=True)
    urgency = models.CharField(
        "紧急程度", max_length=10, choices=Urgency.choices, default=Urgency.PLAIN
    )
    openness = models.CharField(
        "公开属性", max_length=12, choices=Openness.choices, default=Openness.ON_REQUEST
    )
    openness_reason = models.CharField("不公开理由", max_length=200, blank=True)
    unit = models.CharField("拟稿处室", max_length=60, blank=True)
    drafter = models.CharField("拟稿人", max_length=60, blank=True)
    drafter_key = models.CharField("拟稿人标识", max_length=80, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    needs_answer = models.BooleanField("要求答复", default=False)
    answer_by = models.DateField("答复期限", null=True, blank=True)
    copies = models.PositiveIntegerField("份数", null=True, blank=True)
    source = models.CharField("来源办件", max_length=60, blank=True, db_index=True)
    source_data = models.JSONField("办件带出的内容", default=dict, blank=True)
    answers = models.ForeignKey(
        "documents.Receiving",
        verbose_name="答复的来文",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answering",
    )
    content_digest = models.CharField("所见内容指纹", max_length=64, blank=True)
    content_revision = models.PositiveIntegerField("内容修订", default=0)
    return_reason = models.TextField("退回理由", blank=True)
    void_reason = models.TextField("作废理由", blank=True)
    signed_digest = models.CharField("签发内容指纹", max_length=64, blank=True)
    signed_text = models.TextField("签发内容", blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    signer = models.CharField("签发人", max_length=60, blank=True)
    signer_post = models.CharField("签发人职务", max_length=80, blank=True)
    signer_behalf = models.CharField("代谁签发", max_length=80, blank=True)
    issuer = models.CharField("发文单位", max_length=40, blank=True)
    word = models.CharField("发文代字", max_length=30, blank=True)
    year = models.PositiveSmallIntegerField("发文年份", null=True, blank=True)
    serial = models.PositiveIntegerField("发文序号", null=True, blank=True)
    doc_no = models.CharField("发文字号", max_length=60, blank=True, db_index=True)
    numbered_on = models.DateField("登记编号日期", null=True, blank=True)
    dispatched_on = models.DateField("分发日期", null=True, blank=True)
    file_digest = models.CharField("成文指纹", max_length=64, blank=True)
    final_text = models.TextField("成文内容", blank=True)

    class Meta:
        """A number is given once, also when two offices press at the same instant."""

        verbose_name = "发文"
        verbose_name_plural = "发文"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "word", "year", "serial"],
                condition=models.Q(serial__isnull=False),
                name="documents_number_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["issuer", "year"], name="documents_by_year"),
        ]

    @property
    def is_signed(self) -> bool:
        """Whether a leader has signed it."""
        return bool(self.signed_digest)


class Cosigning(CaseDetail):
    """会签: one body asked to sign the draft of another; it sees the very content it signs."""

    sending = models.ForeignKey(
        Sending, verbose_name="发文", on_delete=models.PROTECT, related_name="cosignings"
    )
    issuer_body = models.CharField("主办单位", max_length=40)
    content_digest = models.CharField("所见内容指纹", max_length=64, blank=True)

    class Meta:
        """Read by paper."""

        verbose_name = "会签"
        verbose_name_plural = "会签"


class PaperWord(models.Model):
    """发文代字: a word a body numbers its papers by, and what it is for."""

    body = models.CharField("发文单位", max_length=40, db_index=True)
    word = models.CharField("发文代字", max_length=30)
    purpose = models.CharField("用途", max_length=60, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        """A word once per body."""

        verbose_name = "发文代字"
        verbose_name_plural = "发文代字"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "word"], name="documents_word_once"),
        ]

    def __str__(self) -> str:
        """Return the word."""
        return self.word


class Series(models.Model):
    """The last number given per body, word and year; it moves in the transaction of the act."""

    body = models.CharField("单位", max_length=40)
    word = models.CharField("代字", max_length=30)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        """One row per series."""

        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "word", "year"], name="documents_series_once"),
        ]

    def __str__(self) -> str:
        """Return the series and its last number."""
        return f"{self.body} {self.word}〔{self.year}〕{self.last}"
