"""The dated policy of identity: passwords, locks, sessions, second factors, each with its basis.

The numbers stand in ``policies/identity.toml``; a change is a new edition with its first day.
Which password profile applies is the choice of the installation (``BIHUAN_PASSWORD_PROFILE``).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from bihuan.kernel.access.actors import ROLES
from bihuan.kernel.calendar import civil_day

if TYPE_CHECKING:
    from collections.abc import Mapping

DENGBAO, ASVS = "dengbao", "asvs"
PROFILES = frozenset({DENGBAO, ASVS})
CLASSES = 4
LEAST_KEPT = 184
"""Days: six months, the least for which records of the network are kept (网络安全法第二十一条)."""

P = TypeVar("P")


class IdentityPolicyError(ValueError):
    """The file of identity parameters cannot be trusted; the message names place and fault."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a password must be like."""

    name: str
    least: int
    most: int
    classes: int
    history: int
    days: int
    warn_days: int
    common: bool
    breached: bool
    personal: bool
    basis: str
    mark: str

    @property
    def sentence(self) -> str:
        """The profile as the form of the new password says it."""
        parts = [f"{self.least} 至 {self.most} 个字符"]
        if self.classes:
            parts.append(f"大写字母、小写字母、数字、其他符号至少含 {self.classes} 类")
        if self.personal:
            parts.append("不含登录名、姓名和系统名称")
        if self.history:
            parts.append(f"不与最近 {self.history} 次用过的密码相同")
        if self.days:
            parts.append(f"{self.days} 天更换一次")
        return "；".join(parts) + "。可以粘贴，可以使用密码管理器。"


@dataclass(frozen=True, slots=True)
class Locks:
    """How many failures a name and a source have, and for how long they are counted."""

    account_failures: int
    account_minutes: int
    source_failures: int
    source_minutes: int
    basis: str
    mark: str

    @property
    def account_window(self) -> timedelta:
        """How long a failure counts against a name."""
        return timedelta(minutes=self.account_minutes)

    @property
    def source_window(self) -> timedelta:
        """How long a failure counts against a source."""
        return timedelta(minutes=self.source_minutes)


@dataclass(frozen=True, slots=True)
class Sessions:
    """How long a session lives, and how many one person may have."""

    idle_minutes: int
    administrator_idle_minutes: int
    longest_hours: int
    parallel: int
    basis: str
    mark: str

    @property
    def longest(self) -> timedelta:
        """The absolute end."""
        return timedelta(hours=self.longest_hours)

    def idle(self, *, administrator: bool) -> timedelta:
        """Return the longest pause."""
        minutes = self.administrator_idle_minutes if administrator else self.idle_minutes
        return timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Factors:
    """Who needs a second factor."""

    required: tuple[str, ...]
    recovery_codes: int
    minutes: int
    fresh_minutes: int
    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long accounts stay open unused, and how long ended sessions are kept."""

    unused_days: int
    unused_warn_days: int
    session_days: int
    basis: str
    mark: str

    @property
    def unused(self) -> timedelta:
        """After how long without a sign-in an account is frozen."""
        return timedelta(days=self.unused_days)

    @property
    def warned(self) -> timedelta:
        """After how long without a sign-in it is shown as about to be."""
        return timedelta(days=self.unused_days - self.unused_warn_days)

    @property
    def sessions(self) -> timedelta:
        """How long the row of an ended session is kept."""
        return timedelta(days=self.session_days)


@dataclass(frozen=True, slots=True)
class Edition:
    """All parameters as they applied from a day on."""

    key: str
    name: str
    first_day: date
    profiles: Mapping[str, Profile]
    locks: Locks
    sessions: Sessions
    factors: Factors
    keeping: Keeping

    @property
    def profile(self) -> Profile:
        """The password profile this installation has chosen."""
        return self.profiles[settings.PASSWORD_PROFILE]


def in_force(at: datetime) -> Edition:
    """Return the parameters that apply at a moment.

    :raises IdentityPolicyError: for a moment before the first edition.
    """
    day = civil_day(at)
    found = [edition for edition in editions() if edition.first_day <= day]
    if not found:
        message = f"{day.isoformat()} 还没有适用的身份鉴别参数。"
        raise IdentityPolicyError(message)
    return found[-1]


@cache
def editions() -> tuple[Edition, ...]:
    """Return every edition of the installation, oldest first."""
    return load(Path(settings.POLICY_DIR) / "identity.toml")


def load(file: Path) -> tuple[Edition, ...]:
    """Read and judge a file of identity parameters.

    :raises IdentityPolicyError: with the file, the edition and the fault.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file.name}：读不出来（{error}）。"
        raise IdentityPolicyError(message) from error
    tables = values.get("edition")
    if values.keys() != {"edition"} or not isinstance(tables, list) or not tables:
        message = f"{file.name}：应当只有 [[edition]]，至少一版。"
        raise IdentityPolicyError(message)
    found = [_edition(table, f"{file.name} 第{n}版") for n, table in enumerate(tables, start=1)]
    days = [edition.first_day for edition in found]
    if len(set(days)) != len(days):
        message = f"{file.name}：两版从同一天起适用。"
        raise IdentityPolicyError(message)
    return tuple(sorted(found, key=lambda edition: edition.first_day))


def _edition(table: dict[str, Any], place: str) -> Edition:
    _require(table.keys() == {field.name for field in fields(Edition)}, place, "字段不全或者多余")
    _require(type(table["first_day"]) is date, place, "first_day 应为日期")
    _require(table["profiles"].keys() == PROFILES, place, "应当有 dengbao 和 asvs 两种密码要求")
    profiles = {
        key: _part(Profile, part, f"{place} profiles.{key}")
        for key, part in table["profiles"].items()
    }
    for profile in profiles.values():
        _require(profile.least <= profile.most and profile.classes <= CLASSES, place, "长度或类数")
    factors = _part(Factors, table["factors"], f"{place} factors")
    keeping = _part(Keeping, table["keeping"], f"{place} keeping", positive=True)
    _require(keeping.unused_warn_days < keeping.unused_days, place, "unused_warn_days")
    _require(keeping.session_days >= LEAST_KEPT, place, "session_days 少于六个月")
    _require(set(factors.required) <= ROLES.keys(), place, "factors.required 有不存在的职责")
    return Edition(
        key=table["key"],
        name=table["name"],
        first_day=table["first_day"],
        profiles=profiles,
        locks=_part(Locks, table["locks"], f"{place} locks", positive=True),
        sessions=_part(Sessions, table["sessions"], f"{place} sessions", positive=True),
        factors=factors,
        keeping=keeping,
    )


def _part(kind: type[P], table: dict[str, Any], place: str, *, positive: bool = False) -> P:
    made: dict[str, Any] = {}
    names = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    _require(table.keys() == names.keys(), place, "字段不全或者多余")
    kinds = {"int": int, "bool": bool, "str": str, "tuple[str, ...]": list}
    for name, declared in names.items():
        value = table[name]
        _require(type(value) is kinds[str(declared)], place, f"{name} 的类型不对")
        if isinstance(value, str):
            _require(bool(value.strip()), place, f"{name} 没有填写")
        if type(value) is int:
            _require(value >= (1 if positive else 0), place, f"{name} 不能为负数或者零")
        made[name] = tuple(value) if isinstance(value, list) else value
    return kind(**made)


def _require(holds: object, place: str, fault: str) -> None:
    if not holds:
        message = f"{place}：{fault}。"
        raise IdentityPolicyError(message)
