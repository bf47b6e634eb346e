"""Readings and where each came from. A value is never overwritten: a new one is a new version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

CURRENT = models.Q(current=True)


def versions(kind: str, *fields: str) -> list[models.BaseConstraint]:
    """Return what every kind of versions keeps: a version once, and one of them current."""
    return [
        models.UniqueConstraint(fields=[*fields, "version"], name=f"quality_{kind}_once"),
        models.UniqueConstraint(fields=fields, condition=CURRENT, name=f"quality_{kind}_current"),
    ]


class ImportKind(models.TextChoices):
    """What a file holds."""

    HOURS = "hours", "站点小时值"
    DAYS = "days", "城市日值"
    MONTHS = "months", "区县月值"
    SECTIONS = "sections", "断面月值"
    TARGETS = "targets", "年度目标"
    RANKS = "ranks", "公布排名"


class ImportRun(models.Model):
    """One file taken over: who, when, why, and the digest of its very bytes."""

    kind = models.CharField("数据种类", max_length=10, choices=ImportKind.choices)
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    sm3 = models.CharField("SM3 指纹", max_length=64, db_index=True)
    rows = models.PositiveBigIntegerField("数据行数")
    added = models.PositiveBigIntegerField("新增")
    changed = models.PositiveBigIntegerField("更正")
    same = models.PositiveBigIntegerField("相同")
    reason = models.CharField("更正理由", max_length=300, blank=True, default="")
    notes = models.JSONField("导入说明", default=list)
    by_key = models.CharField("导入人标识", max_length=80)
    by_name = models.CharField("导入人", max_length=80)
    by_body = models.CharField("导入单位", max_length=40, blank=True, default="")
    at = models.DateTimeField("导入时间")
    seq = models.PositiveBigIntegerField("台账序号")

    class Meta:
        """Read newest first."""

        verbose_name = "数据导入"
        verbose_name_plural = "数据导入"
        indexes: ClassVar = [models.Index(fields=["kind", "-at"], name="quality_import_kind")]

    def __str__(self) -> str:
        """Return kind and file name."""
        return f"{self.get_kind_display()} {self.file_name}"


class Station(models.Model):
    """An air monitoring station (监测站点)."""

    code = models.CharField("站点编码", max_length=20, unique=True)
    name = models.CharField("站点名称", max_length=60)
    place = models.CharField("区划", max_length=12, db_index=True)

    class Meta:
        """Few rows."""

        verbose_name = "空气监测站点"
        verbose_name_plural = "空气监测站点"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Section(models.Model):
    """A water section (断面); its kind decides the limits of total phosphorus."""

    code = models.CharField("断面编码", max_length=40, unique=True)
    name = models.CharField("断面名称", max_length=60)
    place = models.CharField("考核市（州）区划", max_length=12, db_index=True)
    water = models.CharField("所在水体", max_length=60, blank=True, default="")
    basin = models.CharField("流域", max_length=40, blank=True, default="")
    kind = models.CharField(
        "水体类型", max_length=5, choices=[("river", "河流"), ("lake", "湖库")], default="river"
    )
    national = models.BooleanField("国考断面", default=False)

    class Meta:
        """Few rows."""

        verbose_name = "水质断面"
        verbose_name_plural = "水质断面"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Reading(models.Model):
    """What every version of every reading carries: its number, its file, its row in the file."""

    version = models.PositiveSmallIntegerField("版本", default=1)
    current = models.BooleanField("现行", default=True)
    run = models.ForeignKey(
        ImportRun, verbose_name="导入", on_delete=models.PROTECT, related_name="+"
    )
    sheet = models.CharField("工作表", max_length=40, blank=True, default="")
    row = models.PositiveBigIntegerField("行号")

    class Meta:
        """No table of its own."""

        abstract = True


class DayValue(Reading):
    """Six concentrations of a place on a day, whole: CO in 0.1 mg/m³, the others in µg/m³."""

    place = models.CharField("区划", max_length=12)
    day = models.DateField("日期")
    so2 = models.IntegerField("SO₂", null=True)
    no2 = models.IntegerField("NO₂", null=True)
    pm10 = models.IntegerField("PM₁₀", null=True)
    co = models.IntegerField("CO", null=True)
    o3 = models.IntegerField("O₃", null=True)
    pm25 = models.IntegerField("PM₂.₅", null=True)
    sand = models.BooleanField("沙尘天", default=False)

    class Meta:
        """Read by day over all places, or by place."""

        verbose_name = "城市日值"
        verbose_name_plural = "城市日值"
        constraints: ClassVar = versions("day", "place", "day")
        indexes: ClassVar = [
            models.Index(fields=["day"], condition=CURRENT, name="quality_day_read")
        ]

    def __str__(self) -> str:
        """Return place and day."""
        return f"{self.place} {self.day}"


class PlaceMonth(Reading):
    """Six figures of a place in a month as they were told: CO in mg/m³, the others in µg/m³."""

    place = models.CharField("区划", max_length=12)
    month = models.DateField("月份")
    so2 = models.DecimalField("SO₂", max_digits=7, decimal_places=1, null=True)
    no2 = models.DecimalField("NO₂", max_digits=7, decimal_places=1, null=True)
    pm10 = models.DecimalField("PM₁₀", max_digits=7, decimal_places=1, null=True)
    co = models.DecimalField("CO 第95百分位", max_digits=7, decimal_places=1, null=True)
    o3 = models.DecimalField("O₃ 第90百分位", max_digits=7, decimal_places=1, null=True)
    pm25 = models.DecimalField("PM₂.₅", max_digits=7, decimal_places=1, null=True)
    good = models.PositiveSmallIntegerField("优良天数", null=True)
    heavy = models.PositiveSmallIntegerField("重污染天数", null=True)
    valid = models.PositiveSmallIntegerField("有效天数", null=True)

    class Meta:
        """Read by month."""

        verbose_name = "区县月值"
        verbose_name_plural = "区县月值"
        constraints: ClassVar = versions("month", "place", "month")
        indexes: ClassVar = [
            models.Index(fields=["month"], condition=CURRENT, name="quality_month_read")
        ]

    def __str__(self) -> str:
        """Return place and month."""
        return f"{self.place} {self.month:%Y-%m}"


class SectionMonth(Reading):
    """What was measured at a section in a month, as written, and the class that was published."""

    section = models.ForeignKey(
        Section, verbose_name="断面", on_delete=models.PROTECT, related_name="months"
    )
    month = models.DateField("月份")
    grade = models.PositiveSmallIntegerField("水质类别", null=True)
    values = models.JSONField("指标", default=dict)

    class Meta:
        """Read by month, or by section."""

        verbose_name = "断面月值"
        verbose_name_plural = "断面月值"
        constraints: ClassVar = versions("section", "section", "month")
        indexes: ClassVar = [
            models.Index(fields=["month"], condition=CURRENT, name="quality_section_read")
        ]

    def __str__(self) -> str:
        """Return section and month."""
        return f"{self.section_id} {self.month:%Y-%m}"


class YearTarget(Reading):
    """What a place or a section has to reach in a year, with the paper that says so."""

    place = models.CharField("区划", max_length=12)
    section = models.CharField("断面编码", max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("指标", max_length=20)
    value = models.DecimalField("目标值", max_digits=9, decimal_places=2)
    edition = models.CharField("评价标准", max_length=40)
    basis = models.CharField("依据", max_length=200)

    class Meta:
        """Read by year."""

        verbose_name = "年度目标"
        verbose_name_plural = "年度目标"
        constraints: ClassVar = versions("target", "place", "section", "year", "key")

    def __str__(self) -> str:
        """Return place, year and indicator."""
        return f"{self.place}{self.section} {self.year} {self.key}"


class PublishedRank(Reading):
    """A rank the ministry published, this year's and last year's: not computed here."""

    place = models.CharField("区划", max_length=12)
    matter = models.CharField(
        "要素", max_length=5, choices=[("air", "空气"), ("water", "水")], default="air"
    )
    year = models.PositiveSmallIntegerField("年度")
    term = models.CharField("时段", max_length=8)
    now = models.PositiveSmallIntegerField("本期排名")
    then = models.PositiveSmallIntegerField("去年同期排名")
    total = models.PositiveSmallIntegerField("参加排名城市数")
    now_edition = models.CharField("本期评价标准", max_length=40, blank=True, default="")
    then_edition = models.CharField("去年同期评价标准", max_length=40, blank=True, default="")
    source = models.CharField("来源", max_length=200)

    class Meta:
        """Read by year."""

        verbose_name = "公布排名"
        verbose_name_plural = "公布排名"
        constraints: ClassVar = versions("rank", "place", "matter", "year", "term")

    def __str__(self) -> str:
        """Return place and term."""
        return f"{self.place} {self.year}{self.term}"


class HourBlock(models.Model):
    """One month of station hours: a Parquet file that is named by its digest and never changed.

    A later import of the same month writes the next version with everything that is current then;
    each row in it still names the import and the line it came from.
    """

    month = models.DateField("月份")
    version = models.PositiveSmallIntegerField("版本")
    current = models.BooleanField("现行", default=True)
    file = models.CharField("文件", max_length=120, unique=True)
    sm3 = models.CharField("SM3 指纹", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    rows = models.PositiveBigIntegerField("行数")
    stations = models.PositiveIntegerField("站点数")
    run = models.ForeignKey(
        ImportRun, verbose_name="导入", on_delete=models.PROTECT, related_name="blocks"
    )

    class Meta:
        """One current block for each month."""

        verbose_name = "小时值数据块"
        verbose_name_plural = "小时值数据块"
        constraints: ClassVar = versions("block", "month")

    def __str__(self) -> str:
        """Return month and version."""
        return f"{self.month:%Y-%m} 第{self.version}版"
