"""Judging clauses: who, by when, shown by what."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bihuan.kernel.calendar import Roll, Span
from bihuan.modules.directives.rules.pack import (
    LEVELS,
    ActorSet,
    Clause,
    Deadline,
    Mark,
    MonthDay,
    Notice,
    Predicate,
    Switch,
)
from bihuan.modules.directives.rules.values import RECORD, is_chosen, mark_of, month_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.modules.directives.rules.pack import Match
    from bihuan.modules.directives.rules.reading import Table

NAME_LENGTH = 14
KINDS = ("fixed", "issue", "yearly", "every", "standing", "event", "none")
RECEIVERS = ("", "office", "gov", "party")
_PLACEHOLDER = Deadline(kind="none", basis="", mark=Mark.NOTICE)
_CLAUSE_KEYS = (
    *(
        "id",
        "path",
        "name",
        "wording",
        "anchor",
        "actors",
        "levels",
        "mark",
        "deadline",
        "act",
        "see",
    ),
    *(
        "recipients",
        "publish",
        "receipt",
        "related",
        "evidence",
        "no_duty",
        "variants",
        "countdown",
    ),
)


def judge_clause(
    table: Table,
    switches: Mapping[str, Switch],
    parameters: Mapping[str, str],
    sets: Mapping[str, ActorSet],
    notice: Notice,
) -> Clause:
    """Return a clause under the readings that are chosen."""
    table.only(*_CLAUSE_KEYS)
    bearing = tuple(str(variant.values.get("switch", "")) for variant in table.inners("variants"))
    for variant in table.inners("variants"):
        variant.only("switch", "is", "set")
        changes = variant.inner("set")
        if changes is None:
            variant.wrong("set", "缺少“set”：这种读法改变什么。")
            continue
        changes.only(*set(_CLAUSE_KEYS) - {"id", "variants"})
        if is_chosen(variant, switches):
            table = table.replaced(changes.values)
    no_duty = table.text("no_duty", needed=False)
    clause = Clause(
        id=table.text("id"),
        path=table.text("path"),
        name=table.text("name"),
        wording=table.text("wording"),
        anchor=table.text("anchor"),
        actors=table.words("actors", among=tuple(sets)),
        levels=table.words("levels", among=LEVELS),
        mark=mark_of(table),
        deadline=_deadline(table, parameters, notice),
        act=table.text("act", needed=not no_duty),
        see=table.words("see"),
        recipients=table.words("recipients"),
        publish=table.text("publish", needed=False),
        receipt=table.choice("receipt", RECEIVERS),
        related=table.words("related", among=tuple(sorted(parameters))),
        evidence=tuple(_predicate(inner) for inner in table.inners("evidence")),
        no_duty=no_duty,
        countdown=table.text("countdown", needed=False),
        switches=bearing,
    )
    _judge_clause(table, clause, sets)
    return clause


def _judge_clause(table: Table, clause: Clause, sets: Mapping[str, ActorSet]) -> None:
    if len(clause.name) > NAME_LENGTH:
        table.wrong("name", f"名称有{len(clause.name)}个字，矩阵里最多放{NAME_LENGTH}个。")
    if not clause.actors:
        table.wrong("actors", "没有写明谁负责。")
    if not clause.levels:
        table.wrong("levels", "没有写明层级。")
    reach = frozenset().union(*(set_levels(key, sets) for key in clause.actors))
    for level in clause.levels:
        if clause.actors and level in LEVELS and level not in reach:
            table.wrong("levels", f"层级 {level} 上没有任何负责主体。")
    _judge_duty(table, clause)


def _judge_duty(table: Table, clause: Clause) -> None:
    """Judge that a clause can be checked, or says why not."""
    if clause.no_duty:
        if clause.deadline.kind != "none" or clause.evidence:
            table.wrong("no_duty", "写了不设义务的理由，就不能再有期限和佐证。")
        return
    if clause.deadline.kind == "none":
        table.wrong("deadline", "期限为 none 时要在“no_duty”写明不设义务的理由。")
    if not clause.evidence:
        table.wrong("evidence", "没有写明凭什么算做到。")
    elif all(predicate.receipt for predicate in clause.evidence):
        table.wrong("evidence", "全是对方回执，没有自己的办理日期，无法判断是否逾期。")
    if clause.receipt and not _has_receipt(clause):
        table.wrong(
            "receipt", "要求对方回执，佐证里却没有回执（receipt = true 或 state = confirmed）。"
        )


def _has_receipt(clause: Clause) -> bool:
    return any(
        predicate.receipt or (predicate.process == RECORD and "confirmed" in predicate.states)
        for predicate in clause.evidence
    )


def _predicate(table: Table) -> Predicate:
    table.only("process", "state", "until", "receipt", "match", "noun", "verb", "measure")
    process = table.text("process")
    default = "clause" if process == RECORD else "body"
    states = table.words("state")
    if not states:
        table.wrong("state", "缺少“state”：办到哪一步才算。")
    return Predicate(
        process=process,
        states=states,
        noun=table.text("noun"),
        verb=table.text("verb"),
        match=cast("Match", table.choice("match", ("clause", "body", "case"), default)),
        until=table.words("until"),
        receipt=table.get("receipt", bool, default=False),
        measure=table.text("measure", needed=False),
    )


def _deadline(clause: Table, parameters: Mapping[str, str], notice: Notice) -> Deadline:
    table = clause.inner("deadline")
    if table is None:
        clause.wrong("deadline", "缺少“deadline”。")
        return _PLACEHOLDER
    table.only(
        *(
            "kind",
            "basis",
            "mark",
            "on",
            "of",
            "span",
            "parameter",
            "grace",
            "later",
            "roll",
            "event",
        ),
        *("process", "state", "owner"),
    )
    kind = table.choice("kind", KINDS)
    for key in ("parameter", "grace", "later"):
        name = table.text(key, needed=False)
        if name and name not in parameters:
            table.wrong(key, f"没有名为“{name}”的参数。")
        elif name and parameters[name] != (wanted := _wanted(kind, key)):
            table.wrong(key, f"参数 {name} 应是{wanted}，现在是{parameters[name]}。")
    fixed = table.day("on") if kind == "fixed" else None
    if fixed is not None and fixed < notice.issued_on:
        table.wrong("on", f"期限 {fixed} 早于印发日期 {notice.issued_on}。")
    _judge_deadline(table, kind)
    return Deadline(
        kind=kind,  # type: ignore[arg-type]  # judged by `choice`
        basis=table.text("basis"),
        mark=mark_of(table, "D" if table.values.get("parameter") else "N"),
        on=fixed,
        days=_days(table) if kind == "yearly" else (),
        of=table.choice("of", ("same", "previous"), "same"),  # type: ignore[arg-type]
        span=_span(table),
        parameter=table.text("parameter", needed=False),
        grace=table.text("grace", needed=False),
        later=table.text("later", needed=False),
        roll=Roll(table.choice("roll", tuple(roll.value for roll in Roll), Roll.NONE.value)),
        event=table.text("event", needed=False),
        process=table.text("process", needed=False),
        state=table.text("state", needed=False),
        owner=table.choice("owner", ("owner", "office"), "owner"),  # type: ignore[arg-type]
    )


def _wanted(kind: str, key: str) -> str:
    if key == "parameter" and kind == "every":
        return "频次"
    return "一年中的一天" if key == "parameter" and kind == "yearly" else "期限长度"


_REQUIRED = {
    "fixed": (("on",),),
    "issue": (("span", "parameter"),),
    "yearly": (("on", "parameter"),),
    "every": (("parameter",),),
    "event": (("event",),),
}


def _judge_deadline(table: Table, kind: str) -> None:
    for group in _REQUIRED.get(kind, ()):
        if not any(key in table.values for key in group):
            table.wrong("kind", f"{kind} 类期限要写“{'”或“'.join(group)}”。")
    if bool(table.values.get("process")) is not bool(table.values.get("state")):
        table.wrong("process", "由办件触发的期限要同时写“process”和“state”。")


def _span(table: Table) -> Span | None:
    text = table.text("span", needed=False)
    if not text:
        return None
    try:
        return Span.parse(text)
    except ValueError as error:
        table.wrong("span", str(error))
        return None


def _days(table: Table) -> tuple[MonthDay, ...]:
    found = []
    for word in table.words("on"):
        try:
            found.append(month_day(word))
        except ValueError as error:
            table.wrong("on", str(error))
    return tuple(found)


def set_levels(
    key: str, sets: Mapping[str, ActorSet], seen: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Return the levels at which a set can have members."""
    item = sets.get(key)
    if item is None or key in seen:
        return frozenset()
    found = frozenset(item.levels)
    for other in item.includes:
        found |= set_levels(other, sets, seen | {key})
    return found
