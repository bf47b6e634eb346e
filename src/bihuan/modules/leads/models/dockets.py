"""The docket: a matter that nobody leads, from registration to the list of its lead."""

from __future__ import annotations

from django.db import models

from bihuan.kernel.process.models import CaseDetail


class DocketState(models.TextChoices):
    """Stable keys: evidence predicates of the directives name them."""

    REGISTERED = "registered", "已登记待研判"
    JUDGED = "judged", "影响明显待征求意见"
    POSITIONS = "positions", "征求部门意见"
    MET = "met", "已会商待形成意见"
    OPINION = "opinion", "意见已形成"
    SUBMITTED = "submitted", "已报审"
    DECIDED = "decided", "已审定待公开"
    PUBLISHED = "published", "已公开待入清单"
    LISTED = "listed", "已入清单"
    ALREADY_LED = "already_led", "已有牵头部门"
    NOT_OBVIOUS = "not_obvious", "影响不明显"
    MERGED = "merged", "已并案"
    PASSED_DOWN = "passed_down", "已转下级"


class Source(models.TextChoices):
    """How the matter came to light."""

    FINDING = "finding", "清单比对发现"
    COMPLAINT = "complaint", "举报无处可转"
    INSPECTION = "inspection", "督察检查"
    NEW_LAW = "new_law", "新法规新政策"
    PROPOSAL = "proposal", "部门提出"
    OFFICE = "office", "环委办排查"
    PROCURATORATE = "procuratorate", "检察建议"
    FROM_ABOVE = "from_above", "上级转来"


class WhyUnowned(models.TextChoices):
    """Why nobody leads it."""

    NEW = "new", "新情况"
    OVERLAP = "overlap", "职责交叉"
    REFORM = "reform", "机构改革"
    GAP = "gap", "法律空白"


class LeadDocket(CaseDetail):
    """One matter without a lead department.

    The case belongs to the body that owes the duty by the notice: the commission office of the
    province, the government of a city. `office_body` is the commission office that does the work.
    """

    matter = models.TextField("事项内容", max_length=1000)
    source = models.CharField("来源", max_length=16, choices=Source.choices)
    origin = models.CharField("来源编号或文号", max_length=120, blank=True, default="")
    why_unowned = models.CharField("为何没有牵头", max_length=10, choices=WhyUnowned.choices)
    impact = models.TextField("对生态环境的影响", max_length=1000)
    candidates = models.JSONField("候选部门", default=list, blank=True)
    office_body = models.CharField("会商组织单位", max_length=40)
    proposer_body = models.CharField("提出单位", max_length=40, blank=True, default="")

    judgement = models.TextField("研判意见", max_length=1000, blank=True, default="")
    question = models.TextField("征求意见的问题", max_length=1000, blank=True, default="")
    invited_body = models.CharField("增请部门", max_length=40, blank=True, default="")
    met_on = models.DateField("会商日期", null=True, blank=True)
    attended = models.CharField("参加单位", max_length=500, blank=True, default="")
    minutes = models.TextField("会商情况", max_length=3000, blank=True, default="")

    lead_body = models.CharField("牵头部门", max_length=40, blank=True, default="")
    partners = models.CharField("配合部门", max_length=500, blank=True, default="")
    division = models.TextField("职责分工", max_length=2000, blank=True, default="")
    opinion_text = models.TextField("牵头意见", max_length=6000, blank=True, default="")
    review_on = models.DateField("复核日期", null=True, blank=True)
    submission_no = models.CharField("请示文号", max_length=80, blank=True, default="")

    decider = models.CharField("审定机关", max_length=120, blank=True, default="")
    decision_no = models.CharField("审定文号", max_length=80, blank=True, default="")
    decided_on = models.DateField("审定日期", null=True, blank=True)
    public_link = models.URLField("门户公开网址", max_length=300, blank=True, default="")

    category = models.CharField("清单类别", max_length=30, blank=True, default="")
    intake_number = models.CharField("列入清单办件", max_length=60, blank=True, default="")
    list_number = models.CharField("列入的清单", max_length=60, blank=True, default="")

    led_body = models.CharField("现有牵头部门", max_length=40, blank=True, default="")
    led_row = models.CharField("现有清单事项编码", max_length=40, blank=True, default="")
    merged_into = models.CharField("并入的会商事项", max_length=60, blank=True, default="")
    passed_region = models.CharField("转往的地区", max_length=12, blank=True, default="")
    passed_to = models.CharField("下级会商事项", max_length=60, blank=True, default="")

    class Meta:
        """One row per case."""

        verbose_name = "牵头部门会商"
        verbose_name_plural = "牵头部门会商"
