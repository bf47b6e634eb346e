"""The working record of a matter list: header, rows, seals, notes of the office, reminders."""

import secrets
from functools import partial

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class ListState(models.TextChoices):
    """Stable keys: evidence predicates of the directives name them."""

    DRAFT = "draft", "草拟"
    OFFICE_REVIEW = "office_review", "处室审核"
    CERTIFYING_DEPUTY = "certifying_deputy", "待分管领导核签"
    CERTIFYING_PRINCIPAL = "certifying_principal", "待主要负责人核签"
    CERTIFIED = "certified", "已核签待报备"
    FILED = "filed", "已报备待审核"
    RETURNED = "returned", "退回补正"
    ACCEPTED = "accepted", "已备案待公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"


class MatterRole(models.TextChoices):
    """What the owner of the list is in this matter."""

    LEAD = "lead", "牵头"
    JOINT_LEAD = "joint_lead", "共同牵头"
    SUPPORT = "support", "配合"


class MatterLevel(models.TextChoices):
    """The level of government at which the matter is handled."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class MatterList(CaseDetail):
    """The versioned header of one body's matter list.

    ``content_digest`` is the fingerprint of title, header and rows as they are now. A seal is
    bound to the fingerprint that its holder saw.
    """

    year = models.PositiveSmallIntegerField("清单年度")
    list_version = models.PositiveSmallIntegerField("清单版次", default=1)
    supersedes = models.ForeignKey(
        "self",
        verbose_name="替代的上一版",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    office_body = models.CharField("备案机关", max_length=40, db_index=True)
    basis_documents = models.TextField("编制依据", blank=True)
    drafting_office = models.CharField("编制处室", max_length=100, blank=True)
    comb_note = models.TextField("梳理情况", blank=True)
    party_meeting_on = models.DateField("党组（党委）会审定日期", null=True, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    publication_url = models.URLField("本单位门户公开网址", max_length=500, blank=True)
    planned_publish_on = models.DateField("计划公开日期", null=True, blank=True)
    return_reason = models.TextField("退回理由", blank=True)
    filing_round = models.PositiveSmallIntegerField("报备次数", default=0)
    filed_on = models.DateField("首次报备日期", null=True, blank=True)
    accepted_on = models.DateField("备案日期", null=True, blank=True)
    receipt_no = models.CharField("备案号", max_length=60, blank=True)
    content_digest = models.CharField("所见内容指纹", max_length=64, blank=True)
    content_revision = models.PositiveIntegerField("内容修订", default=0)

    class Meta:
        """Receipt numbers are unique."""

        verbose_name = "事项清单"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt_no"],
                condition=~models.Q(receipt_no=""),
                name="matters_receipt_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.list_version}版"


class MatterRow(models.Model):
    """One specific matter (具体事项)."""

    matter_list = models.ForeignKey(
        MatterList, verbose_name="清单", on_delete=models.PROTECT, related_name="rows"
    )
    position = models.PositiveIntegerField("序号")
    code = models.CharField("事项编码", max_length=40)
    name = models.CharField("事项名称", max_length=200)
    name_key = models.CharField("比对名称", max_length=200, db_index=True)
    description = models.TextField("事项说明", blank=True)
    category = models.CharField("类别", max_length=30)
    role = models.CharField("本单位角色", max_length=12, choices=MatterRole.choices)
    co_bodies = models.JSONField("配合单位", default=list, blank=True)
    legal_bases = models.JSONField("法律法规依据", default=list, blank=True)
    sanding_clause = models.CharField("三定规定条款", max_length=200, blank=True)
    duty_list_clause = models.CharField("责任清单条款", max_length=200, blank=True)
    level = models.CharField("事项层级", max_length=10, choices=MatterLevel.choices)
    supervised_object = models.CharField("监管对象", max_length=200, blank=True)
    measures = models.TextField("主要措施", blank=True)
    target = models.CharField("年度目标", max_length=300, blank=True)
    output = models.CharField("成果形式", max_length=200, blank=True)
    completion = models.CharField("完成时限", max_length=20, blank=True)
    leader = models.CharField("责任领导", max_length=60, blank=True)
    lead_office = models.CharField("牵头处室", max_length=100, blank=True)
    contact = models.CharField("联系人及电话", max_length=100, blank=True)
    publishable = models.BooleanField("是否公开", default=True)
    unpublished_reason = models.CharField("不公开理由", max_length=200, blank=True)
    public_contact = models.CharField("公众咨询电话", max_length=60, blank=True)
    revision = models.PositiveIntegerField("修订", default=0)
    identity = models.CharField(
        "事项永久标识",
        max_length=32,
        default=partial(secrets.token_hex, 8),
        db_index=True,
        editable=False,
    )
    origin = models.CharField("来源办件", max_length=40, blank=True, editable=False)

    class Meta:
        """A code and an identity stand once in a list; rows are read in their order."""

        verbose_name = "具体事项"
        constraints = [
            models.UniqueConstraint(
                fields=["matter_list", "code"], name="matters_code_once_in_list"
            ),
            models.UniqueConstraint(
                fields=["matter_list", "identity"], name="matters_identity_once_in_list"
            ),
        ]
        indexes = [models.Index(fields=["matter_list", "position"], name="matters_row_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ContentSnapshot(models.Model):
    """The canonical text of a list as a certifier saw it, stored once per fingerprint."""

    digest = models.CharField("指纹", max_length=64, primary_key=True)
    canonical = models.TextField("规范文本")

    class Meta:
        """Read by fingerprint."""

        verbose_name = "核签内容快照"

    def __str__(self) -> str:
        return self.digest[:12]


class Seal(models.Model):
    """A leader's certification of exactly one content; whether it is stale is derived."""

    matter_list = models.ForeignKey(
        MatterList, verbose_name="清单", on_delete=models.PROTECT, related_name="seals"
    )
    snapshot = models.ForeignKey(
        ContentSnapshot, verbose_name="所见内容", on_delete=models.PROTECT, related_name="seals"
    )
    role = models.CharField("核签角色", max_length=12)
    actor_key = models.CharField("核签人标识", max_length=60)
    account_id = models.BigIntegerField("核签账号", null=True, blank=True)
    actor_name = models.CharField("核签人", max_length=60)
    actor_post = models.CharField("职务", max_length=100, blank=True)
    on_behalf_of = models.CharField("代谁核签", max_length=60, blank=True)
    at = models.DateTimeField("核签时间")

    class Meta:
        """The latest of each role is asked for."""

        verbose_name = "核签"
        indexes = [models.Index(fields=["matter_list", "role", "at"], name="matters_seal_latest")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.role}"


class RowNote(models.Model):
    """What the commission office says about one row; the owner sees it once it is returned."""

    matter_list = models.ForeignKey(
        MatterList, verbose_name="清单", on_delete=models.PROTECT, related_name="notes"
    )
    row = models.ForeignKey(
        MatterRow,
        verbose_name="具体事项",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notes",
    )
    row_code = models.CharField("事项编码", max_length=40)
    filing_round = models.PositiveSmallIntegerField("第几次报备")
    text = models.TextField("审核意见")
    author_key = models.CharField("审核人标识", max_length=60)
    author_name = models.CharField("审核人", max_length=60)
    at = models.DateTimeField("提出时间")
    released_at = models.DateTimeField("退回时间", null=True, blank=True)
    answer = models.TextField("补正说明", blank=True)
    answered_by = models.CharField("补正人", max_length=60, blank=True)
    answered_at = models.DateTimeField("补正时间", null=True, blank=True)

    class Meta:
        """Read by list."""

        verbose_name = "行内审核意见"

    def __str__(self) -> str:
        return f"{self.row_code}：{self.text[:20]}"


class ReceiptSeries(models.Model):
    """The last receipt number of an office in a year; gapless because it moves in the step."""

    office_body = models.CharField("备案机关", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        """One series for each office and year."""

        verbose_name = "备案号序列"
        constraints = [
            models.UniqueConstraint(fields=["office_body", "year"], name="matters_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office_body} {self.year} {self.last}"


class Reminder(models.Model):
    """One press of 催办: at most one a day for each body and list year."""

    office_body = models.CharField("催办机关", max_length=40)
    body = models.CharField("被催办单位", max_length=40, db_index=True)
    year = models.PositiveSmallIntegerField("清单年度")
    on = models.DateField("催办日期")
    at = models.DateTimeField("催办时间")
    actor_key = models.CharField("催办人标识", max_length=60)
    actor_name = models.CharField("催办人", max_length=60)

    class Meta:
        """At most one a day."""

        verbose_name = "催办记录"
        constraints = [
            models.UniqueConstraint(
                fields=["office_body", "body", "year", "on"], name="matters_remind_daily"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.on}"
