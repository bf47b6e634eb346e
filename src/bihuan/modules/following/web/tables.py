"""Tables of following: places, clauses of a place, places of a clause, changes, the affected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from bihuan.kernel.ui.components import Light
from bihuan.kernel.ui.tables import Column, Filter, Table
from bihuan.modules.following.models import Kind
from bihuan.modules.following.queries.coverage import (
    NONE,
    RELATIONS,
    WORDS,
    AnswerLine,
    PlaceLine,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bihuan.modules.following.queries.affected import AffectedLine, ChangeLine

TONES = {
    Kind.ADOPTED.value: "done",
    Kind.ADAPTED.value: "run",
    Kind.NOT_APPLICABLE.value: "none",
    NONE: "late",
}
ANSWERS = (*Kind.choices, (NONE, "未答复"))


def _place(line: PlaceLine) -> str:
    return reverse("following:place", args=(line.code,))


def answer_light(line: AnswerLine) -> Light:
    """Return the light of one answer; one that waits says so first."""
    if line.pending is not None:
        return Light("soon", f"待重新确认（{line.answer}）")
    return Light(TONES[line.kind], line.answer)


def _counties(line: PlaceLine) -> str:
    return f"{line.counties}/{line.of_counties}" if line.of_counties else ""


def places_table(title: str, *, counties: bool) -> Table[PlaceLine, PlaceLine]:
    """Return the twin of the cartogram: one line a place."""
    columns: tuple[Column[PlaceLine], ...] = (
        Column("name", "地区", lambda x: x.name, link=_place, fixed=True, width=24),
        Column("status", "情况", lambda x: Light(x.light, x.word), kind="light", order="status"),
        Column("adopted", "采用", lambda x: x.adopted, kind="number", unit="条", order="adopted"),
        Column(
            "adapted", "调整采用", lambda x: x.adapted, kind="number", unit="条", order="adapted"
        ),
        Column(
            "not_applicable",
            "不适用",
            lambda x: x.not_applicable,
            kind="number",
            unit="条",
            order="not_applicable",
        ),
        Column(
            "pending", "待重新确认", lambda x: x.pending, kind="number", unit="条", order="pending"
        ),
        Column("asked", "应答复", lambda x: x.asked, kind="number", unit="条", shown=False),
        Column("since", "最近生效", lambda x: x.since, kind="date"),
        Column("published", "公布日期", lambda x: x.published_on, kind="date"),
    )
    if not counties:
        columns += (Column("counties", "已答复的县（市、区）", _counties, width=14),)
    return Table(
        "following-counties" if counties else "following-cities",
        title,
        columns=columns,
        filters=(
            Filter(
                "status",
                "情况",
                choices=tuple(WORDS.items()),
                widget="select",
                keep=lambda row, value, asked: row.status == value,  # noqa: ARG005
            ),
        ),
        search=("name", "code"),
        search_label="地区",
        order=("code",),
        unit="个",
        per=50,
        keep=("within", "on"),
        tie="code",
        empty_title="没有符合条件的地区",
    )


def _filters() -> tuple[Filter, ...]:
    return (
        Filter(
            "answer",
            "答复",
            choices=tuple(ANSWERS),
            widget="select",
            keep=lambda row, value, asked: row.kind == value,  # noqa: ARG005
        ),
        Filter(
            "waiting",
            "重新确认",
            choices=(("yes", "待重新确认"),),
            widget="select",
            keep=lambda row, value, asked: value != "yes" or row.pending is not None,  # noqa: ARG005
        ),
    )


def _clause_address(line: AnswerLine) -> str:
    return reverse("following:clause", args=(line.asked.face.code,))


def _place_address(line: AnswerLine) -> str:
    return reverse("following:place", args=(line.place,))


_ANSWER_COLUMNS: tuple[Column[AnswerLine], ...] = (
    Column("answer", "答复", answer_light, kind="light"),
    Column("own", "本地要求", lambda x: x.own, width=30),
    Column("reason", "理由", lambda x: x.held.reason if x.held else "", width=36),
    Column("since", "生效日期", lambda x: x.held.from_on if x.held else None, kind="date"),
    Column("number", "决定", lambda x: x.held.number if x.held else "", width=16),
)


def _due(line: AnswerLine) -> str:
    return line.asked.face.due


def _relation(line: AnswerLine) -> str:
    asked = line.asked
    return (
        f"{asked.relation.label}（计入{asked.carried}）"
        if asked.carried
        else (asked.relation.label)
    )


def answers_table(title: str) -> Table[AnswerLine, AnswerLine]:
    """Return the clauses of one place with its answers (逐条)."""
    return Table(
        "following-answers",
        title,
        columns=(
            Column(
                "code",
                "条款",
                lambda x: f"{x.asked.face.code} {x.asked.face.name}",
                link=_clause_address,
                fixed=True,
                width=24,
            ),
            *_ANSWER_COLUMNS,
            Column("relation", "怎样适用", _relation, width=20),
            Column("due", "省级期限", _due, width=40, shown=False),
            Column("wording", "省级要求", lambda x: x.asked.face.wording, width=60, shown=False),
        ),
        filters=(
            *_filters(),
            Filter(
                "relation",
                "怎样适用",
                choices=RELATIONS,
                widget="select",
                keep=lambda row, value, asked: row.asked.relation == value,  # noqa: ARG005
            ),
        ),
        unit="条",
        per=100,
        keep=("on",),
        tie="",
        empty_title="没有符合条件的条款",
    )


def clause_table(title: str) -> Table[AnswerLine, AnswerLine]:
    """Return what every place answers to one clause."""
    return Table(
        "following-clause",
        title,
        columns=(
            Column(
                "place", "地区", lambda x: x.place_name, link=_place_address, fixed=True, width=24
            ),
            *_ANSWER_COLUMNS,
        ),
        filters=_filters(),
        unit="个",
        per=50,
        keep=("within", "on"),
        tie="",
        empty_title="没有符合条件的地区",
    )


def _progress(line: ChangeLine) -> Light:
    if line.settled == line.places:
        return Light("done", "都已确认")
    return Light("soon", f"{line.places - line.settled}个地区待确认")


CHANGES: Table[ChangeLine, ChangeLine] = Table(
    "following-changes",
    "上级条款变化",
    columns=(
        Column("on", "日期", lambda x: x.change.on, kind="date"),
        Column(
            "title",
            "变化",
            lambda x: x.change.title,
            link=lambda x: reverse("following:change", args=(x.change.pk,)),
            fixed=True,
            width=60,
        ),
        Column("origin", "谁的变化", lambda x: x.origin, width=20),
        Column("places", "受影响", lambda x: x.places, kind="number", unit="个"),
        Column("settled", "已确认", lambda x: x.settled, kind="number", unit="个"),
        Column("light", "情况", _progress, kind="light"),
    ),
    unit="次",
    tie="",
    empty_title="答复以后，上级条款还没有变化",
    empty_text="条款改动时，这里列出受影响的市（州）、县（市、区）；它们确认以前，原答复继续有效。",
)


def _settled(line: AffectedLine) -> Light:
    return Light("done", "已确认") if line.settled_on else Light("soon", "待重新确认")


def affected_table(
    title: str, may_open: Callable[[str], bool]
) -> Table[AffectedLine, AffectedLine]:
    """Return who is affected by a change; the case is a link for those who may open it."""

    def case(line: AffectedLine) -> str:
        if may_open(line.region):
            return reverse("ui:case", args=(line.number,))
        return reverse("following:place", args=(line.region,))

    return Table(
        "following-affected",
        title,
        columns=(
            Column(
                "name",
                "地区",
                lambda x: x.name,
                link=lambda x: reverse("following:place", args=(x.region,)),
                fixed=True,
                width=24,
            ),
            Column("codes", "涉及条款", lambda x: x.codes, width=24),
            Column("was", "原答复（继续有效）", lambda x: x.was, width=20),
            Column("light", "情况", _settled, kind="light"),
            Column("due", "确认期限", lambda x: x.due_on, kind="date"),
            Column("settled", "确认日期", lambda x: x.settled_on, kind="date"),
            Column("number", "办件", lambda x: x.number, link=case, width=18),
        ),
        filters=(
            Filter(
                "settled",
                "情况",
                choices=(("no", "待重新确认"), ("yes", "已确认")),
                widget="select",
                keep=lambda row, value, asked: (row.settled_on is None) == (value == "no"),  # noqa: ARG005
            ),
        ),
        unit="个",
        tie="",
        per=100,
        empty_title="没有符合条件的地区",
    )
