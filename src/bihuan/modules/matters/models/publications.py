"""Frozen public copies. Nothing here points back to a working record."""

from django.db import models


class Publication(models.Model):
    """One published version of one body's list, with every word the public may read of it.

    Names are copied: a later renaming of the body does not rewrite what was published. A copy that
    is withdrawn stays at its address with the day and the reason; its words do not change.
    """

    address = models.SlugField("永久地址", max_length=80, unique=True)
    case_number = models.CharField("办件编号", max_length=30, unique=True)
    body = models.CharField("单位代码", max_length=40, db_index=True)
    body_name = models.CharField("单位名称", max_length=100)
    region = models.CharField("区划代码", max_length=12, db_index=True)
    region_name = models.CharField("区划名称", max_length=100)
    title = models.CharField("标题", max_length=200)
    year = models.PositiveSmallIntegerField("清单年度")
    list_version = models.PositiveSmallIntegerField("清单版次")
    issuing_office = models.CharField("发布处室", max_length=100)
    basis_documents = models.TextField("编制依据", blank=True)
    source_url = models.URLField("本单位门户网址", max_length=500)
    receipt_no = models.CharField("备案号", max_length=60)
    filed_on = models.DateField("报备日期", null=True, blank=True)
    filing_due_on = models.DateField("报备期限", null=True, blank=True)
    accepted_on = models.DateField("备案日期")
    formed_on = models.DateField("形成日期")
    published_on = models.DateField("公开日期")
    due_on = models.DateField("公开期限")
    due_basis = models.TextField("期限依据")
    late_days = models.PositiveIntegerField("逾期天数", default=0)
    withheld = models.PositiveIntegerField("不予公开的事项数", default=0)
    current = models.BooleanField("现行版本", default=True)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)
    csv_name = models.CharField("文件名", max_length=120)
    csv_file = models.BinaryField("下载文件")
    sm3 = models.CharField("国密 SM3 指纹", max_length=64, db_index=True)
    sha256 = models.CharField("SHA-256 指纹", max_length=64, db_index=True)

    class Meta:
        """One public copy for each version."""

        verbose_name = "公开版清单"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "list_version"], name="matters_published_once"
            ),
        ]
        indexes = [models.Index(fields=["current", "region"], name="matters_pub_region")]

    def __str__(self) -> str:
        return self.address


class PublishedMatter(models.Model):
    """One matter as the public reads it."""

    publication = models.ForeignKey(
        Publication, verbose_name="公开版清单", on_delete=models.PROTECT, related_name="matters"
    )
    position = models.PositiveIntegerField("序号")
    code = models.CharField("事项编码", max_length=40)
    name = models.CharField("事项名称", max_length=200)
    description = models.TextField("事项说明", blank=True)
    category = models.CharField("类别", max_length=60)
    role = models.CharField("单位角色", max_length=12)
    lead_office = models.CharField("牵头处室", max_length=100)
    partners = models.CharField("配合单位", max_length=500, blank=True)
    bases = models.TextField("依据", blank=True)
    level = models.CharField("事项层级", max_length=10)
    supervised_object = models.CharField("监管对象", max_length=200, blank=True)
    measures = models.TextField("主要措施", blank=True)
    target = models.CharField("年度目标", max_length=300, blank=True)
    output = models.CharField("成果形式", max_length=200, blank=True)
    completion = models.CharField("完成时限", max_length=20, blank=True)
    public_contact = models.CharField("公众咨询电话", max_length=60, blank=True)
    current = models.BooleanField("现行版本", default=True)
    identity = models.CharField(
        "事项永久标识", max_length=32, blank=True, db_index=True, editable=False
    )

    class Meta:
        """Read in order."""

        verbose_name = "公开的具体事项"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"], name="matters_public_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
