"""Judging a pack: from two texts to a `Pack`, or to every fault there is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from bihuan.kernel.calendar import Roll, Span
from bihuan.modules.directives.rules.pack import (
    CADENCES,
    LEVELS,
    SOON,
    ActorSet,
    Clause,
    Deadline,
    Mark,
    MonthDay,
    Notice,
    Pack,
    Parameter,
    Predicate,
    Switch,
    Tab,
)
from bihuan.modules.directives.rules.reading import BadPack, Source, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bihuan.modules.directives.rules.pack import Match

FORMAT = 1
NAME_LENGTH = 14
RECORD = "duty-record"
KINDS = ("fixed", "issue", "yearly", "every", "standing", "event", "none")
RECEIVERS = ("", "office", "gov", "party")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_PLACEHOLDER = Deadline(kind="none", basis="", mark=Mark.NOTICE)
_MARKS = tuple(mark.value for mark in Mark)


def judge(
    *, name: str, text: str, actors_name: str, actors_text: str, notice_text: str = ""
) -> Pack:
    """Read and judge a pack. With the text of the notice at hand, anchors are located in it.

    :raises BadPack: with all faults of both files.
    """
    source, actors = Source.read(name, text), Source.read(actors_name, actors_text)
    pack = _build(source, actors)
    offsets = _locate(source, pack.clauses, notice_text) if notice_text else {}
    if faults := source.faults + actors.faults:
        raise BadPack(faults)
    return replace(pack, offsets=offsets)


def actors_file(text: str) -> str:
    """Return the name of the actor file a pack asks for; faults are for `judge` to tell."""
    found = Source.read("", text).values.get("notice")
    return str(found.get("actors", "actors.toml")) if isinstance(found, dict) else "actors.toml"


def _build(source: Source, actors: Source) -> Pack:
    for file in (source, actors):
        if file.values and file.values.get("format") != FORMAT:
            file.fault(file.line(key="format"), f"“format”应为 {FORMAT}。")
    source.top().only("format", "notice", "parameter", "switch", "clause", "tab")
    actors.top().only("format", "region", "set")
    switches = tuple(_switch(table) for table in source.tables("switch", "读法"))
    chosen = {switch.key: switch for switch in switches}
    notice = _notice(source)
    parameters = tuple(_parameter(table) for table in source.tables("parameter", "参数"))
    sets = tuple(_actor_set(table, chosen) for table in actors.tables("set", "主体"))
    _judge_sets(actors, sets)
    known = {parameter.key: value_kind(parameter.value) for parameter in parameters}
    clauses = tuple(
        _clause(table, chosen, known, {s.key: s for s in sets}, notice)
        for table in source.tables("clause", "条款")
    )
    _judge_keys(source, "parameter", [(p.key, p.since) for p in parameters])
    _judge_keys(source, "switch", [s.key for s in switches])
    _judge_keys(source, "clause", [c.id for c in clauses])
    _judge_keys(actors, "set", [s.key for s in sets])
    if not clauses and source.values:
        source.fault(1, "一条条款也没有；条款应写成 [[clause]]。")
    tabs = tuple(_tab(table, {s.key for s in sets}) for table in source.tables("tab", "分栏"))
    _judge_keys(source, "tab", [tab.key for tab in tabs])
    if source.values and known.get(SOON) != "期限长度":
        source.fault(1, f"缺少参数 {SOON}：到期前多久算临期。")
    return Pack(notice, parameters, switches, sets, clauses, tabs)


def _tab(table: Table, sets: set[str]) -> Tab:
    table.only("key", "label", "set", "level")
    tab = Tab(
        table.text("key"),
        table.text("label"),
        table.text("set", needed=False),
        table.choice("level", ("", *LEVELS)),
    )
    if bool(tab.set) is bool(tab.level):
        table.wrong("set", "分栏要么写“set”，要么写“level”。")
    if tab.set and tab.set not in sets:
        table.wrong("set", f"没有名为“{tab.set}”的主体。")
    return tab


def _judge_keys(source: Source, block: str, keys: Sequence[object]) -> None:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            first = source.line(block, list(keys).index(key))
            shown = key[0] if isinstance(key, tuple) else key
            source.fault(source.line(block, index), f"“{shown}”写了两次，第一次在第{first}行。")


def _notice(source: Source) -> Notice:
    value = source.values.get("notice")
    if not isinstance(value, dict):
        if source.values:
            source.fault(1, "缺少 [notice]。")
        return Notice("", "", "", "", "", date.min, "", "")
    table = Table(source, value, "notice", 0, "文件")
    table.only(
        "key", "number", "title", "short", "issuer", "issued_on", "region", "carries_out", "actors"
    )
    issued_on = table.day("issued_on")
    if issued_on is None:
        table.wrong("issued_on", "缺少印发日期“issued_on”。")
    return Notice(
        key=table.text("key"),
        number=table.text("number"),
        title=table.text("title"),
        short=table.text("short"),
        issuer=table.text("issuer"),
        issued_on=issued_on or date.min,
        region=table.text("region"),
        carries_out=table.text("carries_out", needed=False),
    )


def _mark(table: Table, default: str = "") -> Mark:
    return Mark(table.choice("mark", _MARKS, default))


def _parameter(table: Table) -> Parameter:
    table.only("key", "label", "value", "from", "mark", "basis")
    since = table.day("from")
    if since is None:
        table.wrong("from", "缺少起用日期“from”。")
    value = table.text("value")
    if value and value not in CADENCES and not _MONTH_DAY.fullmatch(value):
        try:
            Span.parse(value)
        except ValueError as error:
            table.wrong("value", str(error))
    return Parameter(
        table.text("key"),
        table.text("label"),
        value,
        since or date.min,
        _mark(table),
        table.text("basis"),
    )


def _switch(table: Table) -> Switch:
    table.only("key", "question", "choices", "chosen", "reason")
    inner = table.inner("choices")
    choices = {key: str(value) for key, value in inner.values.items()} if inner else {}
    if len(choices) < 2:  # noqa: PLR2004 - a choice is between two at least
        table.wrong("choices", "至少要有两种读法。")
    chosen = table.text("chosen")
    if choices and chosen not in choices:
        table.wrong("chosen", f"选定的“{chosen}”不在读法之中：{'、'.join(choices)}。")
    return Switch(table.text("key"), table.text("question"), choices, chosen, table.text("reason"))


def _is_chosen(table: Table, switches: Mapping[str, Switch]) -> bool:
    switch = switches.get(table.text("switch"))
    if switch is None:
        table.wrong("switch", f"没有名为“{table.values.get('switch')}”的读法。")
        return False
    value = table.text("is")
    if value not in switch.choices:
        table.wrong("is", f"读法 {switch.key} 没有“{value}”这一种。")
    return switch.chosen == value


def _actor_set(table: Table, switches: Mapping[str, Switch]) -> ActorSet:
    table.only(
        "key",
        "label",
        "levels",
        "lines",
        "includes",
        "besides",
        "except_lines",
        "mark",
        "note",
        "when",
    )
    lines, includes = table.words("lines"), table.words("includes")
    for extra in table.inners("when"):
        extra.only("switch", "is", "lines", "includes")
        if _is_chosen(extra, switches):
            lines += extra.words("lines")
            includes += extra.words("includes")
    found = ActorSet(
        key=table.text("key"),
        label=table.text("label"),
        mark=_mark(table),
        levels=table.words("levels", among=LEVELS),
        lines=lines,
        includes=includes,
        besides=table.words("besides"),
        except_lines=table.words("except_lines"),
        note=table.text("note", needed=False),
    )
    if (lines or found.besides) and not found.levels:
        table.wrong("levels", "写了条线，就要写明层级“levels”。")
    if not (lines or includes or found.besides):
        table.wrong("lines", "一个主体也没有：写“lines”“includes”或“besides”。")
    return found


def _judge_sets(actors: Source, sets: Sequence[ActorSet]) -> None:
    by_key = {item.key: item for item in sets}
    for index, item in enumerate(sets):
        for other in item.includes + item.besides:
            if other not in by_key:
                actors.fault(
                    actors.line("set", index), f"主体 {item.key}：提到的“{other}”没有定义。"
                )
        if _reaches(item.key, item.key, by_key, frozenset()):
            actors.fault(actors.line("set", index), f"主体 {item.key}：绕了一圈又包含自己。")


def _reaches(start: str, target: str, sets: Mapping[str, ActorSet], seen: frozenset[str]) -> bool:
    item = sets.get(start)
    if item is None or start in seen:
        return False
    following = item.includes + item.besides
    return target in following or any(
        _reaches(other, target, sets, seen | {start}) for other in following
    )


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


def _clause(
    table: Table,
    switches: Mapping[str, Switch],
    parameters: Mapping[str, str],
    sets: Mapping[str, ActorSet],
    notice: Notice,
) -> Clause:
    table.only(*_CLAUSE_KEYS)
    bearing = tuple(str(variant.values.get("switch", "")) for variant in table.inners("variants"))
    for variant in table.inners("variants"):
        variant.only("switch", "is", "set")
        changes = variant.inner("set")
        if changes is None:
            variant.wrong("set", "缺少“set”：这种读法改变什么。")
            continue
        changes.only(*set(_CLAUSE_KEYS) - {"id", "variants"})
        if _is_chosen(variant, switches):
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
        mark=_mark(table),
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
    table.only("process", "state", "until", "receipt", "match", "noun", "verb")
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
        mark=_mark(table, "D" if table.values.get("parameter") else "N"),
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


def value_kind(value: str) -> str:
    """Say what sort of value a parameter holds."""
    if value in CADENCES:
        return "频次"
    return "一年中的一天" if _MONTH_DAY.fullmatch(value) else "期限长度"


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


def month_day(text: str) -> MonthDay:
    """Read "01-31".

    :raises ValueError: with a sentence.
    """
    match = _MONTH_DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError  # noqa: TRY301 - one sentence for both faults
        date(2000, int(match[1]), int(match[2]))
    except ValueError:
        message = f"“{text}”不是一年中的一天，应写成 01-31 的样子。"
        raise ValueError(message) from None
    return MonthDay(int(match[1]), int(match[2]))


def _locate(source: Source, clauses: Sequence[Clause], notice_text: str) -> dict[str, int]:
    offsets = {}
    for index, clause in enumerate(clauses):
        offset = notice_text.find(clause.anchor) if clause.anchor else -1
        if offset < 0:
            line = source.line("clause", index, "anchor")
            source.fault(line, f"条款 {clause.id}：通知原文里找不到“{clause.anchor}”。")
        offsets[clause.id] = offset
    return offsets
