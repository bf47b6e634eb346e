"""Judging a pack: from two texts to a `Pack`, or to every fault there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bihuan.kernel.calendar import Span
from bihuan.modules.directives.rules.judging_clauses import judge_clause
from bihuan.modules.directives.rules.pack import (
    CADENCES,
    LEVELS,
    SOON,
    ActorSet,
    Clause,
    Notice,
    Pack,
    Parameter,
    Switch,
    Tab,
)
from bihuan.modules.directives.rules.reading import BadPack, Source, Table
from bihuan.modules.directives.rules.values import MONTH_DAY, is_chosen, mark_of, value_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


FORMAT = 1


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
        judge_clause(table, chosen, known, {s.key: s for s in sets}, notice)
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


def _parameter(table: Table) -> Parameter:
    table.only("key", "label", "value", "from", "mark", "basis")
    since = table.day("from")
    if since is None:
        table.wrong("from", "缺少起用日期“from”。")
    value = table.text("value")
    if value and value not in CADENCES and not MONTH_DAY.fullmatch(value):
        try:
            Span.parse(value)
        except ValueError as error:
            table.wrong("value", str(error))
    return Parameter(
        table.text("key"),
        table.text("label"),
        value,
        since or date.min,
        mark_of(table),
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
        if is_chosen(extra, switches):
            lines += extra.words("lines")
            includes += extra.words("includes")
    found = ActorSet(
        key=table.text("key"),
        label=table.text("label"),
        mark=mark_of(table),
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


def _locate(source: Source, clauses: Sequence[Clause], notice_text: str) -> dict[str, int]:
    offsets = {}
    for index, clause in enumerate(clauses):
        offset = notice_text.find(clause.anchor) if clause.anchor else -1
        if offset < 0:
            line = source.line("clause", index, "anchor")
            source.fault(line, f"条款 {clause.id}：通知原文里找不到“{clause.anchor}”。")
        offsets[clause.id] = offset
    return offsets
