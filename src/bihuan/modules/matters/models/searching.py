"""The search index: one entry for each matter that a list in force names, as copied words.

The pairs of characters and topics of an entry stand beside it where the database can search them:
a column `terms` with a GIN index on PostgreSQL, an FTS5 table on SQLite (docs/develop/search.md).
"""

from django.db import models

from bihuan.kernel.process.models import Case


class SearchScope(models.TextChoices):
    """Which copy of a list the words were taken from."""

    PUBLIC = "public", "公开版"
    FILED = "filed", "报备版"


class SearchEntry(models.Model):
    """One matter of one list while that list is the latest of its body.

    A public entry holds what the public copy holds and points to no working record.
    """

    scope = models.CharField("来源", max_length=8, choices=SearchScope.choices)
    case = models.ForeignKey(
        Case, verbose_name="办件", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.CharField("公开版地址", max_length=80, blank=True)
    number = models.CharField("办件编号", max_length=30, blank=True)
    body = models.CharField("单位代码", max_length=40)
    body_name = models.CharField("单位名称", max_length=100)
    region = models.CharField("区划代码", max_length=12)
    region_name = models.CharField("区划名称", max_length=100)
    edition = models.CharField("版次", max_length=40)
    position = models.PositiveIntegerField("序号")
    code = models.CharField("事项编码", max_length=40)
    name = models.CharField("事项名称", max_length=200)
    role = models.CharField("单位角色", max_length=12)
    leads = models.BooleanField("牵头")
    office = models.CharField("牵头处室", max_length=100, blank=True)
    partners = models.CharField("配合单位", max_length=500, blank=True)
    bases = models.TextField("依据", blank=True)
    contact = models.CharField("公众咨询电话", max_length=60, blank=True)
    text = models.TextField("其他文字", blank=True)
    name_topics = models.TextField("名称里的词典条目", blank=True)
    text_topics = models.TextField("其他文字里的词典条目", blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        """Taken out by list and by body."""

        verbose_name = "检索条目"
        indexes = [
            models.Index(fields=["body", "scope", "until"], name="matters_entry_body"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.code} {self.name}"


class SearchStamp(models.Model):
    """One row that says with which dictionary the index was made."""

    id = models.PositiveSmallIntegerField("编号", primary_key=True, default=1)
    dictionary = models.CharField("词典指纹", max_length=64)

    class Meta:
        """At most one row."""

        verbose_name = "检索标记"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="matters_one_search_stamp"),
        ]

    def __str__(self) -> str:
        return self.dictionary[:12]
