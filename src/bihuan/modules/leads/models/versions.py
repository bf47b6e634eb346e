"""What every record of this module said after each act: the past stays readable."""

from __future__ import annotations

from django.db import models

from bihuan.kernel.process.models import Case


class Version(models.Model):
    """The content of a case from an instant on, until the next version of it."""

    case = models.ForeignKey(
        Case, verbose_name="办件", on_delete=models.PROTECT, related_name="lead_versions"
    )
    root = models.CharField("会商编号", max_length=60, db_index=True)
    at = models.DateTimeField("起始时间")
    state = models.CharField("状态", max_length=40)
    values = models.JSONField("内容")

    class Meta:
        """Read by root up to an instant."""

        verbose_name = "会商记录版本"
        verbose_name_plural = "会商记录版本"
        indexes = [models.Index(fields=["case", "at"], name="leads_version_at")]

    def __str__(self) -> str:
        return f"{self.root} {self.at:%Y-%m-%d}"
