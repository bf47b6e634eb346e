"""The register of responsible leaders and lead offices, with its vacancies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from bihuan.kernel.access import region_prefix
from bihuan.modules.organisations.models import GroupMembership, PairEntry
from bihuan.modules.organisations.queries import atlas as map_
from bihuan.modules.organisations.rules import packs, vacancies

if TYPE_CHECKING:
    from datetime import date

    from bihuan.modules.organisations.queries.maps import BodyView
    from bihuan.modules.organisations.rules.vacancies import Vacancy


@dataclass(frozen=True, slots=True)
class PairView:
    """One line of the register as other modules see it."""

    body: str
    case_number: str
    leader_name: str
    leader_title: str
    leader_rank: str
    leader_post: int | None
    office: str
    office_head: str
    contact: str
    phone: str
    document_no: str
    public_name: bool
    valid_from: date
    valid_to: date | None
    end_reason: str
    leader_left_on: date | None

    @property
    def shown_leader(self) -> str:
        """What the public reads: the name only where it may be published, else the title."""
        return (
            f"{self.leader_name}（{self.leader_title}）" if self.public_name else self.leader_title
        )


@dataclass(frozen=True, slots=True)
class PairRow:
    """A body that owes a pair: its pair on the day, or its vacancy."""

    body: BodyView
    pair: PairView | None
    vacancy: Vacancy | None

    @property
    def word(self) -> str:
        """The state in one word."""
        if self.pair is not None:
            return "已确定"
        return "逾期空缺" if self.vacancy is not None and self.vacancy.flagged else "空缺"


def _view(entry: PairEntry) -> PairView:
    return PairView(
        body=entry.body_id,
        case_number=entry.pair.case.number,
        leader_name=entry.leader_name,
        leader_title=entry.leader_title,
        leader_rank=entry.leader_rank,
        leader_post=entry.pair.leader_id,
        office=entry.office,
        office_head=entry.office_head,
        contact=entry.contact,
        phone=entry.phone,
        document_no=entry.document_no,
        public_name=entry.public_name,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        end_reason=entry.end_reason,
        leader_left_on=entry.pair.leader.valid_to if entry.pair.leader else None,
    )


def _active_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def responsible_pair(body: str, on: date) -> PairView | None:
    """Return the leader and lead office of a body on a day, None while there are none."""
    entry = (
        PairEntry.objects.filter(_active_on(on), body_id=body)
        .select_related("pair__case", "pair__leader")
        .order_by("-valid_from", "-pk")
        .first()
    )
    return _view(entry) if entry is not None else None


def pair_history(body: str) -> tuple[PairView, ...]:
    """Return every pair a body has had, newest first."""
    entries = PairEntry.objects.filter(body_id=body).select_related("pair__case", "pair__leader")
    return tuple(_view(entry) for entry in entries.order_by("-valid_from", "-pk"))


def pairs_register(*, on: date, group: str = "IMP", within: str = "") -> tuple[PairRow, ...]:
    """Return the register of a set on a day: every body that owes a pair, with pair or vacancy."""
    owing = map_.bodies(on=on, group=group, within=within)
    codes = {body.code for body in owing}
    active: dict[str, PairView] = {}
    ended: dict[str, date] = {}
    # By place and not by a list of thousands of codes: there are far fewer pairs than bodies.
    entries = PairEntry.objects.filter(valid_from__lte=on)
    if within:
        entries = entries.filter(body__region__code__startswith=region_prefix(within))
    for entry in entries.select_related("pair__case", "pair__leader").order_by("valid_from", "pk"):
        if entry.body_id not in codes:
            continue
        view = _view(entry)
        over = min(filter(None, (view.valid_to, view.leader_left_on)), default=None)
        if over is None or over > on:
            active[view.body] = view
        else:  # ended, or its leader has left the post and nobody has taken their place
            ended[view.body] = max(ended.get(view.body, over), over)
    joined = dict(
        GroupMembership.objects.filter(group=group, valid_from__lte=on)
        .order_by("valid_from")
        .values_list("body_id", "valid_from")
    )
    rule = packs.vacancy_rule(on)
    rows = []
    for body in owing:
        pair = active.get(body.code)
        gap = None
        if pair is None and rule is not None:
            gap = vacancies.vacancy(
                owed_since=max(joined.get(body.code, body.valid_from), body.valid_from),
                last_ended=ended.get(body.code),
                on=on,
                rule=rule,
            )
        rows.append(PairRow(body, pair, gap))
    return tuple(rows)
