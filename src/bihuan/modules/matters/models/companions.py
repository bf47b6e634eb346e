"""Small cases beside a list: a decided matter to take in, a partner's answer, the yearly review."""

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class IntakeState(models.TextChoices):
    """From the decision that a body leads to the matter standing in its public list."""

    WAITING = "waiting", "待列入清单"
    PLACED = "placed", "已列入草稿"
    PUBLISHED = "published", "已随清单公开"
    CANCELLED = "cancelled", "不再列入"


class MatterIntake(CaseDetail):
    """A matter whose lead was decided elsewhere and which this body must take into its list."""

    office_body = models.CharField("环委办", max_length=40, blank=True)
    origin = models.CharField("来源办件", max_length=40, db_index=True)
    values = models.JSONField("事项内容", default=dict)
    list_number = models.CharField("列入的清单", max_length=40, blank=True)
    row_identity = models.CharField("事项永久标识", max_length=32, blank=True, db_index=True)

    class Meta:
        """One case for each decided matter."""

        verbose_name = "确定事项列入清单"


class PartnershipState(models.TextChoices):
    """What the partner said about being named."""

    ASKED = "asked", "待对方答复"
    CONFIRMED = "confirmed", "已确认"
    OBJECTED = "objected", "有异议"
    SILENT = "silent", "逾期未答复"
    DROPPED = "dropped", "已撤销"


class Partnership(CaseDetail):
    """One body is named as partner in matters of another body's list and answers for itself."""

    lead_body = models.CharField("编制单位", max_length=40, db_index=True)
    office_body = models.CharField("环委办", max_length=40, blank=True)
    list_number = models.CharField("所在清单", max_length=40, db_index=True)

    class Meta:
        """Read by list."""

        verbose_name = "配合事项确认"


class PartnerAnswer(models.TextChoices):
    """The answer to one matter."""

    OPEN = "", "未答复"
    CONFIRMED = "confirmed", "已确认"
    OBJECTED = "objected", "有异议"


class PartnerMatter(models.Model):
    """One matter in which the partner is named, in the words it was asked about."""

    partnership = models.ForeignKey(
        Partnership, verbose_name="配合事项确认", on_delete=models.PROTECT, related_name="matters"
    )
    body = models.CharField("被列单位", max_length=40, db_index=True)
    identity = models.CharField("事项永久标识", max_length=32, db_index=True)
    position = models.PositiveIntegerField("序号")
    code = models.CharField("事项编码", max_length=40)
    name = models.CharField("事项名称", max_length=200)
    measures = models.TextField("主要措施", blank=True)
    role = models.CharField("被列为", max_length=12)
    wording = models.CharField("所见内容指纹", max_length=64)
    answer = models.CharField(
        "答复", max_length=12, choices=PartnerAnswer.choices, blank=True, default=""
    )
    reason = models.TextField("异议理由", blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        """A matter is asked about once in a case."""

        verbose_name = "配合的具体事项"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "identity"], name="matters_partner_matter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ReviewState(models.TextChoices):
    """The yearly look at the list in force."""

    DUE = "due", "待复核"
    KEPT = "kept", "复核无变化"
    REVISED = "revised", "复核后修订"
    LAPSED = "lapsed", "逾期未复核"


class YearlyReview(CaseDetail):
    """Once a year the owner says whether its list still holds."""

    office_body = models.CharField("环委办", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("复核年度")
    list_number = models.CharField("现行清单", max_length=40)
    finding = models.TextField("复核情况", blank=True)

    class Meta:
        """One a year for each body; the opening looks first."""

        verbose_name = "清单年度复核"
