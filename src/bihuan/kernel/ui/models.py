"""What the pages remember: saved views of tables, drafts and presses of forms, held files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SavedView(models.Model):
    """A named view of a table: an address, kept for one post or shared with its body."""

    owner = models.CharField("保存人标识", max_length=80)
    owner_name = models.CharField("保存人", max_length=80)
    body = models.CharField("单位", max_length=40)
    table = models.CharField("台账", max_length=60)
    name = models.CharField("视图名称", max_length=40)
    query = models.TextField("查询参数")
    shared = models.BooleanField("本单位共用", default=False)
    at = models.DateTimeField("保存时间")

    class Meta:
        """Each name once per post and table."""

        verbose_name = "保存的视图"
        verbose_name_plural = "保存的视图"
        indexes: ClassVar = [models.Index(fields=["table", "body"], name="savedview_table_body")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "table", "name"], name="savedview_once"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Draft(models.Model):
    """What somebody had typed into the form of a step when it was last saved."""

    owner = models.CharField("填写人标识", max_length=80)
    case_number = models.CharField("办件编号", max_length=60)
    step = models.CharField("步骤", max_length=40)
    values = models.JSONField("内容", default=dict)
    saves = models.PositiveIntegerField("保存次数", default=0)
    at = models.DateTimeField("保存时间")

    class Meta:
        """One draft per post and form."""

        verbose_name = "草稿"
        verbose_name_plural = "草稿"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "case_number", "step"], name="draft_once"),
        ]

    def __str__(self) -> str:
        """Return where it belongs."""
        return f"{self.case_number} {self.step}"


class HeldUpload(models.Model):
    """A file chosen on a form that was not accepted yet: a fault elsewhere, or a confirm page."""

    token = models.CharField("标识", max_length=40, unique=True)
    owner = models.CharField("上传人标识", max_length=80)
    case_number = models.CharField("办件编号", max_length=60)
    step = models.CharField("步骤", max_length=40)
    key = models.CharField("材料", max_length=40)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    data = models.BinaryField("内容")
    at = models.DateTimeField("上传时间", db_index=True)

    class Meta:
        """Found by owner and form."""

        verbose_name = "暂存文件"
        verbose_name_plural = "暂存文件"
        indexes: ClassVar = [
            models.Index(fields=["owner", "case_number", "step"], name="held_owner_form"),
        ]

    def __str__(self) -> str:
        """Return the file name."""
        return self.name


class Press(models.Model):
    """One press of a button that had an effect: a retry is answered by it, and has none."""

    name = models.CharField("标识", max_length=64, primary_key=True)
    owner = models.CharField("提交人标识", max_length=80)
    route = models.CharField("地址", max_length=400)
    digest = models.CharField("内容摘要", max_length=64)
    status = models.PositiveSmallIntegerField("应答", default=0)
    location = models.CharField("去处", max_length=2000, blank=True)
    kept = models.BooleanField("永久保存", default=False)
    at = models.DateTimeField("提交时间")

    class Meta:
        """Swept by age."""

        verbose_name = "提交记录"
        verbose_name_plural = "提交记录"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="press_at", condition=models.Q(kept=False)),
        ]

    def __str__(self) -> str:
        """Return where it was pressed."""
        return self.route
