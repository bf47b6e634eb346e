"""The page 运行状况: the condition of the instance as facts a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.timezone import localtime

from bihuan import __version__
from bihuan.kernel.operating import api as operating
from bihuan.kernel.ui.components import Fact

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bihuan.kernel.operating.api import Act, Condition

GIGABYTE = 2**30


@dataclass(frozen=True, slots=True)
class ConditionPage:
    """How the instance is."""

    at: datetime
    troubles: tuple[str, ...]
    program: tuple[Fact, ...]
    book: tuple[Fact, ...]
    backups: tuple[Fact, ...]
    work: tuple[Fact, ...]


def page(now: Condition) -> ConditionPage:
    """Write the condition down."""
    return ConditionPage(
        at=now.at,
        troubles=operating.troubles(now),
        program=(
            Fact("程序版本", __version__),
            Fact("数据库", now.database),
            Fact("数据库结构", "与程序一致" if not now.unapplied else f"差 {now.unapplied} 步"),
            Fact("网站进程", f"{settings.PROCESSES} 个"),
            Fact("磁盘", f"剩 {_gigabytes(now.disk_free)}，共 {_gigabytes(now.disk_size)}"),
            Fact("放假安排", f"载入到 {now.calendar_until.isoformat()}"),
            Fact("上传杀毒", "已接入" if settings.SCANNER else "", missing="没有接入"),
        ),
        book=(
            Fact("记录条数", f"{now.book.size:,}"),
            Fact("最近一次全本核验", _told(now.book.verified), missing="尚未核验"),
            Fact(
                "最近的签名检查点",
                f"{_when(now.book.checkpoint_at)}，到第 {now.book.checkpoint_size:,} 条"
                if now.book.checkpoint_at
                else "",
                missing="尚未形成",
            ),
        ),
        backups=(
            Fact("最近一次备份", _when(now.backup.at) if now.backup else "", missing="没有"),
            Fact("最近一次恢复演练", _told(now.drill), missing="没有"),
        ),
        work=(
            Fact("等待的任务", f"{now.jobs.waiting} 项，最久的已到期 {_long(now.jobs.oldest)}"),
            Fact("执行中的任务", f"{now.jobs.running} 项"),
            Fact("已停止重试的任务", f"{now.jobs.failed} 项"),
            Fact("定时工作", f"最迟的一项晚了 {_long(now.jobs.late)}"),
            Fact("逾期的期限", f"{sum(now.overdue.values()):,} 个"),
        ),
    )


def _when(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def _told(act: Act | None) -> str:
    if act is None:
        return ""
    return f"{_when(act.at)}，{'通过' if act.ok else '没有通过'}"


def _long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} 小时 {minutes % 60} 分" if minutes >= 60 else f"{minutes} 分钟"  # noqa: PLR2004 - minutes


def _gigabytes(size: int) -> str:
    return f"{size / GIGABYTE:,.1f} GB"
