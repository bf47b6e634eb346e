"""What this module writes into the ledger and announces to the modules above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.kernel.ledger import Verb

if TYPE_CHECKING:
    from datetime import date

LOADED = Verb("organisations.loaded", "载入机构名录")
CREATED = Verb("organisations.created", "设立机构")
RENAMED = Verb("organisations.renamed", "机构更名")
MERGED = Verb("organisations.merged", "机构合并")
SPLIT = Verb("organisations.split", "机构分设")
CLOSED = Verb("organisations.closed", "撤销机构")
GROUPED = Verb("organisations.grouped", "调整名单")
PERSON_ADDED = Verb("organisations.person_added", "登记人员")
ACCOUNT_LINKED = Verb("organisations.account_linked", "绑定账号")
POST_GIVEN = Verb("organisations.post_given", "任职")
POST_ENDED = Verb("organisations.post_ended", "免职")
ABSENCE_ARRANGED = Verb("organisations.absence_arranged", "安排代行职责")
ABSENCE_ENDED = Verb("organisations.absence_ended", "结束代行职责")
PAIR_IN_FORCE = Verb("organisations.pair_in_force", "负责领导与牵头处室生效")
PAIR_ENDED = Verb("organisations.pair_ended", "负责领导与牵头处室终止")
IMPORTED = Verb("organisations.imported", "批量导入")

VERBS = (
    LOADED,
    CREATED,
    RENAMED,
    MERGED,
    SPLIT,
    CLOSED,
    GROUPED,
    PERSON_ADDED,
    ACCOUNT_LINKED,
    POST_GIVEN,
    POST_ENDED,
    ABSENCE_ARRANGED,
    ABSENCE_ENDED,
    PAIR_IN_FORCE,
    PAIR_ENDED,
    IMPORTED,
)


@dataclass(frozen=True, slots=True)
class BodySucceeded:
    """A body was renamed, merged or split: what `predecessor` kept goes on under `successor`."""

    kind: str
    predecessor: str
    successor: str
    on: date


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """A body joined or left a group, so duties may begin or end."""

    group: str
    body: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ResponsiblePairChanged:
    """A body has a new responsible leader and lead office, or has none any more."""

    body: str
    on: date
    active: bool
