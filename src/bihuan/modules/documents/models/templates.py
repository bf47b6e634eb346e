"""文种模板 as one body has adapted it: versions that are kept, each in force from its day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class OfficeTemplate(models.Model):
    """One version of a kind at one body: its own wording and red head.

    Versions are only added. `wording` holds the places that differ from the kind's own words; an
    empty one goes back to them. A paper points to the version it was made from.
    """

    body = models.CharField("单位", max_length=40)
    kind = models.CharField("文种", max_length=60)
    version = models.PositiveSmallIntegerField("版本")
    kind_version = models.PositiveSmallIntegerField("通用模板版本")
    head = models.CharField("发文机关标志", max_length=60, blank=True)
    pitch = models.CharField("行距（磅）", max_length=6, blank=True)
    wording = models.JSONField("改写的文字", default=dict, blank=True)
    why = models.CharField("改写理由", max_length=200)
    from_on = models.DateField("启用日期")
    by_key = models.CharField("改写人标识", max_length=80)
    by_name = models.CharField("改写人", max_length=60)
    by_post = models.CharField("改写人职务", max_length=80, blank=True)
    at = models.DateTimeField("改写时间")

    class Meta:
        """A version is given once, also when two people press at the same instant."""

        verbose_name = "文种模板"
        verbose_name_plural = "文种模板"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "kind", "version"], name="documents_template_version_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the kind and the version."""
        return f"{self.kind}@{self.version}"
