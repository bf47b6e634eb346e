"""The lists of a whole province: 2,500 lists with 100,000 matters of varied wording, in bulk.

Made from the demonstration's matters by exchanging words for others of the same topic of the
dictionary. Working lists, public copies and the search index are there as operations would have
left them, without ledger and passages; the seed decides everything.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from bihuan.kernel.calendar import SHANGHAI
from bihuan.kernel.process.models import Case
from bihuan.modules.matters.demo.wording import lines_with_lists, matters_of
from bihuan.modules.matters.models import (
    ListState,
    MatterLevel,
    MatterList,
    MatterRole,
    MatterRow,
    Publication,
    PublishedMatter,
    SearchEntry,
)
from bihuan.modules.matters.operations import indexing
from bihuan.modules.matters.queries.index import store_terms
from bihuan.modules.matters.rules.faults import same_matter
from bihuan.modules.matters.rules.words import dictionary
from bihuan.modules.organisations import api as organisations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bihuan.modules.organisations.queries import BodyView

SEED = 20230317
ROWS = 40
PUBLISHED = date(2025, 5, 12)
BATCH = 500
VERBS = ("", "牵头", "组织", "督促", "指导", "加强", "统筹", "会同有关部门", "常态化开展", "依法")
PARTS = (
    "",
    "城区",
    "乡镇",
    "园区",
    "沿江地区",
    "重点区域",
    "集中式",
    "农村",
    "历史遗留",
    "新建项目",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """How much was written."""

    lists: int
    matters: int


def fill(*, rows: int = ROWS, seed: int = SEED, most: int = 0, public: bool = True) -> Filled:
    """Give every department of the province, its cities and counties a published list.

    Without `public` the working lists only: what lists are compared by.
    """
    dice = random.Random(seed)  # noqa: S311 - the same province every time
    lines = lines_with_lists(MatterLevel.PROVINCE)[:12]
    views = [view for view in organisations.bodies(on=PUBLISHED) if _has_list(view, lines)]
    views = views[:most] if most else views
    for start in range(0, len(views), BATCH // 5):
        with transaction.atomic():
            _write(views[start : start + BATCH // 5], rows, dice, public=public)
    return Filled(len(views), len(views) * rows)


def _has_list(view: BodyView, lines: Sequence[str]) -> bool:
    if view.level == "province":
        return view.line in lines_with_lists(MatterLevel.PROVINCE)
    return view.line in lines and view.level in {"city", "county"}


def _write(views: Sequence[BodyView], rows: int, dice: random.Random, *, public: bool) -> None:
    at = datetime(2025, 3, 3, 9, tzinfo=SHANGHAI)
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    cases = [_case(view, last + number, at) for number, view in enumerate(views, start=1)]
    Case.objects.bulk_create(cases)
    lists = MatterList.objects.bulk_create(
        MatterList(
            case=case,
            year=2025,
            list_version=1,
            office_body=f"{case.region}-office",
            drafting_office="综合处",
            filed_on=date(2025, 4, 1),
            accepted_on=date(2025, 5, 6),
            receipt_no=f"演示备〔2025〕{case.pk}号",
        )
        for case in cases
    )
    words = [list(_worded(view.line, rows, dice)) for view in views]
    MatterRow.objects.bulk_create(
        (
            _row(held, number, each, view)
            for held, view, told in zip(lists, views, words, strict=True)
            for number, each in enumerate(told, start=1)
        ),
        batch_size=BATCH,
    )
    if public:
        _publish(cases, views, words)


def _publish(
    cases: Sequence[Case], views: Sequence[BodyView], words: Sequence[Sequence[Words]]
) -> None:
    copies = Publication.objects.bulk_create(
        _copy(case, view) for case, view in zip(cases, views, strict=True)
    )
    matters = PublishedMatter.objects.bulk_create(
        (
            _public(copy, number, each, view)
            for copy, view, told in zip(copies, views, words, strict=True)
            for number, each in enumerate(told, start=1)
        ),
        batch_size=BATCH,
    )
    by_copy: dict[int, list[PublishedMatter]] = {}
    for matter in matters:
        by_copy.setdefault(matter.publication_id, []).append(matter)
    entries = [
        entry
        for copy in copies
        for entry in indexing.public_entries(copy, by_copy[copy.pk], since=PUBLISHED)
    ]
    store_terms(SearchEntry.objects.bulk_create(entries, batch_size=BATCH))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one matter."""

    name: str
    category: str
    partners: tuple[str, ...]
    bases: str
    watched: str
    measures: str
    office: str


def _worded(line: str, rows: int, dice: random.Random) -> Iterator[Words]:
    """So many matters of a line, no two of one list alike."""
    known = matters_of(line)
    seen: set[str] = set()
    number = 0
    while len(seen) < rows:
        name, category, partners, bases, watched, measures, office = known[number % len(known)]
        number += 1
        told = _said_otherwise(name, dice)
        if told in seen:
            told = f"{told}（{len(seen) + 1}）"
        seen.add(told)
        other = _said_otherwise(watched, dice)
        yield Words(told, category, tuple(partners), bases, other, measures, office)


def _said_otherwise(text: str, dice: random.Random) -> str:
    words = dictionary()
    for key, said in words.topics_in(text).items():
        if dice.random() < 0.5:
            text = text.replace(said[0], dice.choice(words.topics[key].words), 1)
    return f"{dice.choice(VERBS)}{dice.choice(PARTS)}{text}"[:190]


def _case(view: BodyView, key: int, at: datetime) -> Case:
    return Case(
        pk=key,
        number=f"QD-2025-{key:06d}",
        process="matter-list",
        version=1,
        state=ListState.PUBLISHED,
        revision=7,
        title=f"{view.name}生态环境保护事项清单（2025年第1版）",
        body=view.code,
        region=view.region,
        line=view.line,
        opened_at=at,
        moved_at=datetime(2025, 5, 12, 17, tzinfo=SHANGHAI),
        closed_at=datetime(2025, 5, 12, 17, tzinfo=SHANGHAI),
    )


def _copy(case: Case, view: BodyView) -> Publication:
    return Publication(
        address=f"{case.body}-2025-1",
        case_number=case.number,
        body=case.body,
        body_name=view.name,
        region=case.region,
        region_name=view.region_name,
        title=case.title,
        year=2025,
        list_version=1,
        issuing_office="综合处",
        source_url="https://example.example/qingdan",
        receipt_no=f"演示备〔2025〕{case.pk}号",
        accepted_on=date(2025, 5, 6),
        formed_on=date(2025, 4, 28),
        published_on=PUBLISHED,
        due_on=date(2025, 5, 28),
        due_basis="演示数据",
        csv_name=f"{case.body}-2025-1.csv",
        csv_file=b"",
        sm3="",
        sha256="",
    )


def _row(held: MatterList, number: int, words: Words, view: BodyView) -> MatterRow:
    return MatterRow(
        matter_list=held,
        position=number,
        code=f"YS-{number:03d}",
        name=words.name,
        name_key=same_matter(words.name),
        category=words.category,
        role=MatterRole.LEAD,
        co_bodies=[f"{view.region}-{line}" for line in words.partners],
        legal_bases=[{"instrument": words.bases.strip("《》"), "article": "", "version_on": ""}],
        level=view.level if view.level in MatterLevel.values else MatterLevel.COUNTY,
        supervised_object=words.watched[:200],
        measures=words.measures,
        target="按年度计划完成",
        output="年度工作总结",
        completion="长期",
        leader="演示领导",
        lead_office=words.office,
        contact="演示联系人",
        public_contact="028-12345（演示）",
    )


def _public(copy: Publication, number: int, words: Words, view: BodyView) -> PublishedMatter:
    return PublishedMatter(
        publication=copy,
        position=number,
        code=f"YS-{number:03d}",
        name=words.name,
        category=words.category,
        role=str(MatterRole.LEAD.label),
        lead_office=words.office,
        bases=words.bases,
        level=view.level,
        supervised_object=words.watched[:200],
        measures=words.measures,
        completion="长期",
        public_contact="028-12345（演示）",
    )
