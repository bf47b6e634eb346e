"""What is done to accounts: made, enabled, given passwords, unlocked. Each act announces itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password as fits_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction

from bihuan.kernel import events
from bihuan.kernel.access import live, passwords, throttle
from bihuan.kernel.access.events import AccountChanged, ActBegins, SignInFailed, SourceUnlocked
from bihuan.kernel.access.identity import in_force
from bihuan.kernel.access.models import Account, PastPassword
from bihuan.kernel.access.names import LONGEST_LOGIN, normalise_login
from bihuan.kernel.access.permissions import may, permission

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.kernel.access.actors import Actor

LONGEST_PASSWORD = 128
LEAST_REASON, LONGEST_REASON = 4, 100
WRONG = "登录名或密码不正确。请核对后重试；忘记密码请联系本单位系统管理员重置。"

KEEP_ACCOUNTS = permission(
    "access.keep_accounts",
    "维护账号：建立、启用停用、重置密码、解除锁定、结束会话",
    rule_roles=frozenset({"system_admin"}),
    system=True,
)
RESET_FACTORS = permission(
    "access.reset_factors",
    "清除他人的第二因素",
    rule_roles=frozenset({"security_admin"}),
    system=True,
)
"""Not the system administrator's: who could reset both could become anybody."""


class BadAccount(ValueError):
    """An account cannot be made or changed as asked; the message is for the administrator."""


class NotYours(PermissionError):
    """The actor may not do this to an account; the message says who may."""


class PasswordRefused(ValueError):
    """A password is not taken; ``faults`` says why, by the field of the form it belongs to."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a try: an account, or the sentence that refuses."""

    account: Account | None
    refusal: str = ""
    limited: bool = False


def create_account(
    *,
    login: str,
    display: str,
    password: str | None,
    actor: Actor,
    at: datetime,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> Account:
    """Create an account. Without a password nobody can sign in to it with one.

    :raises BadAccount: the name is empty, too long or taken.
    :raises PasswordRefused: the password does not fit the profile.
    :raises NotYours: the actor does not keep accounts.
    """
    _require(actor, KEEP_ACCOUNTS.key, "账号由系统管理员建立。")
    name = normalise_login(login)
    if not name or len(name) > LONGEST_LOGIN:
        msg = f"登录名须为 1 至 {LONGEST_LOGIN} 个字符，不计空格。"
        raise BadAccount(msg)
    if not display.strip():
        raise BadAccount("请填写姓名。")
    if password is not None:
        _require_good(password, names=(name, display), at=at)
    account = Account(
        login=name,
        display=display.strip(),
        is_demo=is_demo,
        must_change_password=must_change_password,
        created_at=at,
        password_at=None if password is None else at,
    )
    account.set_password(password)
    with transaction.atomic():
        events.publish(ActBegins())
        if Account.objects.filter(login=name).exists():
            msg = f"登录名“{name}”已被使用（大小写、全角半角视为相同）。请换一个。"
            raise BadAccount(msg)
        account.save(force_insert=True)
        events.publish(AccountChanged(account.pk, "create", actor, at))
    return account


def set_password(
    account: Account, *, password: str, actor: Actor, at: datetime, but: int = 0
) -> None:
    """Give an account a new password; every session opened with the old one ends.

    :param but: the session that goes on: the one in which people change their own password.
    :raises PasswordRefused: the password does not fit the profile, or was used before.
    :raises NotYours: it is somebody else's account and the actor does not keep accounts.
    """
    own = actor.account_id == account.pk
    if not own:
        _require(actor, KEEP_ACCOUNTS.key, "他人的密码由系统管理员重置。")
    used = _was_used(account, password, at=at)
    _require_good(password, names=(account.login, account.display), at=at, used=used)
    _put_password(account, password, own=own, actor=actor, at=at, but=but)


def reset_password(account: Account, *, reason: str, actor: Actor, at: datetime) -> str:
    """Give an account a password nobody chose, to be changed at the next sign-in; return it.

    :raises NotYours: the actor does not keep accounts, or it is their own.
    :raises BadAccount: no reason is given.
    """
    _require(actor, KEEP_ACCOUNTS.key, "密码由系统管理员重置。")
    _require_other(account, actor, "自己的密码请在“账号安全”中修改。")
    said = reason_of(reason)
    made = passwords.make()
    _put_password(account, made, own=False, actor=actor, at=at, reason=said)
    return made


def set_active(
    account: Account, *, active: bool, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Enable or disable an account; a disabled one is out at its next request.

    :raises NotYours: the actor does not keep accounts, or it is their own.
    """
    _require(actor, KEEP_ACCOUNTS.key, "账号由系统管理员启用和停用。")
    _require_other(account, actor, "不能停用自己的账号。请由另一名系统管理员办理。")
    with transaction.atomic():
        events.publish(ActBegins())
        since = {"enabled_at": at} if active else {}
        changed = Account.objects.filter(pk=account.pk, is_active=not active).update(
            is_active=active, **since
        )
        if changed:
            change = "enable" if active else "disable"
            events.publish(AccountChanged(account.pk, change, actor, at, reason))
        if not active:
            live.end_all(account, reason=live.DISABLED, actor=actor, at=at)
    account.is_active = active


def unlock(account: Account, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a name try again before its time, once an administrator knows who asks.

    :raises NotYours: the actor does not keep accounts, or it is their own.
    :raises BadAccount: no reason is given, or the name is not locked.
    """
    _require(actor, KEEP_ACCOUNTS.key, "登录锁定由系统管理员解除。")
    _require_other(account, actor, "不能解除自己的锁定。请由另一名系统管理员办理。")
    said = reason_of(reason)
    with transaction.atomic():
        events.publish(ActBegins())
        if not throttle.clear_name(account.login) + throttle.clear_name(second_name(account)):
            raise BadAccount("这个账号目前没有锁定，不需要解除。")
        events.publish(AccountChanged(account.pk, "unlock", actor, at, said))


def unlock_source(source: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a source try again before its time: an office behind one address.

    :raises NotYours: the actor does not keep accounts.
    :raises BadAccount: no reason is given, or the source is not locked.
    """
    _require(actor, KEEP_ACCOUNTS.key, "来源地址的锁定由系统管理员解除。")
    said = reason_of(reason)
    with transaction.atomic():
        events.publish(ActBegins())
        if not throttle.clear_source(source):
            raise BadAccount("这个来源地址目前没有锁定，不需要解除。")
        events.publish(SourceUnlocked(source, said, actor, at))


def end_sessions(account: Account, *, reason: str, actor: Actor, at: datetime) -> int:
    """End every session of somebody else.

    :raises NotYours: the actor does not keep accounts, or it is their own.
    :raises BadAccount: no reason is given.
    """
    _require(actor, KEEP_ACCOUNTS.key, "他人的会话由系统管理员结束。")
    _require_other(account, actor, "自己的会话请在“账号安全”中结束。")
    said = f"{live.BY_ADMINISTRATOR}：{reason_of(reason)}"[:60]
    with transaction.atomic():
        events.publish(ActBegins())
        return live.end_all(account, reason=said, actor=actor, at=at)


def change_own_password(
    account: Account,
    *,
    present: str,
    new: str,
    again: str,
    source: str,
    actor: Actor,
    at: datetime,
    but: int,
) -> None:
    """Let people change their own password: the present one is asked for, and throttled.

    :raises PasswordRefused: with every fault at once, by field.
    """
    found: list[tuple[str, str]] = []
    checked = check_password(login=account.login, password=present, source=source, at=at)
    if checked.account is None:
        found.append(("present", checked.refusal if checked.limited else "原密码不正确。"))
    if new != again:
        found.append(("again", "两次填写的新密码不一致。"))
    if new == present:
        found.append(("new", "新密码不能与原密码相同。"))
    # Only whoever knows the present password learns whether the new one was used before.
    used = not found and _was_used(account, new, at=at)
    names = (account.login, account.display)
    profile = in_force(at).profile
    faults = passwords.faults(new, profile=profile, names=names, earlier=used)
    found += [("new", sentence) for sentence in faults]
    if found:
        raise PasswordRefused(tuple(found))
    _put_password(account, new, own=True, actor=actor, at=at, but=but)


def check_password(*, login: str, password: str, source: str, at: datetime) -> Checked:
    """Check name and password: throttled first, hashed second, one answer for every miss."""
    place = throttle.take_place(login, source=source, at=at)
    if place is None:
        return Checked(None, too_many(at), limited=True)
    account = Account.objects.filter(login=normalise_login(login)).first()
    fits = _fits(account, password)
    if account is None or not fits or not account.is_active:
        known = None if account is None else account.pk
        with transaction.atomic():
            events.publish(ActBegins())
            locked = throttle.is_last(place, at=at)
            events.publish(SignInFailed(known, source, at, locked))
        return Checked(None, WRONG)
    throttle.forgive(place)
    return Checked(account)


def too_many(at: datetime) -> str:
    """Return the sentence to whoever has used up the tries."""
    minutes = in_force(at).locks.account_minutes
    return (
        f"尝试次数过多，已暂停登录。请 {minutes} 分钟后再试；"
        "急用请联系系统管理员，核实身份后可以提前解除。"
    )


def second_name(account: Account) -> str:
    """Return the name under which tries of the second factor are counted."""
    return f"second-factor#{account.pk}"


def password_ends(account: Account, *, at: datetime) -> datetime | None:
    """Return when the password is too old; ``None`` where it has no end."""
    days = in_force(at).profile.days
    if not days or not account.has_usable_password():
        return None
    return (account.password_at or account.created_at) + timedelta(days=days)


def password_is_old(account: Account, *, at: datetime) -> bool:
    """Whether a new password must be chosen before anything else."""
    end = password_ends(account, at=at)
    return end is not None and end <= at


def _put_password(
    account: Account,
    password: str,
    *,
    own: bool,
    actor: Actor,
    at: datetime,
    but: int = 0,
    reason: str = "",
) -> None:
    before = account.password
    account.set_password(password)
    account.must_change_password = not own
    account.password_at = at
    with transaction.atomic():
        events.publish(ActBegins())
        if before and not before.startswith("!"):
            PastPassword.objects.create(account=account, password=before, at=at)
        account.save(update_fields=["password", "must_change_password", "password_at"])
        change = "password" if own else "reset"
        events.publish(AccountChanged(account.pk, change, actor, at, reason))
        live.end_all(account, reason=live.PASSWORD, actor=actor, at=at, but=but)
        throttle.clear_name(account.login)


def _was_used(account: Account, password: str, *, at: datetime) -> bool:
    kept = in_force(at).profile.history
    if not kept or len(password) > LONGEST_PASSWORD:
        return False
    # The present password is one of the last `history`, so one less comes from the table.
    past = PastPassword.objects.filter(account=account).order_by("-at", "-pk")
    hashes = [account.password, *past.values_list("password", flat=True)[: kept - 1]]
    return any(fits_hash(password, each) for each in hashes)


def _require_good(
    password: str, *, names: tuple[str, ...], at: datetime, used: bool = False
) -> None:
    found = passwords.faults(password, profile=in_force(at).profile, names=names, earlier=used)
    if found:
        raise PasswordRefused(tuple(("new", sentence) for sentence in found))


def _require(actor: Actor, key: str, sentence: str) -> None:
    if not may(actor, key):
        raise NotYours(sentence)


def _require_other(account: Account, actor: Actor, sentence: str) -> None:
    if actor.account_id == account.pk:
        raise NotYours(sentence)


def reason_of(reason: str) -> str:
    """Return the reason given, or refuse one that says nothing."""
    said = " ".join(reason.split())
    if not LEAST_REASON <= len(said) <= LONGEST_REASON:
        msg = f"请写明理由（{LEAST_REASON} 至 {LONGEST_REASON} 个字），例如怎样核实了本人身份。"
        raise BadAccount(msg)
    return said


def _fits(account: Account | None, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    if account is None or not account.has_usable_password():
        # The same work as for a known name, so that the time of the answer does not tell names.
        make_password(password)
        return False
    return account.check_password(password)
