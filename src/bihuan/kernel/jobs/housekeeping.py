"""Periodic work of the packages below jobs, which cannot register it themselves."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from bihuan.kernel.access import api as access
from bihuan.kernel.access import system_actor
from bihuan.kernel.jobs import clock_steps, recovery
from bihuan.kernel.jobs.registry import periodic
from bihuan.kernel.ledger import Verb, register
from bihuan.kernel.ledger import api as ledger

SWEEP = timedelta(minutes=10)
CHECKPOINT = timedelta(minutes=1)


def register_all() -> None:
    """Register the verbs and the periodic work of this file."""
    register(Verb("job.failed", "后台任务多次失败，已停止重试"))
    register(Verb(clock_steps.VERB, "本机时钟向后跳变"))
    periodic("ledger.anchor", label="形成台账每日锚点并写出库外", daily=time(0, 5))(take_anchor)
    periodic("ledger.checkpoint", label="签名台账检查点并写出库外", every=CHECKPOINT)(checkpoint)
    periodic("ledger.verify", label="核验台账全本", daily=time(2, 30))(verify)
    periodic("access.sweep", label="清理过期会话和登录失败计数", every=SWEEP)(sweep_access)
    periodic("access.unused", label="冻结长期未登录的账号", daily=time(3, 10))(keep_accounts)
    periodic("jobs.sweep", label="清理后台任务", every=SWEEP)(sweep_jobs)


def take_anchor(at: datetime) -> None:
    """Take today's anchor and carry it out of the database; tried again until both are done."""
    day = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    ledger.anchor(day, actor=system_actor("ledger"), at=at)
    ledger.export_anchors(Path(settings.ANCHOR_FILE))


def checkpoint(at: datetime) -> None:
    """Sign the state of the ledger when that is due, and carry it to every place configured.

    A machine without SM2 keeps its daily anchors; the health page says what is missing.
    """
    with suppress(ledger.CannotSign):
        ledger.take_checkpoint(at=at, key=ledger.key_at(Path(settings.LEDGER_KEY)))
    faults = []
    for path in settings.CHECKPOINT_FILES:
        try:
            ledger.export_checkpoints(Path(path))
        except OSError as fault:  # a full disk of one place keeps no other from its lines
            faults.append(fault)
    if faults:
        raise ExceptionGroup("Checkpoints were not carried everywhere.", faults)


def verify(at: datetime) -> None:
    """Read the whole ledger once a day and write down what was found, good or bad."""
    verdict = ledger.verify()
    with transaction.atomic():
        ledger.lock()
        ledger.record(
            "ledger.verify",
            actor=system_actor("ledger"),
            at=at,
            subject="ledger:whole",
            facts={
                "ok": verdict.ok,
                "checked": verdict.checked,
                "first_bad": verdict.first_bad,
                "sentence": verdict.sentence,
            },
        )


def sweep_access(at: datetime) -> None:
    """End sessions whose time is over, drop what the store and the throttle no longer need."""
    access.sweep_sessions(at=at)
    Session.objects.filter(expire_date__lte=at).delete()
    access.forget_old_failures(at=at)


def keep_accounts(at: datetime) -> None:
    """Freeze accounts nobody uses, forget sessions that ended long ago."""
    access.freeze_unused(at=at)
    access.forget_sessions(at=at)


def sweep_jobs(at: datetime) -> None:
    """Close dead messages, forget what is long done."""
    recovery.bury_dead_messages(at=at)
    recovery.forget_finished(at=at)
