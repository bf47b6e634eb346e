"""责任清单: what each unit of a region must do, in versions."""

from django.db import models


class DutyRegister(models.Model):
    """One version of the duty register (生态环境保护责任清单) of one region."""

    region = models.CharField("区划代码", max_length=12, db_index=True)
    title = models.CharField("名称", max_length=200)
    document_no = models.CharField("文号", max_length=100, blank=True)
    edition = models.CharField("版本", max_length=40)
    in_force_from = models.DateField("施行日期")
    mark = models.CharField("标记", max_length=40, blank=True)
    sm3 = models.CharField("文件指纹", max_length=64)
    loaded_at = models.DateTimeField("导入时间")
    loaded_by = models.CharField("导入人", max_length=60)

    class Meta:
        """A version is loaded once; none is ever changed."""

        verbose_name = "责任清单版本"
        constraints = [
            models.UniqueConstraint(fields=["region", "edition"], name="matters_duties_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.edition}）"


class Duty(models.Model):
    """One duty of one unit; `citation` is how a matter points to it (水利部门第3项)."""

    register = models.ForeignKey(
        DutyRegister, verbose_name="责任清单版本", on_delete=models.PROTECT, related_name="duties"
    )
    position = models.PositiveIntegerField("序号")
    unit = models.CharField("单位", max_length=100)
    body = models.CharField("对应单位代码", max_length=40, blank=True, db_index=True)
    clause = models.CharField("条款", max_length=40)
    citation = models.CharField("引用写法", max_length=140)
    text = models.TextField("职责")
    basis = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        """A clause of a unit stands once in a version."""

        verbose_name = "责任清单职责"
        constraints = [
            models.UniqueConstraint(fields=["register", "citation"], name="matters_duty_once"),
        ]
        indexes = [models.Index(fields=["register", "position"], name="matters_duty_order")]

    def __str__(self) -> str:
        return self.citation
