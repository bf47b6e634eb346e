"""The page a law officer reviews: diagram, steps, who may do what, clocks.

Everything is written in the order of the definition, from tuples: two runs give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.kernel.process.definition import Document, said_of
from bihuan.kernel.process.filling import label_of
from bihuan.kernel.process.registry import all_processes, get

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bihuan.kernel.process.definition import Clock, Need, Process, Step

NONE = "—"
INDEX = "README.md"
ROLLS = {"none": "不顺延", "forward": "顺延", "back": "提前"}


def diagram(process: Process[Any]) -> str:
    """Return the process as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{_quoted(s.label)}" as {s.value}' for s in process.states]
    lines.append(f"    [*] --> {process.initial.value}: 开办")
    for step in process.steps:
        lines += [
            f"    {source.value} --> {step.target.value}: {_after_colon(step.label)}"
            for source in step.sources
        ]
    lines += [f"    {final.value} --> [*]" for final in process.final]
    return "\n".join(lines) + "\n"


def document(process: Process[Any]) -> str:
    """Return the whole page as Markdown."""
    sections = [
        f"# {process.label}\n",
        "本页由流程定义生成，请勿手工修改；修改定义后运行 `bihuan process docs`。\n",
        _summary(process),
        f"## 流程图\n\n```mermaid\n{diagram(process)}```\n",
        f"## 状态\n\n{_states(process)}",
        f"## 步骤\n\n{_steps(process)}",
        f"## 谁能办\n\n{_roles(process)}",
        f"## 期限\n\n{_clocks(process)}",
    ]
    return "\n".join(sections)


def file_name(process: Process[Any]) -> str:
    """Return the name of the page: the newest version has the plain name."""
    newest = get(process.key).version == process.version
    return f"{process.key}.md" if newest else f"{process.key}-v{process.version}.md"


def write_documents(
    directory: Path, *, check: bool = False, processes: Iterable[Process[Any]] | None = None
) -> list[str]:
    """Write a page for every process and remove those of processes that are gone.

    With `check` nothing is written. In both cases the answer names the pages that differed.
    """
    chosen = tuple(all_processes() if processes is None else processes)
    wanted = {file_name(process): document(process) for process in chosen}
    wanted[INDEX] = _index(chosen)
    there = {path.name for path in directory.glob("*.md")} if directory.exists() else set()
    stale = []
    for name in sorted(wanted.keys() | there):
        path = directory / name
        if name not in wanted:
            fault = "没有这个流程"
        elif name not in there:
            fault = "缺少"
        elif path.read_bytes() != wanted[name].encode():
            fault = "与定义不一致"
        else:
            continue
        stale.append(f"{name}（{fault}）")
        if not check:
            _write(path, wanted.get(name))
    return stale


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _index(processes: Iterable[Process[Any]]) -> str:
    rows = [
        [
            f"[{process.label}]({file_name(process)})",
            f"`{process.key}`",
            f"第{process.version}版",
            str(len(process.steps)),
            process.opens_basis,
        ]
        for process in processes
    ]
    head = "# 流程\n\n本页由流程定义生成，请勿手工修改；修改定义后运行 `bihuan process docs`。\n\n"
    return head + _table(("流程", "标识", "版本", "步骤数", "开办依据"), rows)


def _summary(process: Process[Any]) -> str:
    finals = "、".join(final.label for final in process.final)
    started = "、".join(clock.label for clock in process.starts)
    lines = [
        f"- 标识：`{process.key}`，第{process.version}版，编号前缀 `{process.number_prefix}`",
        f"- 开办：{process.opens_by.label}（{process.opens_basis}）",
        f"- 起点：{process.initial.label}；终点：{finals}",
    ]
    if process.confined:
        lines.append("- 可见范围：只有责任单位、当事单位和正在承办的单位，上级单位也看不到")
    if started:
        lines.append(f"- 开办即起算：{started}")
    return "\n".join(lines) + "\n"


def _states(process: Process[Any]) -> str:
    stations = {station.value: i for i, station in enumerate(process.stations, 1)}
    rows = []
    for state in process.states:
        kind = "起点" if state is process.initial else "终点" if state in process.final else NONE
        place = f"第{stations[state.value]}站" if state.value in stations else "旁路"
        out = "、".join(step.label for step in process.leaving(state.value)) or NONE
        rows.append([state.label, f"`{state.value}`", kind, place, out])
    return _table(("状态", "标识", "性质", "进度", "可办步骤"), rows)


def _steps(process: Process[Any]) -> str:
    rows = [
        [
            f"{step.label}<br>`{step.key}`",
            f"{'、'.join(s.label for s in step.sources)} → {step.target.label}",
            step.by.label,
            step.basis,
            "<br>".join(_need(process, need) for need in step.needs) or NONE,
            "<br>".join(said_of(g) for g in (*step.preconditions, *step.guards)) or NONE,
            "<br>".join(_clock_acts(step)) or NONE,
            "<br>".join(said_of(effect) for effect in step.effects) or NONE,
        ]
        for step in process.steps
    ]
    heads = ("步骤", "状态变化", "由谁办理", "依据", "须填须附", "条件", "期限", "后果")
    return _table(heads, rows)


def _roles(process: Process[Any]) -> str:
    labels: dict[tuple[str, str], str] = {}
    for rule in (process.opens_by, *(step.by for step in process.steps)):
        for pair, label in _labels(rule).items():
            labels.setdefault(pair, label)
    acts = [("开办", process.opens_by), *((step.label, step.by) for step in process.steps)]
    rows = [[act, *("●" if pair in rule.roles() else "" for pair in labels)] for act, rule in acts]
    return _table(("步骤", *labels.values()), rows)


def _clocks(process: Process[Any]) -> str:
    if not process.clocks:
        return "本流程没有期限。\n"
    rows = [
        [
            f"{clock.label}<br>`{clock.key}`",
            clock.span_label,
            clock.basis,
            ROLLS[clock.roll.value],
            "、".join(f"提前{span}" for span in clock.warn) or NONE,
            _who_sets(process, clock, "starts"),
            _who_sets(process, clock, "stops"),
            _who_sets(process, clock, "pauses", "resumes"),
        ]
        for clock in process.clocks
    ]
    heads = ("期限", "长度", "依据", "末日遇休", "提醒", "起算", "止算", "中止与恢复")
    return _table(heads, rows)


def _who_sets(process: Process[Any], clock: Clock[Any], *acts: str) -> str:
    opening = "starts" in acts and any(c.key == clock.key for c in process.starts)
    steps = [
        step.label
        for step in process.steps
        if any(c.key == clock.key for act in acts for c in getattr(step, act))
    ]
    return "、".join(["开办", *steps] if opening else steps) or NONE


def _clock_acts(step: Step[Any]) -> list[str]:
    acts = (
        ("起算", step.starts),
        ("止算", step.stops),
        ("中止", step.pauses),
        ("恢复", step.resumes),
    )
    return [f"{word}{clock.label}" for word, clocks in acts for clock in clocks]


def _need(process: Process[Any], need: Need) -> str:
    if isinstance(need, Document):
        many = f"（至少{need.least}份）" if need.least > 1 else ""
        optional = "" if need.required else "（可不附）"
        return f"附：{need.label}{many}{optional}"
    optional = "" if need.required else "（可不填）"
    return f"填：{label_of(process.detail, need)}{optional}"


def _labels(rule: Any) -> dict[tuple[str, str], str]:
    """Return the label of every simple rule a rule is made of."""
    if hasattr(rule, "left"):
        return _labels(rule.left) | _labels(rule.right)
    return dict.fromkeys(rule.roles(), rule.label)


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(text) for text in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _quoted(text: str) -> str:
    return text.replace('"', "”")


def _after_colon(text: str) -> str:
    # Mermaid ends a label at ";" and reads ":" as its own sign.
    return text.replace(":", "：").replace(";", "；")
