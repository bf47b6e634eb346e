"""What the ledger writes by itself: the events of access, which lies below it."""

from __future__ import annotations

from bihuan.kernel import events
from bihuan.kernel.access import VISITOR
from bihuan.kernel.access import events as access
from bihuan.kernel.ledger import api
from bihuan.kernel.ledger.verbs import Verb, register

VERBS = (
    Verb("ledger.anchor", "形成每日锚点"),
    Verb("ledger.verify", "核验台账"),
    Verb("read.sensitive", "查阅敏感内容"),
    Verb("access.sign_in", "登录"),
    Verb("access.sign_in_failed", "登录失败"),
    Verb("access.locked", "登录失败次数过多，暂停尝试"),
    Verb("access.sign_out", "退出"),
    Verb("access.switch_post", "切换岗位"),
    Verb("access.view_as", "以下级视角查看"),
    Verb("access.view_as_end", "恢复本人视角"),
    Verb("access.refused", "越权操作被拒绝"),
    Verb("access.session_end", "结束登录会话"),
    Verb("access.unlock_source", "解除来源地址的登录锁定"),
    Verb("account.create", "建立账号"),
    Verb("account.enable", "启用账号"),
    Verb("account.disable", "停用账号"),
    Verb("account.freeze", "冻结长期未登录的账号"),
    Verb("account.password", "修改密码"),
    Verb("account.reset", "重置密码"),
    Verb("account.unlock", "解除登录锁定"),
    Verb("account.one_time_added", "启用动态口令"),
    Verb("account.one_time_removed", "停用动态口令"),
    Verb("account.passkey_added", "登记通行密钥"),
    Verb("account.passkey_removed", "删除通行密钥"),
    Verb("account.recovery_made", "生成恢复码"),
    Verb("account.factors_cleared", "清除第二因素"),
    Verb("account.identity_linked", "关联单点登录身份"),
    Verb("account.identity_unlinked", "解除单点登录身份"),
    Verb("site.demo", "标记为演示站点"),
)


def subscribe_all() -> None:
    """Register the verbs above and listen to access."""
    for verb in VERBS:
        register(verb)
    events.subscribe(access.ActBegins, on_act_begins)
    events.subscribe(access.SignedIn, on_signed_in)
    events.subscribe(access.SignInFailed, on_sign_in_failed)
    events.subscribe(access.SignedOut, on_signed_out)
    events.subscribe(access.SessionEnded, on_session_ended)
    events.subscribe(access.SourceUnlocked, on_source_unlocked)
    events.subscribe(access.PostSwitched, on_post_switched)
    events.subscribe(access.LookedAs, on_looked_as)
    events.subscribe(access.AccountChanged, on_account_changed)
    events.subscribe(access.DemoMarked, on_demo_marked)


def on_act_begins(event: access.ActBegins) -> None:
    """Take the append lock before the act changes its first row."""
    del event
    api.lock()


def on_signed_in(event: access.SignedIn) -> None:
    """Write who signed in, from where."""
    api.record(
        "access.sign_in",
        actor=event.actor,
        at=event.at,
        subject=f"account:{event.account_id}",
        facts={"source": event.source, "demo": event.demo, "means": event.means},
    )


def on_sign_in_failed(event: access.SignInFailed) -> None:
    """Write that a sign-in failed, without the name: it may be a mistyped password."""
    account = "unknown" if event.account_id is None else str(event.account_id)
    api.record(
        "access.locked" if event.locked else "access.sign_in_failed",
        actor=VISITOR,
        at=event.at,
        subject=f"account:{account}",
        facts={"source": event.source, "means": event.means},
    )


def on_signed_out(event: access.SignedOut) -> None:
    """Write who signed out."""
    api.record(
        "access.sign_out", actor=event.actor, at=event.at, subject=f"account:{event.account_id}"
    )


def on_session_ended(event: access.SessionEnded) -> None:
    """Write which session was ended, by whom and why."""
    api.record(
        "access.session_end",
        actor=event.actor,
        at=event.at,
        subject=f"account:{event.account_id}",
        facts={"reason": event.reason, "device": event.device, "source": event.source},
    )


def on_source_unlocked(event: access.SourceUnlocked) -> None:
    """Write which source was let in again, and why."""
    api.record(
        "access.unlock_source",
        actor=event.actor,
        at=event.at,
        subject=f"source:{event.source}",
        facts={"reason": event.reason},
    )


def on_post_switched(event: access.PostSwitched) -> None:
    """Write from which post to which."""
    api.record(
        "access.switch_post",
        actor=event.after,
        at=event.at,
        subject=f"account:{event.account_id}",
        before=event.before.key,
        after=event.after.key,
    )


def on_looked_as(event: access.LookedAs) -> None:
    """Write through whose eyes somebody looked, and when they stopped."""
    seen = event.seen
    api.record(
        "access.view_as" if seen is not None else "access.view_as_end",
        actor=event.actor,
        at=event.at,
        subject=f"account:{event.account_id}",
        after="" if seen is None else seen.key,
        facts=None if seen is None else {"name": seen.name, "title": seen.post},
    )


def on_account_changed(event: access.AccountChanged) -> None:
    """Write what was done to an account, and by whom."""
    api.record(
        f"account.{event.change}",
        actor=event.actor,
        at=event.at,
        subject=f"account:{event.account_id}",
        facts={"reason": event.reason} if event.reason else None,
    )


def on_demo_marked(event: access.DemoMarked) -> None:
    """Write that the site is a demonstration."""
    api.record("site.demo", actor=event.actor, at=event.at, subject="site:demo")
