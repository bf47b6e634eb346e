"""Tables of the ledger, which are inserted into and never changed."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete what is written for good."""

    def __init__(self) -> None:
        """Say it in one sentence, wherever it is raised."""
        super().__init__("The ledger is append-only: entries are neither changed nor deleted.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A query set that reads. Every method that would write raises."""

    def update(self, **_: object) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def bulk_update(self, *_: object, **__: object) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def bulk_create(self, *_: object, **__: object) -> NoReturn:
        """Refuse: an entry is appended one at a time, under the lock."""
        raise AppendOnly


class AppendOnlyModel(models.Model):
    """A row that is inserted once. A second save, or a delete, raises."""

    class Meta:  # noqa: D106 - Django's options
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; never update."""
        if not self._state.adding:
            raise AppendOnly
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_: object, **__: object) -> NoReturn:
        """Refuse."""
        raise AppendOnly


class Entry(AppendOnlyModel):
    """One act. ``canonical`` is what was hashed; the other columns are copies for searching.

    ``verify`` compares every column with ``canonical``, so a change to a copy is found as well.
    No foreign keys: an entry outlives whatever it speaks of.
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    previous = models.CharField("上一条摘要", max_length=64, unique=True)
    digest = models.CharField("摘要", max_length=64, unique=True)
    algorithm = models.CharField("算法", max_length=16)
    at = models.DateTimeField("时间")
    verb = models.CharField("事项", max_length=60)
    subject = models.CharField("对象", max_length=120)
    actor_key = models.CharField("办理人标识", max_length=60)
    actor_name = models.CharField("办理人", max_length=60)
    actor_body = models.CharField("单位代码", max_length=40)
    actor_body_name = models.CharField("单位", max_length=120)
    before = models.CharField("之前", max_length=60)
    after = models.CharField("之后", max_length=60)
    correlation = models.CharField("关联号", max_length=64)
    canonical = models.BinaryField("原文")

    objects: ClassVar[models.Manager[Entry]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "台账条目"
        verbose_name_plural = "台账条目"
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="ledger_subject"),
            models.Index(fields=["actor_key", "seq"], name="ledger_actor"),
            models.Index(fields=["actor_body", "seq"], name="ledger_body"),
            models.Index(fields=["verb", "seq"], name="ledger_verb"),
            models.Index(fields=["at"], name="ledger_at"),
            models.Index(
                fields=["correlation"],
                name="ledger_correlation",
                condition=~models.Q(correlation=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"


class Anchor(AppendOnlyModel):
    """The size and head of the ledger at one moment of one day: what leaves the database."""

    day = models.DateField("日期", primary_key=True)
    size = models.BigIntegerField("条数")
    head = models.CharField("末条摘要", max_length=64)
    algorithm = models.CharField("算法", max_length=16)
    at = models.DateTimeField("时间")

    objects: ClassVar[models.Manager[Anchor]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "每日锚点"
        verbose_name_plural = "每日锚点"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.size}"


class Node(AppendOnlyModel):
    """A complete node of the hash tree: the root of 2**level entries from place·2**level on."""

    level = models.PositiveSmallIntegerField("层")
    place = models.BigIntegerField("位置")
    digest = models.CharField("摘要", max_length=64)

    objects: ClassVar[models.Manager[Node]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "摘要树节点"
        verbose_name_plural = "摘要树节点"
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="ledger_node_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class Checkpoint(AppendOnlyModel):
    """Size, head and tree root at one moment, signed: taken every few minutes, unlike anchors."""

    size = models.BigIntegerField("条数", primary_key=True)
    head = models.CharField("末条摘要", max_length=64)
    root = models.CharField("树根", max_length=64)
    algorithm = models.CharField("算法", max_length=16)
    at = models.DateTimeField("时间")
    signer = models.CharField("签名公钥", max_length=130)
    signature = models.CharField("签名", max_length=128)

    objects: ClassVar[models.Manager[Checkpoint]] = models.Manager.from_queryset(
        AppendOnlyQuerySet
    )()

    class Meta:  # noqa: D106 - Django's options
        verbose_name = "签名检查点"
        verbose_name_plural = "签名检查点"
        ordering = ["size"]

    def __str__(self) -> str:
        return f"{self.size}"
