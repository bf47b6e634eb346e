"""The pages of the ledger: how the book stands, one entry, its proof.

An entry about a case is shown to whoever may see the case; any other to the body that acted and to
the administrator of audits. Whatever else is asked for does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from bihuan.kernel.ledger import api as ledger
from bihuan.kernel.process import api as processes
from bihuan.kernel.ui.components import Fact, LogEntry

if TYPE_CHECKING:
    from bihuan.kernel.access import Actor
    from bihuan.kernel.ledger import Line

SHOWN = 30
CASE = "case:"
LAST = 10**18  # beyond any number a ledger reaches; above it a database refuses the question


@dataclass(frozen=True, slots=True)
class BookPage:
    """How the book stands."""

    facts: tuple[Fact, ...]
    sound: bool
    verdict: str
    entries: tuple[LogEntry, ...]
    asked: str
    missing: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with everything that is hashed."""

    line: Line
    facts: tuple[Fact, ...]
    case_url: str
    proof: str
    waiting: str


def entry_for(seq: int, actor: Actor) -> Line | None:
    """Return an entry if this actor may read it."""
    line = ledger.entry(seq) if 0 < seq < LAST else None
    return line if line is not None and _may_read(line, actor) else None


def _may_read(line: Line, actor: Actor) -> bool:
    return bool(_readable((line,), actor))


def _readable(lines: Sequence[Line], actor: Actor) -> list[Line]:
    """Return the lines this actor may read; all their cases are asked for at once."""
    about = {line.subject.removeprefix(CASE) for line in lines if line.subject.startswith(CASE)}
    known = processes.known_numbers(about, actor)
    return [
        line
        for line in lines
        if (
            line.subject.removeprefix(CASE) in known
            if line.subject.startswith(CASE)
            else actor.has("audit_admin") or (bool(actor.body) and line.actor_body == actor.body)
        )
    ]


def book(actor: Actor, *, asked: str) -> BookPage:
    """Say how the book stands, and list what the actor's own body did last."""
    checkpoint, anchors = ledger.latest_checkpoint(), ledger.anchors()
    verified = ledger.entries(verb="ledger.verify", newest_first=True, limit=1)
    outcome = verified[0].facts if verified else {}
    own = ledger.entries(body=actor.body, newest_first=True, limit=SHOWN) if actor.body else ()
    facts = (
        Fact("记录条数", f"{ledger.count():,}"),
        Fact("最近一次自动核验", stamp(verified[0]) if verified else "", missing="尚未核验"),
        Fact(
            "最近的签名检查点",
            f"{localtime(checkpoint.at):%Y-%m-%d %H:%M}，覆盖到第 {checkpoint.size:,} 条"
            if checkpoint
            else "",
            missing="尚未形成",
        ),
        Fact("签名公钥", checkpoint.signer if checkpoint else "", missing="尚未形成"),
        Fact("最近的每日锚点", str(anchors[-1]) if anchors else "", missing="尚未形成"),
        Fact("库外保存", f"检查点写往 {len(settings.CHECKPOINT_FILES)} 处，锚点写往 1 处"),
    )
    return BookPage(
        facts=facts,
        sound=bool(outcome.get("ok", True)),
        verdict=str(outcome.get("sentence", "")),
        entries=tuple(map(_log, _readable(own, actor))),
        asked=asked,
        missing=f"没有您可以查看的第 {asked} 条记录。" if asked else "",
    )


def stamp(line: Line) -> str:
    """Write when an entry was made."""
    return f"{localtime(line.at):%Y-%m-%d %H:%M}"


def _log(line: Line) -> LogEntry:
    return LogEntry(
        text=line.sentence,
        who=f"{line.actor_body_name} {line.actor_name}".strip(),
        at=line.at,
        opinion="",
        seq=line.seq,
        url=reverse("ui:ledger-entry", args=(line.seq,)),
    )


def entry_page(line: Line, actor: Actor) -> EntryPage:
    """Show one entry: what it says, what it is bound to, its proof where one can be given."""
    case = line.subject.removeprefix(CASE) if line.subject.startswith(CASE) else ""
    state = _states(case, actor)
    proof, waiting = proof_for(line.seq)
    behalf = f"（代{line.on_behalf_of}）" if line.on_behalf_of else ""
    facts = (
        Fact("序号", f"#{line.seq:,}"),
        Fact("时间", f"{localtime(line.at):%Y-%m-%d %H:%M:%S}"),
        Fact(
            "办理人", f"{line.actor_body_name} {line.actor_post} {line.actor_name}{behalf}".strip()
        ),
        Fact("事项", line.label),
        Fact("对象", line.subject),
        Fact("之前", state(line.before)),
        Fact("之后", state(line.after)),
        Fact("内容", _listed(line.facts)),
        Fact("佐证摘要", "、".join(line.evidence)),
        Fact("上一条摘要", line.previous),
        Fact("本条摘要（国密 SM3）", line.digest),
    )
    return EntryPage(
        line=line,
        facts=facts,
        case_url=reverse("ui:case", args=(case,)) if case else "",
        proof=proof,
        waiting=waiting,
    )


def _states(case: str, actor: Actor) -> Callable[[str], str]:
    """Return how states are written: by their names, and as they are hashed."""
    if not case:
        return str
    process = processes.process_of(processes.case_by_number(case, actor))
    return lambda key: f"{process.state_label(key)}（{key}）" if key else ""


def _said(value: object) -> str:
    """Write a fact: nothing and yes or no in Chinese, what is nested within brackets."""
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return f"（{_listed(value)}）"
    if isinstance(value, list | tuple):
        return "、".join(_said(each) for each in value)
    return str(value)


def _listed(facts: Mapping[str, object]) -> str:
    return "；".join(f"{key}：{_said(value)}" for key, value in facts.items())


def proof_for(seq: int) -> tuple[str, str]:
    """Return the proof of an entry, or the sentence why there is none yet."""
    checkpoint = ledger.latest_checkpoint()
    if checkpoint is None or checkpoint.size < seq:
        return "", "这条记录之后还没有签名检查点，一般五分钟内形成，届时可以出具存在性证明。"
    return ledger.proof_text(ledger.proof_of(seq, size=checkpoint.size), checkpoint), ""
