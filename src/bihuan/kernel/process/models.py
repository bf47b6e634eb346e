"""The tables all processes share: case, passages, parties, desks, attachments.

Queues, lights, calendar, search and matrix are one indexed query over `Case` for every process
there is. A module keeps its own fields in a detail table that inherits `CaseDetail`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.db import models

from bihuan.kernel.process.locked import UNLOCKED, EngineOnly, RevisionField, StateField

if TYPE_CHECKING:
    from collections.abc import Iterable

ENGINE_ONLY = frozenset({"number", "process", "version", "state", "revision", "sealed"})


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, without the two back doors."""

    def update(self, **kwargs: Any) -> int:
        """Update what is not the engine's.

        :raises EngineOnly: when a state, revision, number, version or seal would be written.
        """
        forbidden = ENGINE_ONLY & kwargs.keys()
        if forbidden:
            message = f"Only the engine writes {', '.join(sorted(forbidden))} of a case."
            raise EngineOnly(message)
        return super().update(**kwargs)

    def delete(self) -> NoReturn:
        """Refuse: a case is closed by a step, never removed."""
        message = "A case is closed by a step, never deleted."
        raise EngineOnly(message)


class Case(models.Model):
    """One matter in hand (办件): where it stands, whose it is, and when it is next due."""

    number = models.CharField("编号", max_length=60, unique=True)
    process = models.CharField("流程", max_length=40)
    version = models.PositiveSmallIntegerField("流程版本")
    state = StateField("状态", max_length=40)
    revision = RevisionField("修订号", default=0)
    title = models.CharField("标题", max_length=200)
    body = models.CharField("责任单位", max_length=40, db_index=True)
    region = models.CharField("区划", max_length=12, db_index=True)
    line = models.CharField("条线", max_length=40)
    sealed = models.CharField("密封范围", max_length=40, blank=True, default="")
    period = models.CharField("所属时期", max_length=10, blank=True, default="")
    topic = models.CharField("事由", max_length=80, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        verbose_name="上级办件",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    opened_at = models.DateTimeField("开办时间")
    moved_at = models.DateTimeField("进入当前状态时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    next_due = models.DateField("最近期限", null=True, blank=True)
    next_clock = models.CharField("最近期限名称", max_length=120, blank=True, default="")

    objects = CaseQuerySet.as_manager()

    class Meta:
        """One row per matter; every list of the product starts from these indexes."""

        verbose_name = "办件"
        verbose_name_plural = "办件"
        indexes: ClassVar = [
            models.Index(fields=["process", "state"], name="case_process_state"),
            models.Index(fields=["process", "body", "period"], name="case_process_body"),
            models.Index(fields=["line", "region"], name="case_line_region"),
            models.Index(
                fields=["next_due"],
                name="case_open_due",
                # Closed cases and cases without a clock can never be the next thing due.
                condition=models.Q(closed_at__isnull=True, next_due__isnull=False),
            ),
            # Few cases are sealed: which are hidden from somebody is asked with every query.
            models.Index(
                fields=["sealed", "id"], name="case_sealed", condition=~models.Q(sealed="")
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(number=""), name="case_has_number"),
            models.CheckConstraint(condition=~models.Q(body=""), name="case_has_owner"),
        ]

    def __str__(self) -> str:
        """Return the number and the title, as lists show them."""
        return f"{self.number} {self.title}"

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Case] | None = None,
    ) -> None:
        """Reload; the one moment when a loaded instance may take another state."""
        self.__dict__[UNLOCKED] = True
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        finally:
            self.__dict__.pop(UNLOCKED, None)

    @property
    def subject(self) -> str:
        """Return the name of this case in the ledger and on clocks."""
        return f"case:{self.number}"

    @property
    def is_open(self) -> bool:
        """Say whether the case is still in hand."""
        return self.closed_at is None


class CaseDetail(models.Model):
    """What one process stores beyond the shared case. Inherit it in a module's `models.py`.

    An organ is a part that a body plays in the case: "owner" is the body the case belongs to; any
    field named `<organ>_body` plays the organ of that name and is a party, who may see the case.
    """

    parts: ClassVar[tuple[str, ...]] = ()
    """Organs that are named at opening (`parties={…}`) and have no field of their own."""

    case: models.OneToOneField[Case, Case] = models.OneToOneField(
        Case,
        verbose_name="办件",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
    )

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        """Return the number and the title of the case."""
        return str(self.case)

    def organ(self, name: str) -> str:
        """Return the code of the body that plays this part, "" when nobody does.

        :raises LookupError: for a part this process does not know: a rule with a slip in its name
            would otherwise lock everybody out in silence.
        """
        if name == "owner":
            return self.case.body
        if name in self.parts:
            if self.case.pk is None:
                return ""
            party = Party.objects.filter(case_id=self.case.pk, part=name).order_by("pk").first()
            return party.body if party else ""
        if not hasattr(self, f"{name}_body"):
            message = f"{type(self).__name__} has no organ {name!r}: add a field {name}_body."
            raise LookupError(message)
        return str(getattr(self, f"{name}_body") or "")

    @property
    def number(self) -> str:
        """Return the number of the case."""
        return self.case.number

    @property
    def title(self) -> str:
        """Return the title of the case."""
        return self.case.title

    @property
    def state(self) -> str:
        """Return the state of the case; it is moved by the engine only."""
        return self.case.state

    @property
    def body(self) -> str:
        """Return the code of the body the case belongs to."""
        return self.case.body


class Passage(models.Model):
    """One act on a case. Who acted is copied: it stays readable when posts and bodies are gone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="passages")
    step = models.CharField("步骤", max_length=40)
    label = models.CharField("步骤名称", max_length=80)
    before = models.CharField("原状态", max_length=40, blank=True)
    after = models.CharField("新状态", max_length=40)
    at = models.DateTimeField("时间")
    actor_key = models.CharField("办理人标识", max_length=80, db_index=True)
    actor_name = models.CharField("办理人", max_length=80)
    actor_post = models.CharField("岗位", max_length=80, blank=True)
    actor_body = models.CharField("单位", max_length=40, blank=True)
    actor_body_name = models.CharField("单位名称", max_length=120, blank=True)
    on_behalf_of = models.CharField("代", max_length=80, blank=True)
    opinion = models.TextField("意见", blank=True)
    seq = models.PositiveBigIntegerField("台账序号")
    once = models.CharField("一次性标识", max_length=64, null=True, unique=True)

    class Meta:
        """Read by case in order, or by the state that was reached."""

        verbose_name = "办理经过"
        verbose_name_plural = "办理经过"
        indexes: ClassVar = [
            models.Index(fields=["case", "at"], name="passage_case_at"),
            models.Index(fields=["after", "at"], name="passage_after_at"),
        ]

    def __str__(self) -> str:
        """Return who did what."""
        return f"{self.actor_body_name}{self.actor_name}：{self.label}"


class Party(models.Model):
    """A body that has a part in a case, and therefore may see it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    body = models.CharField("单位", max_length=40)
    part = models.CharField("身份", max_length=40)

    class Meta:
        """Each body once per part."""

        verbose_name = "办件当事单位"
        verbose_name_plural = "办件当事单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "case", "part"], name="party_once"),
        ]

    def __str__(self) -> str:
        """Return body and part."""
        return f"{self.body}（{self.part}）"


class Desk(models.Model):
    """Where a case lies now: who could take which step. Recomputed with every act."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="desks")
    body = models.CharField("单位", max_length=40)
    role = models.CharField("职责", max_length=40)
    step = models.CharField("步骤", max_length=40)

    class Meta:
        """The to-do queue is one lookup by body and role."""

        verbose_name = "待办"
        verbose_name_plural = "待办"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "role", "case", "step"], name="desk_once"),
        ]

    def __str__(self) -> str:
        """Return body, role and step."""
        return f"{self.body} {self.role} {self.step}"


class Attachment(models.Model):
    """A paper attached to an act: judged by its content, proven by its digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="attachments")
    key = models.CharField("材料", max_length=40)
    label = models.CharField("材料名称", max_length=80)
    name = models.CharField("文件名", max_length=160)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveBigIntegerField("字节数")
    sm3 = models.CharField("SM3 摘要", max_length=64)
    path = models.CharField("存放位置", max_length=160, unique=True)
    by_key = models.CharField("上传人标识", max_length=80)
    by_name = models.CharField("上传人", max_length=80)
    at = models.DateTimeField("上传时间")

    class Meta:
        """Listed by case."""

        verbose_name = "附件"
        verbose_name_plural = "附件"

    def __str__(self) -> str:
        """Return the file name."""
        return self.name


class NumberSeries(models.Model):
    """The last number given out per prefix and year. Taken inside the transaction: no gaps."""

    prefix = models.CharField("前缀", max_length=50)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        """One row per series."""

        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["prefix", "year"], name="series_once"),
        ]

    def __str__(self) -> str:
        """Return the series and its last number."""
        return f"{self.prefix}-{self.year}：{self.last}"
