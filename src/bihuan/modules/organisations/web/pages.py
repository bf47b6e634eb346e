"""What the pages of organisations show: tables as declarations, and one context per page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from bihuan.kernel.access import ROLES, region_prefix
from bihuan.kernel.ui.components.figures import Cell, Matrix, MatrixColumn, MatrixRow
from bihuan.kernel.ui.components.flow import Tab
from bihuan.kernel.ui.components.status import Light
from bihuan.kernel.ui.search import Hit
from bihuan.kernel.ui.tables import Asked, Column, Filter, Table, choice
from bihuan.modules.organisations import queries
from bihuan.modules.organisations.models import Level, Post
from bihuan.modules.organisations.queries import BodyView, PairRow, atlas
from bihuan.modules.organisations.rules import packs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bihuan.kernel.access import Actor

OWING = (("IMP", "省级"), ("CITY_DEPARTMENTS", "市（州）"), ("CNTY_DEPARTMENTS", "县（市、区）"))
SHOWN_WITH = {
    "province": ("IMP", "CITY_DEPARTMENTS"),
    "city": ("CITY_DEPARTMENTS", "CNTY_DEPARTMENTS"),
}
LIGHT_OF = {"已确定": "done", "空缺": "soon", "逾期空缺": "late"}
MOST_NAMES = 200


def body_url(code: str) -> str:
    """Return the address of a body's page."""
    return reverse("organisations:body", args=(code,)) if code else ""


def people_of(body: str) -> tuple[tuple[str, str], ...]:
    """Return who may be chosen in a form of this body today: own posts, leaders first."""
    today = timezone.localdate()
    held = queries.people_to_choose(body, today)
    return tuple(
        (str(post.pk), f"{post.person.name}（{post.unit}{post.title}，{post.rank or '职级未填'}）")
        for post in held
    )


def bodies_for(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the bodies a form proposes: of the actor's place, above it, and of its line below."""
    if not actor.region:
        return ()
    here = queries.region(actor.region)
    top = province_of(actor)
    return tuple(
        (body.code, body.name)
        for body in queries.directory(here.code).on(timezone.localdate())
        if body.region in {here.code, here.parent, top}
        or (body.line == actor.line and body.region.startswith(here.prefix))
    )


def find_bodies(actor: Actor, words: str, limit: int) -> Sequence[Hit]:
    """Find bodies by part of a name, for the search box; the map is open to all who sign in."""
    if actor.is_public:
        return ()
    found = (
        body
        for body in queries.directory(actor.region or packs.load_pack().region).on(
            timezone.localdate()
        )
        if words in body.name or words in body.short or words == body.code
    )
    return [
        Hit(body.name, body_url(body.code), f"{body.region_name} · {body.line_name}")
        for _, body in zip(range(limit), found, strict=False)
    ]


def province_of(actor: Actor) -> str:
    """Return the region of the province whose map an actor looks at; the whole nation for none."""
    return actor.region[: queries.DIGITS].ljust(len(actor.region), "0") if actor.region else ""


def _places(actor: Actor) -> tuple[tuple[str, str], ...]:
    levels, home = ("province", "city"), province_of(actor)
    return tuple((r.code, r.name) for r in queries.regions(within=home) if r.level in levels)


def _lines(_actor: Actor) -> tuple[tuple[str, str], ...]:
    return tuple(atlas.line_names().items())


def group_choices() -> tuple[tuple[str, str], ...]:
    """Return the named sets the directory can be limited to."""
    return tuple((policy.key, policy.name) for policy in packs.load_pack().groups.values())


def _in_place(row: BodyView, value: str, _asked: Asked) -> bool:
    return row.region.startswith(region_prefix(value))


def _in_line(row: BodyView, value: str, _asked: Asked) -> bool:
    return row.line == value


def _at_level(row: BodyView, value: str, _asked: Asked) -> bool:
    return row.level == value


BODIES: Table[BodyView, BodyView] = Table(
    "bodies",
    "机构名录",
    columns=(
        Column("name", "机构名称", lambda row: row.name, order="name", fixed=True,
               link=lambda row: body_url(row.code), width=36),
        Column("short", "简称", lambda row: row.short, width=24),
        Column("region", "区划", lambda row: row.region_name, order="region"),
        Column("line", "条线", lambda row: row.line_name, order="line"),
        Column("level", "层级", lambda row: Level(row.level).label, order="level"),
        Column("code", "机构代码", lambda row: row.code, order="code", width=24),
        Column("superior", "上级主管部门", lambda row: row.superior_name, shown=False, width=24),
        Column("since", "设立日期", lambda row: row.valid_from, kind="date", order="since",
               shown=False),
    ),
    filters=(
        Filter("place", "区划", choices=_places, widget="select", keep=_in_place),
        Filter("line", "条线", choices=_lines, widget="select", keep=_in_line),
        Filter("level", "层级", choices=tuple((str(k), str(v)) for k, v in Level.choices),
               widget="select", keep=_at_level),
    ),
    search=("name",),
    keep=("group",),
    unit="个机构",
    empty_title="没有符合条件的机构",
    search_label="名称或代码",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostLine:
    """One row of the roster."""

    post: Post
    body_name: str

    @property
    def roles(self) -> str:
        """The roles in words."""
        return "、".join(ROLES.get(role, role) for role in self.post.roles)

    @property
    def behalf(self) -> str:
        """For whom a stand-in signs."""
        return f"代{self.post.on_behalf_of.person.name}" if self.post.on_behalf_of else ""


def _lines_of(posts: Sequence[Post], asked: Asked) -> list[PostLine]:
    return post_lines(posts, timezone.localdate(asked.at))


def post_lines(posts: Iterable[Post], on: date) -> list[PostLine]:
    """Return posts as rows of the roster, with the names of their bodies."""
    posts = list(posts)
    called = queries.names([post.body_id for post in posts], on, short=True)
    return [PostLine(post, called[post.body_id]) for post in posts]


PEOPLE: Table[Post, PostLine] = Table(
    "people",
    "人员与岗位",
    columns=(
        Column("name", "姓名", lambda row: row.post.person.name, order="person__name", fixed=True,
               link=lambda row: reverse("organisations:post", args=(row.post.pk,)),
               note=lambda row: row.behalf),
        Column("body", "单位", lambda row: row.body_name, order="body__region_id",
               link=lambda row: body_url(row.post.body_id), width=28),
        Column("unit", "处（科）室", lambda row: row.post.unit, order="unit", width=24),
        Column("title", "职务", lambda row: row.post.title, order="title"),
        Column("rank", "职级", lambda row: row.post.rank, order="rank"),
        Column("roles", "职责", lambda row: row.roles, width=24),
        Column("phone", "办公电话", lambda row: row.post.phone),
        Column("since", "任职日期", lambda row: row.post.valid_from, kind="date",
               order="valid_from"),
    ),
    filters=(
        choice("level", "层级", "body__level", Level.choices),
        Filter("line", "条线", "body__line", _lines, "select"),
    ),
    search=("person__name", "title", "unit"),
    order=("body__region_id", "body__position"),
    prepare=_lines_of,
    unit="个岗位",
    empty_title="还没有登记人员",
    empty_text="由本单位经办人登记，也可以用 Excel 批量导入。",
)  # fmt: skip


def _word_is(row: PairRow, value: str, _asked: Asked) -> bool:
    return row.word == value


def _pair_light(row: PairRow) -> Light:
    return Light(LIGHT_OF[row.word], row.word, row.vacancy.sentence if row.vacancy else "")


def _case_url(row: PairRow) -> str:
    return reverse("ui:case", args=(row.pair.case_number,)) if row.pair else ""


PAIRS: Table[PairRow, PairRow] = Table(
    "pairs",
    "负责领导与牵头处室登记册",
    columns=(
        Column("body", "部门", lambda row: row.body.short, order="body", fixed=True,
               link=lambda row: body_url(row.body.code), width=26),
        Column("state", "状态", _pair_light, kind="light",
               note=lambda row: f"空缺{row.vacancy.days}日" if row.vacancy else ""),
        Column("leader", "负责领导", lambda row: row.pair.leader_name if row.pair else "",
               note=lambda row: f"{row.pair.leader_title}，{row.pair.leader_rank}"
               if row.pair else ""),
        Column("office", "牵头处（科）室", lambda row: row.pair.office if row.pair else "",
               width=24),
        Column("head", "处（科）室负责人", lambda row: row.pair.office_head if row.pair else ""),
        Column("contact", "联络员", lambda row: row.pair.contact if row.pair else "",
               shown=False),
        Column("phone", "办公电话", lambda row: row.pair.phone if row.pair else ""),
        Column("since", "生效日期", lambda row: row.pair.valid_from if row.pair else None,
               kind="date", order="since"),
        Column("why", "说明", lambda row: row.vacancy.sentence if row.vacancy else "",
               shown=False, width=40),
        Column("paper", "文件", lambda row: row.pair.document_no if row.pair else "", shown=False),
        Column("case", "办件", lambda row: row.pair.case_number if row.pair else "",
               link=_case_url),
    ),
    filters=(
        Filter("state", "状态", choices=tuple((word, word) for word in LIGHT_OF), widget="select",
               keep=_word_is),
    ),
    search=("body",),
    keep=("group",),
    unit="个部门",
    empty_title="没有符合条件的部门",
)  # fmt: skip


PAIRS_UNLINKED = replace(
    PAIRS,
    columns=tuple(replace(one, link=None) if one.key == "case" else one for one in PAIRS.columns),
)
"""The same for administrators, who may not open a case."""


def tabs_of(entries: Iterable[tuple[str, str]], chosen: str) -> tuple[Tab, ...]:
    """Return links that limit a page to one named set."""
    return tuple(Tab(label, f"?group={key}", current=key == chosen) for key, label in entries)


@dataclass(frozen=True, slots=True)
class GridPage:
    """块 × 条: one place with the places below it, crossed with the lines."""

    matrix: Matrix
    place: str
    up_url: str
    counts: tuple[tuple[str, int], ...]


def grid_page(place: queries.RegionView, *, on: date) -> GridPage:
    """Build the grid of a province or a city: itself in the first row, the places below after."""
    rows = [place, *(r for r in queries.children(place.code) if r.level != "zone")]
    lines = {key: name for key, name in atlas.line_names().items() if _is_shown(key)}
    present = {body.code for body in queries.bodies(on=on, within=place.code)}
    pairs = {
        row.body.code: row
        for key in SHOWN_WITH[place.level]
        for row in queries.pairs_register(on=on, group=key, within=place.code)
    }
    counts = dict.fromkeys(LIGHT_OF, 0)
    made = []
    for region in rows:
        cells = []
        for line, name in lines.items():
            cell, word = _cell(f"{region.code}-{line}", f"{region.name}{name}", present, pairs)
            cells.append(cell)
            if word:
                counts[word] += 1
        url = "" if region.level == "county" else f"?place={region.code}"
        made.append(MatrixRow(region.code, region.name, cells, url))
    columns = [MatrixColumn(name) for name in lines.values()]
    up = f"?place={place.parent}" if place.level == "city" else ""
    caption = f"{place.name}的机构：行是区划，列是条线"
    return GridPage(Matrix(caption, columns, made), place.name, up, tuple(counts.items()))


def _is_shown(line: str) -> bool:
    """Only lines that exist at every level make columns."""
    return "city" in packs.load_pack().lines[line].official


def _cell(code: str, said: str, present: set[str], pairs: dict[str, PairRow]) -> tuple[Cell, str]:
    if code not in present:
        return Cell("none", "", f"{said}：没有这个机构。"), ""
    row = pairs.get(code)
    if row is None:
        return Cell("run", "", f"{said}：有机构，不要求确定负责领导。", body_url(code)), ""
    detail = row.vacancy.sentence if row.vacancy else ""
    return Cell(LIGHT_OF[row.word], "", f"{said}：{row.word}。{detail}", body_url(code)), row.word
