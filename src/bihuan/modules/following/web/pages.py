"""What the pages of following show, worked out from queries; the form of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.urls import reverse

from bihuan.kernel.ui.components import Cartogram, Kpi, Tile, places
from bihuan.modules.directives.api import places as notices
from bihuan.modules.following.models import Kind
from bihuan.modules.following.queries.coverage import DRAFTING, NONE
from bihuan.modules.following.queries.published import published_following
from bihuan.modules.following.rules.judging import Said, mark_of
from bihuan.modules.following.rules.relating import level_of
from bihuan.modules.following.rules.settings import PACK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.api.places import ClauseFace
    from bihuan.modules.following.queries.answering import DraftLine
    from bihuan.modules.following.queries.coverage import AnswerLine, PlaceLine
    from bihuan.modules.following.queries.published import PublicFollowing
    from bihuan.modules.organisations.queries import RegionView

SECTIONS = {
    "0": "收文部署",
    "1": "一、提高政治站位",
    "2.1": "二（一）明确职责任务",
    "2.2": "二（二）主动担当作为",
    "2.3": "二（三）推动责任落实",
    "2.4": "二（四）健全工作机制",
    "3.1": "三（一）加强工作督办",
    "3.2": "三（二）逗硬考核奖惩",
    "3.3": "三（三）强化监督保障",
}


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The figures and the tiles above the table of places."""

    kpis: tuple[Kpi, ...]
    tiles: Cartogram | None
    city: RegionView | None
    unanswered: int


def coverage_page(lines: Sequence[PlaceLine], *, on: date, city: RegionView | None) -> CoveragePage:
    """Work the coverage out."""
    words = [line.status for line in lines]
    cut = on.isoformat()
    what = "县（市、区）" if city else "市（州）"
    answered = sum(status not in {NONE, DRAFTING} for status in words)
    base = f"?within={city.code}&" if city else "?"
    kpis = (
        Kpi("已答复", f"{answered}/{len(lines)}", f"已有生效答复的{what}数，和{what}总数。", cut),
        Kpi(
            "有调整或不适用",
            str(sum(bool(x.adapted or x.not_applicable) for x in lines)),
            f"至少有一条答复为调整采用或者不适用的{what}数。",
            cut,
        ),
        Kpi(
            "待重新确认",
            str(sum(bool(x.pending) for x in lines)),
            f"上级条款变化后还没有重新确认的{what}数；原答复继续有效。",
            cut,
            f"{base}status=pending",
        ),
        Kpi(
            "未答复",
            str(len(lines) - answered),
            f"没有生效答复的{what}数；未答复的，省级要求照常适用。",
            cut,
        ),
    )
    return CoveragePage(kpis, None if city else _tiles(lines, cut), city, len(lines) - answered)


def _tiles(lines: Sequence[PlaceLine], cut: str) -> Cartogram | None:
    layout = places(PACK)
    if not lines or any(line.code not in layout for line in lines):
        return None
    tiles = tuple(
        Tile(
            line.code,
            f"{line.answered}/{line.asked}",
            key=line.light,
            word=line.word,
            sentence=(
                f"{line.name}：采用{line.adopted}条，调整采用{line.adapted}条，"
                f"不适用{line.not_applicable}条，待重新确认{line.pending}条。"
            ),
            url=reverse("following:place", args=(line.code,)),
        )
        for line in lines
    )
    return Cartogram(
        f"各市（州）已答复条数和应答复条数，截至{cut}", layout, tiles, "已答复和应答复", "情况"
    )


@dataclass(frozen=True, slots=True)
class PlacePage:
    """The counts above the clauses of a place."""

    adopted: int
    adapted: int
    not_applicable: int
    unanswered: int
    pending: int


def place_page(lines: Sequence[AnswerLine]) -> PlacePage:
    """Count the answers of a place."""
    kinds = [line.kind for line in lines]
    return PlacePage(
        adopted=kinds.count(Kind.ADOPTED.value),
        adapted=kinds.count(Kind.ADAPTED.value),
        not_applicable=kinds.count(Kind.NOT_APPLICABLE.value),
        unanswered=kinds.count(NONE),
        pending=sum(line.pending is not None for line in lines),
    )


def newest_copy(region: str, on: date) -> PublicFollowing | None:
    """Return the public copy of a place."""
    found = [x for x in published_following(within=region) if x.region == region]
    return next((x for x in found if x.published_on <= on), None)


def clause_face(code: str, actor: Actor) -> ClauseFace | None:
    """Return a clause of the notice that holds where the actor is."""
    notice = notices.notice_for(f"{actor.region[:2]}0000") if actor.region else None
    faces = notice.clauses if notice else ()
    return next((face for face in faces if face.code == code), None)


def is_county(actor: Actor) -> bool:
    """Say whether the actor belongs to a county."""
    return bool(actor.region) and level_of(actor.region) == "K"


def has_answer_to_give(actor: Actor) -> bool:
    """Say whether the actor's place follows anybody: the province does not."""
    return bool(actor.region) and level_of(actor.region) != "P"


@dataclass(frozen=True, slots=True)
class Group:
    """The clauses of one section of the notice."""

    label: str
    lines: tuple[DraftLine, ...]
    exceptions: int


def grouped(lines: Sequence[DraftLine]) -> tuple[Group, ...]:
    """Return the clauses by section of the notice."""
    found: dict[str, list[DraftLine]] = {}
    for line in lines:
        major, _, rest = line.code.partition(".")
        section = f"{major}.{rest.partition('.')[0]}"
        label = SECTIONS.get(section) or SECTIONS.get(major, "其他")
        found.setdefault(label, []).append(line)
    return tuple(
        Group(label, tuple(group), sum(line.answer is not None for line in group))
        for label, group in found.items()
    )


def seen_answers(lines: Sequence[DraftLine]) -> str:
    """Write down which exceptions a page shows, for the form to carry: "2.2.7=1f…  3.1=…"."""
    marks = (
        (line.code, mark_of(Said(own.kind, own.own_text, own.days, own.reason)))
        for line in lines
        if (own := line.answer) is not None
    )
    return " ".join(f"{code}={mark}" for code, mark in marks)


def answers_seen(shown: str) -> dict[str, str]:
    """Read back what `seen_answers` wrote."""
    return {code: mark for code, _, mark in (each.partition("=") for each in shown.split())}


def draft_counts(lines: Sequence[DraftLine]) -> tuple[tuple[str, int], ...]:
    """Return how many clauses are answered how."""
    kinds = [line.kind for line in lines]
    return tuple((label, kinds.count(kind)) for kind, label in Kind.choices)


class AnswerForm(forms.Form):
    """One answer for every clause that was chosen. Judged by the operation; here in shape only."""

    kind = forms.ChoiceField(
        label="答复",
        choices=(Kind.choices[1], Kind.choices[2], Kind.choices[0]),
        initial=Kind.ADAPTED,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择答复：调整采用、不适用或者采用。"},
    )
    reason = forms.CharField(
        label="理由",
        help_text="调整采用和不适用必须写；随决定一并公开。",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        error_messages={"max_length": "理由最多300字。请压缩。"},
    )
    own_text = forms.CharField(
        label="本地要求",
        help_text="调整采用时写：本地怎样要求。",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        error_messages={"max_length": "本地要求最多500字。请压缩。"},
    )
    way = forms.ChoiceField(
        label="期限",
        choices=(("", "不变"), ("later", "推后"), ("earlier", "提前")),
        required=False,
        widget=forms.Select(attrs={"class": "form-select w-auto"}),
    )
    days = forms.IntegerField(
        label="天数",
        required=False,
        min_value=1,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "form-control w-auto"}),
        error_messages={
            "invalid": "天数请填写1到365的整数。",
            "min_value": "天数请填写1到365的整数。",
            "max_value": "天数请填写1到365的整数。",
        },
    )

    def signed_days(self) -> int:
        """Return the days, later positive, earlier negative."""
        days = self.cleaned_data.get("days") or 0
        way = self.cleaned_data.get("way")
        return days if way == "later" else -days if way == "earlier" else 0

    def kind_label(self) -> str:
        """Return the answer in words."""
        return Kind(self.cleaned_data["kind"]).label
