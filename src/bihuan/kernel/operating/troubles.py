"""What in the condition of the instance somebody has to see to, in sentences that say what helps.

The limits are of operating, not of law: they say when a person should look.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import civil_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bihuan.kernel.operating.condition import Condition

NIGHTLY = timedelta(hours=26)
"""Done every night, and two hours' grace."""
WEEKLY = timedelta(days=8)
TICKING = timedelta(minutes=5)
QUEUE = timedelta(minutes=10)
CHECKPOINT = timedelta(minutes=20)
LEAST_FREE = 10
"""Of a hundred."""
AHEAD = timedelta(days=30)


def troubles(now: Condition) -> tuple[str, ...]:
    """Return one sentence for each thing to be seen to, the worst first."""
    return (*_ledger(now), *_backups(now), *_work(now), *_ground(now))


def _ledger(now: Condition) -> Iterator[str]:
    verified = now.book.verified
    if verified is not None and not verified.ok:
        yield f"台账核验发现异常：{verified.sentence}请立即联系审计管理员，不要继续办理。"
    elif now.book.size and (verified is None or now.at - verified.at > NIGHTLY):
        yield "台账已超过一天没有全本核验。请确认定时工作在执行，或者运行 bihuan ledger verify。"
    behind = now.book.size > now.book.checkpoint_size
    taken = now.book.checkpoint_at
    if behind and (taken is None or now.at - taken > CHECKPOINT):
        yield "台账有新记录，却没有形成签名检查点。请确认定时工作在执行，本机能用 SM2 签名。"


def _backups(now: Condition) -> Iterator[str]:
    if now.backup is None:
        yield "还没有备份。请按运维手册设置每晚的 bihuan backup。"
    elif now.at - now.backup.at > NIGHTLY:
        yield "最近一次备份已超过一天。请检查备份的定时器和存放备份的磁盘。"
    if now.drill is None or now.at - now.drill.at > WEEKLY:
        yield "一周内没有做过恢复演练。没有恢复过的备份不能算备份；请运行 bihuan drill。"
    elif not now.drill.ok:
        yield f"最近一次恢复演练没有通过：{now.drill.sentence}"


def _work(now: Condition) -> Iterator[str]:
    if now.jobs.late > TICKING:
        minutes = int(now.jobs.late.total_seconds() // 60)
        yield f"定时工作已有 {minutes} 分钟没有执行。请检查后台工作进程或者定时器。"
    if now.jobs.failing:
        yield f"定时工作执行失败：{'、'.join(now.jobs.failing)}。原因见日志。"
    if now.jobs.failed:
        yield f"有 {now.jobs.failed} 项后台任务多次失败，已停止重试。原因见日志。"
    if now.jobs.oldest > QUEUE:
        yield "后台任务积压超过十分钟。请检查后台工作进程的数量。"


def _ground(now: Condition) -> Iterator[str]:
    if now.unapplied:
        yield f"数据库结构比程序旧（差 {now.unapplied} 步）。请用 bihuan serve 重新启动。"
    if now.disk_free * 100 < now.disk_size * LEAST_FREE:
        yield f"数据所在磁盘只剩 {now.disk_free // 2**30} GB，不到一成。请清理或者扩容。"
    if not now.calendar_settled or now.calendar_until < civil_day(now.at) + AHEAD:
        yield (
            f"放假安排只载入到 {now.calendar_until.isoformat()}，之后的期限都是暂定的。"
            "请在国务院办公厅发布通知后载入新的一版。"
        )
    if now.loses_writes:
        yield f"{now.database} 在多个进程同用时可能丢失数据。请只用一个进程，或改用 PostgreSQL。"
