"""Judging a pack, showing what it would change, and loading it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from bihuan.kernel import events, process
from bihuan.kernel.access import may
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.directives import policies
from bihuan.modules.directives.events import LOADED, NoticeChanged
from bihuan.modules.directives.models import Clause, Directive
from bihuan.modules.directives.queries import loaded as packs
from bihuan.modules.directives.rules.faces import faces_of
from bihuan.modules.directives.rules.judging import actors_file, judge
from bihuan.modules.directives.rules.measures import known_measures, measure_of
from bihuan.modules.directives.rules.reading import BadPack, Fault, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bihuan.kernel.access import Actor
    from bihuan.modules.directives.rules.pack import Pack


SHORT = 16
"""Enough of a digest to tell two texts apart; the whole stands among the evidence."""


@dataclass(frozen=True, slots=True)
class Report:
    """What judging a pack came to."""

    file: str
    number: str
    clauses: int
    checkable: int
    faults: tuple[Fault, ...]

    @property
    def is_good(self) -> bool:
        """Say whether the pack can be loaded."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        if self.faults:
            return f"{self.file} 有{len(self.faults)}处错误，不能载入。"
        without = self.clauses - self.checkable
        return (
            f"{self.file} 可以载入：{self.number}，条款{self.clauses}条，"
            f"其中{self.checkable}条生成应办事项，{without}条说明不设义务的理由。"
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between what is in force and what would be."""

    what: str
    kind: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.kind == "changed":
            return f"改 {self.what}：{self.before} → {self.after}"
        return f"{'增' if self.kind == 'added' else '删'} {self.what}：{self.after or self.before}"


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading a pack changes, and whether it has been done."""

    number: str
    changes: tuple[Change, ...]
    applied: bool


@dataclass(frozen=True, slots=True)
class _Texts:
    name: str
    source: str
    actors_name: str
    actors: str


def check_pack(path: Path, *, notice_text: str = "") -> Report:
    """Judge a pack with its actor file; every fault has file, line and sentence."""
    try:
        texts = _read(path)
        pack = _judged(texts, notice_text)
    except BadPack as bad:
        return Report(path.name, "", 0, 0, bad.faults)
    checkable = sum(clause.is_checkable for clause in pack.clauses)
    return Report(path.name, pack.notice.number, len(pack.clauses), checkable, ())


def load_pack(
    path: Path, *, apply: bool, actor: Actor, at: datetime, notice_text: str = ""
) -> Loading:
    """Return what a pack would change, and with `apply` change it, in one transaction.

    Duties that exist keep their dates: history never moves silently.

    :raises BadPack: with all faults.
    :raises NotAllowed: for whoever may not load packs.
    """
    if not may(actor, policies.LOAD_PACK):
        raise policies.NotAllowed("文件条款由系统管理员载入。")
    texts = _read(path)
    pack = _judged(texts, notice_text)
    digest = hashlib.sha256(f"{texts.source}\0{texts.actors}".encode()).hexdigest()
    with transaction.atomic():
        ledger.lock()
        row = Directive.objects.filter(key=pack.notice.key).first()
        old = next((item.pack for item in packs.loaded() if row and item.id == row.pk), None)
        changes = tuple(differences(old, pack))
        if apply and (row is None or row.digest != digest):
            _store(texts, pack, digest, row, changes, actor=actor, at=at)
            notice = pack.notice
            events.publish(
                NoticeChanged(
                    notice.key,
                    notice.region,
                    notice.number,
                    faces_of(old) if old else (),
                    faces_of(pack),
                    at,
                )
            )
    return Loading(pack.notice.number, changes, apply)


def _read(path: Path) -> _Texts:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPack([Fault(path.name, 1, f"文件读不出来：{error}。")]) from error
    actors = path.parent / Path(actors_file(source)).name
    try:
        return _Texts(path.name, source, actors.name, actors.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        sentence = f"主体文件 {actors.name} 读不出来：{error}。"
        raise BadPack([Fault(path.name, 1, sentence)]) from error


def _judged(texts: _Texts, notice_text: str) -> Pack:
    pack = judge(
        name=texts.name,
        text=texts.source,
        actors_name=texts.actors_name,
        actors_text=texts.actors,
        notice_text=notice_text,
    )
    faults = tuple(unknown_states(texts.name, texts.source, pack))
    if faults:
        raise BadPack(faults)
    return pack


def unknown_states(name: str, source: str, pack: Pack) -> Iterator[Fault]:
    """Yield every process or state a pack names that the registry does not know."""
    lines = Source.read(name, source)
    for index, clause in enumerate(pack.clauses):
        named = [
            ("evidence", predicate.process, (*predicate.states, *predicate.until))
            for predicate in clause.evidence
        ]
        if clause.deadline.process:
            named.append(("deadline", clause.deadline.process, (clause.deadline.state,)))
        for predicate in clause.evidence:
            if predicate.measure and measure_of(predicate.measure) is None:
                sentence = f"条款 {clause.id}：没有登记过读数“{predicate.measure}”。"
                known_keys = "、".join(known_measures()) or "没有"
                yield Fault(
                    name, lines.line("clause", index, "evidence"), f"{sentence}已有：{known_keys}。"
                )
        for key, process_key, states in named:
            line = lines.line("clause", index, key)
            known = _states(process_key)
            if known is None:
                yield Fault(name, line, f"条款 {clause.id}：没有登记过流程“{process_key}”。")
                continue
            for state in states:
                if state not in known:
                    sentence = f"条款 {clause.id}：流程 {process_key} 没有状态“{state}”。"
                    yield Fault(name, line, f"{sentence}已有：{'、'.join(known)}。")


def _states(key: str) -> list[str] | None:
    versions = [found for found in process.all_processes() if found.key == key]
    if not versions:
        return None
    return list(dict.fromkeys(state.value for found in versions for state in found.states))


def differences(old: Pack | None, new: Pack) -> Iterator[Change]:
    """Yield what is added, removed and changed, in the order of the new pack."""
    groups = (
        ("参数", _by(old, "parameters", "key"), _by(new, "parameters", "key")),
        ("读法", _by(old, "switches", "key"), _by(new, "switches", "key")),
        ("主体", _by(old, "sets", "key"), _by(new, "sets", "key")),
        ("条款", _by(old, "clauses", "id"), _by(new, "clauses", "id")),
    )
    for word, before, after in groups:
        for key, value in after.items():
            if key not in before:
                yield Change(f"{word} {key}", "added", after=_title(value))
            elif before[key] != value:
                yield from _changed(f"{word} {key}", before[key], value)
        for key in before.keys() - after.keys():
            yield Change(f"{word} {key}", "removed", before=_title(before[key]))


def _by(pack: Pack | None, name: str, key: str) -> dict[str, object]:
    items = getattr(pack, name) if pack else ()
    found: dict[str, object] = {}
    for item in items:
        label = getattr(item, key)
        found[f"{label}@{item.since}" if name == "parameters" else label] = item
    return found


def _title(value: object) -> str:
    return str(getattr(value, "name", "") or getattr(value, "label", "") or value)


def _changed(what: str, before: object, after: object) -> Iterator[Change]:
    for field in fields(after):  # type: ignore[arg-type]  # every item of a pack is a dataclass
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield Change(f"{what} {field.name}", "changed", before=str(old), after=str(new))


def _store(
    texts: _Texts,
    pack: Pack,
    digest: str,
    row: Directive | None,
    changes: tuple[Change, ...],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    notice = pack.notice
    offsets = dict(pack.offsets) or (row.offsets if row else {})
    before = row.digest if row else ""
    stored, _ = Directive.objects.update_or_create(
        key=notice.key,
        defaults={
            "number": notice.number,
            "title": notice.title,
            "issued_on": notice.issued_on,
            "region": notice.region,
            "source": texts.source,
            "actors": texts.actors,
            "digest": digest,
            "offsets": offsets,
            "loaded_at": at,
        },
    )
    for position, clause in enumerate(pack.clauses):
        Clause.objects.update_or_create(
            directive=stored,
            code=clause.id,
            defaults={"position": position, "retired_on": None},
        )
    Clause.objects.filter(directive=stored, retired_on__isnull=True).exclude(
        code__in=[clause.id for clause in pack.clauses]
    ).update(retired_on=timezone.localtime(at).date())
    ledger.record(
        LOADED.key,
        actor=actor,
        at=at,
        subject=f"directive:{notice.key}",
        before=before[:SHORT],
        after=digest[:SHORT],
        facts={
            "changed": [change.what for change in changes if change.kind == "changed"],
            "changes": len(changes),
            "clauses": len(pack.clauses),
        },
        evidence=[digest],
    )
