"""How a list stood on a day, and which texts its rows cite."""

from django.db import models

from bihuan.modules.matters.models.lists import ContentSnapshot, MatterList, MatterRow


class ContentDay(models.Model):
    """The content of a list at the end of a day on which it changed.

    `identities` names the rows of the snapshot in their order. A later day without an entry has
    the content of the latest day before it.
    """

    matter_list = models.ForeignKey(
        MatterList, verbose_name="清单", on_delete=models.PROTECT, related_name="days"
    )
    on = models.DateField("日期")
    snapshot = models.ForeignKey(
        ContentSnapshot, verbose_name="当日内容", on_delete=models.PROTECT, related_name="days"
    )
    identities = models.JSONField("事项永久标识", default=list)

    class Meta:
        """One entry a day."""

        verbose_name = "清单每日内容"
        constraints = [
            models.UniqueConstraint(fields=["matter_list", "on"], name="matters_content_daily"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_list_id} {self.on}"


class Citation(models.Model):
    """One text that one row cites, so that "who cites this" is one indexed question."""

    matter_list = models.ForeignKey(
        MatterList, verbose_name="清单", on_delete=models.CASCADE, related_name="citations"
    )
    row = models.ForeignKey(
        MatterRow, verbose_name="具体事项", on_delete=models.CASCADE, related_name="citations"
    )
    instrument = models.CharField("依据", max_length=100, db_index=True)
    article = models.CharField("条款", max_length=100, blank=True)

    class Meta:
        """A row cites an article once."""

        verbose_name = "引用的依据"
        constraints = [
            models.UniqueConstraint(
                fields=["row", "instrument", "article"], name="matters_cited_once"
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.instrument}》{self.article}"
