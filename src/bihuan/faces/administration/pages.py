"""What the administrators' pages show: tables as declarations, the entries of the bar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from bihuan.kernel.access import ADMINISTRATORS, ROLES
from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import all_verbs
from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.ui.components.status import Light
from bihuan.kernel.ui.nav import NavItem
from bihuan.kernel.ui.tables import Asked, Column, Filter, Table, choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from bihuan.kernel.access import Actor
    from bihuan.kernel.access.models import Account
    from bihuan.kernel.ledger import Line

MOST_ENTRIES = 1000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AUDIT_VERBS = (
    "access.sign_in",
    "access.sign_in_failed",
    "access.locked",
    "access.sign_out",
    "access.session_end",
    "access.switch_post",
    "access.refused",
    "access.unlock_source",
    "access.view_as",
    "access.view_as_end",
    "account.create",
    "account.enable",
    "account.disable",
    "account.freeze",
    "account.password",
    "account.reset",
    "account.unlock",
    "account.one_time_added",
    "account.one_time_removed",
    "account.passkey_added",
    "account.passkey_removed",
    "account.recovery_made",
    "account.factors_cleared",
    "account.identity_linked",
    "account.identity_unlinked",
    "organisations.account_linked",
    "organisations.person_added",
    "organisations.post_given",
    "organisations.post_ended",
    "organisations.absence_arranged",
    "organisations.absence_ended",
    "export",
    "read.sensitive",
    "ledger.verify",
    "site.clock_back",
)
"""What the audit administrator reads: who came in, who may do what, what left the house."""


def audits(actor: Actor) -> bool:
    """Say whether somebody reads the audit."""
    return actor.has("audit_admin")


def administers(actor: Actor) -> bool:
    """Say whether somebody is one of the three."""
    return bool(actor.roles & ADMINISTRATORS)


NAV = (
    NavItem(
        "accounts",
        "账号",
        "administration:accounts",
        2,
        visible=access.may_see_accounts,
        administrators=True,
    ),
    NavItem("audit", "审计", "administration:audit", 3, visible=audits, administrators=True),
    NavItem(
        "condition",
        "运行状况",
        "administration:condition",
        5,
        visible=administers,
        administrators=True,
    ),
    NavItem(
        "identity", "安全参数", "administration:policy", 4, visible=administers, administrators=True
    ),
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One row of the accounts."""

    account: Account
    locked_until: datetime | None
    has_factor: bool

    @property
    def state(self) -> Light:
        """Whether one can sign in, in a word."""
        if not self.account.is_active:
            return Light("none", "已停用", "账号已停用，不能登录。")
        if self.locked_until is not None:
            until = timezone.localtime(self.locked_until)
            return Light("late", "已锁定", f"登录失败次数过多，到{until:%H:%M}自动解除。")
        return Light("done", "正常", "可以登录。")


def _prepared(rows: Sequence[Account], asked: Asked) -> list[AccountLine]:
    found = list(rows)
    locks = access.locks_of(found, at=asked.at)
    return [
        AccountLine(each, locks.get(each.login), bool(getattr(each, "has_factor", False)))
        for each in found
    ]


UNUSED = (("warned", "即将或已经超期"), ("over", "已经超期"))


def _unused(rows: QuerySet[Account], value: str, asked: Asked) -> QuerySet[Account]:
    keeping = access.identity_policy(asked.at).keeping
    limit = keeping.unused if value == "over" else keeping.warned
    return rows.annotate(last_used=access.last_used()).filter(last_used__lte=asked.at - limit)


def account_url(line: AccountLine) -> str:
    """Return the address of an account."""
    return reverse("administration:account", args=(line.account.pk,))


ACCOUNTS: Table[Account, AccountLine] = Table(
    "accounts",
    "账号",
    columns=(
        Column("login", "登录名", lambda row: row.account.login, order="login", fixed=True,
               link=account_url, width=24),
        Column("display", "姓名", lambda row: row.account.display, order="display"),
        Column("state", "状态", lambda row: row.state, kind="light"),
        Column("factor", "第二因素", lambda row: "已启用" if row.has_factor else "未启用"),
        Column("last", "最近登录", lambda row: row.account.last_login, kind="datetime",
               order="last_login"),
        Column("password", "密码设置", lambda row: row.account.password_at, kind="datetime",
               order="password_at", shown=False),
        Column("created", "建立时间", lambda row: row.account.created_at, kind="datetime",
               order="created_at"),
        Column("demo", "演示账号", lambda row: row.account.is_demo, kind="yesno", shown=False),
    ),
    filters=(
        Filter("unused", "长期未登录", choices=UNUSED, widget="select", narrow=_unused),
        choice("active", "启用", "is_active", (("True", "启用"), ("False", "停用"))),
    ),
    search=("login", "display"),
    order=("login",),
    prepare=_prepared,
    unit="个账号",
    empty_title="没有符合条件的账号",
    search_label="登录名或姓名",
)  # fmt: skip


def entries(*, verb: str, day: str) -> list[Line]:
    """Return the latest entries of the audit, newest first, of one kind and day where asked."""
    since = until = None
    on = parse_date(day) if DAY.fullmatch(day) else None
    if on is not None:
        since = timezone.make_aware(datetime.combine(on, time()))
        until = since + timedelta(days=1)
    verbs = (verb,) if verb in AUDIT_VERBS else AUDIT_VERBS
    return list(
        ledger.entries(verbs=verbs, since=since, until=until, newest_first=True, limit=MOST_ENTRIES)
    )


def _is_verb(row: Line, value: str, _asked: Asked) -> bool:
    return row.verb == value


def _is_day(row: Line, value: str, _asked: Asked) -> bool:
    return timezone.localtime(row.at).date().isoformat() == value


def _verbs(_actor: Actor) -> tuple[tuple[str, str], ...]:
    return tuple((verb.key, verb.label) for verb in all_verbs() if verb.key in AUDIT_VERBS)


WORDS = {
    "source": "来源",
    "means": "方式",
    "demo": "演示账号",
    "reason": "理由",
    "device": "设备",
    "person": "人员编号",
    "post": "岗位编号",
    "acting": "代行岗位编号",
    "roles": "职责",
    "since": "起",
    "until": "止",
    "on": "日期",
    "rows": "行数",
}
SUBJECTS = {"account": "账号", "body": "机构", "source": "来源地址", "export": "导出"}


def _facts(row: Line) -> str:
    return "；".join(f"{WORDS.get(key, key)}：{_said(value)}" for key, value in row.facts.items())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(ROLES.get(str(each), str(each)) for each in value)
    return "无" if value is None else str(value)


def _subject(row: Line) -> str:
    kind, _, key = row.subject.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {key}"


AUDIT: Table[Line, Line] = Table(
    "audit",
    "审计",
    columns=(
        Column("seq", "台账序号", lambda row: row.seq, kind="number", order="seq", fixed=True,
               link=lambda row: reverse("ui:ledger-entry", args=(row.seq,))),
        Column("at", "时间", lambda row: row.at, kind="datetime", order="at"),
        Column("verb", "事项", lambda row: row.label, width=24),
        Column("who", "办理人", lambda row: f"{row.actor_body_name}{row.actor_name}",
               note=lambda row: f"代{row.on_behalf_of}" if row.on_behalf_of else "", width=24),
        Column("subject", "对象", _subject, width=24),
        Column("facts", "内容", _facts, width=50),
    ),
    filters=(
        Filter("verb", "事项", choices=_verbs, widget="select", keep=_is_verb),
        Filter("day", "日期", widget="date", keep=_is_day),
    ),
    unit="条记录",
    empty_title="没有符合条件的记录",
)  # fmt: skip
