"""The register of legal bases: which text was law on which day, and where to point instead.

The register is dated policy data (`policies/china/legal-bases.toml`); every entry carries its mark
(seen, or remembered and to be checked). A citation is judged for a day: what was in force then is
left alone, so that a fact before a repeal keeps the text it was done under.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bihuan.modules.matters.rules.bases import LegalBase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE = "legal-bases.toml"
GONE = "已废止"
STATE_PREFIX = "中华人民共和国"
NUMBER = "[\u3007零一二三四五六七八九十百千0-9]+"
ARTICLE = rf"第{NUMBER}[条款项编章节](?:之{NUMBER})?"
ARTICLES = re.compile(rf"(?:{ARTICLE}|[、，和及至到 ](?=第{NUMBER}))*")
CITED = re.compile(r"《(?P<instrument>[^《》]{2,100})》(?P<rest>[^《》；;。\n]{0,80})")
VERSION = re.compile(r"[（(](\d{4})-(\d{1,2})-(\d{1,2})[^（）()]{0,20}[）)]")


class RegisterError(ValueError):
    """The register cannot be used; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One of the texts an instrument has had, in force from a day."""

    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """One law, regulation, rule, party document or standard."""

    key: str
    name: str
    short: str
    aliases: tuple[str, ...]
    kind: str
    issuer: str
    in_force_from: date | None
    repealed_on: date | None
    successor: str
    repeal_basis: str
    versions: tuple[TextVersion, ...]
    mark: str
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every way it is called."""
        return tuple(name for name in (self.name, self.short, *self.aliases) if name)

    @property
    def last_day(self) -> str:
        """The last day in force, "" while it has none."""
        if self.repealed_on is None:
            return ""
        return date.fromordinal(self.repealed_on.toordinal() - 1).isoformat()

    def in_force(self, on: date) -> bool:
        """Whether it was law on that day; an unknown beginning counts as long ago."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.repealed_on is None or on < self.repealed_on)

    def status(self, on: date) -> str:
        """The status on a day, in words."""
        if self.repealed_on is not None and self.repealed_on <= on:
            return GONE
        if self.in_force_from is not None and on < self.in_force_from:
            return "尚未施行"
        return "施行中"

    def text_on(self, on: date) -> TextVersion | None:
        """The text in force on a day, as far as the register knows them."""
        known = [version for version in self.versions if version.on <= on]
        return max(known, key=lambda version: version.on) if known else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is wrong with a citation on a day, and where to point instead."""

    cited: LegalBase
    instrument: Instrument
    instead: LegalBase | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Register:
    """Every instrument, found by key or by any of its names."""

    instruments: tuple[Instrument, ...]
    by_key: Mapping[str, Instrument]
    by_name: Mapping[str, Instrument]
    unconfirmed: str

    def find(self, name: str) -> Instrument | None:
        """The instrument of that name, with or without 中华人民共和国 and book marks."""
        plain = name.strip("《》 ")
        return self.by_name.get(plain) or self.by_name.get(plain.removeprefix(STATE_PREFIX))

    def judge(self, base: LegalBase, *, on: date) -> Proposal | None:
        """Why this citation may not stand on that day; None when it may, or is not known here."""
        found = self.find(base.instrument)
        if found is None or found.in_force(on):
            return None
        if found.repealed_on is None or found.repealed_on > on:
            start = found.in_force_from.isoformat() if found.in_force_from else ""
            sentence = f"《{found.name}》自{start}起施行，现在还不能引用。"
            return Proposal(base, found, None, sentence)
        new = self._instead(found, on)
        gone = f"《{found.name}》自{found.repealed_on.isoformat()}起废止"
        if new is None:
            return Proposal(base, found, None, f"{gone}，请改引现行依据。")
        target = LegalBase(new.name, self.unconfirmed)
        sentence = f"{gone}，建议改引《{new.name}》，{self.unconfirmed}，请对照原文填写。"
        return Proposal(base, found, target, sentence)

    def repealed(self, bases: Iterable[LegalBase], *, on: date) -> tuple[Proposal, ...]:
        """Every citation of a text that is law no longer."""
        return tuple(
            proposal
            for proposal in self.judge_all(bases, on=on)
            if proposal.instrument.status(on) == GONE
        )

    def judge_all(self, bases: Iterable[LegalBase], *, on: date) -> tuple[Proposal, ...]:
        """Every citation that may not stand on that day."""
        found = (self.judge(base, on=on) for base in bases)
        return tuple(proposal for proposal in found if proposal is not None)

    def repoint(self, bases: Iterable[LegalBase], *, on: date) -> tuple[LegalBase, ...]:
        """The same citations with every repealed one pointed at its successor, each once."""
        pointed: dict[LegalBase, None] = {}
        for base in bases:
            proposal = self.judge(base, on=on)
            pointed[base if proposal is None or proposal.instead is None else proposal.instead] = (
                None
            )
        return tuple(pointed)

    def citations_in(self, text: str) -> tuple[LegalBase, ...]:
        """Citations in running text: 《…法》第X条, and document numbers the register knows."""
        found: dict[LegalBase, None] = {}
        for match in CITED.finditer(text):
            known = self.find(match["instrument"])
            name = known.name if known else match["instrument"].strip()
            article, version = _article_and_version(match["rest"])
            found[LegalBase(name, article, version)] = None
        for name, known in self.by_name.items():
            if name.endswith("号") and name in text:
                found[LegalBase(known.name, _article_and_version(text.partition(name)[2])[0])] = (
                    None
                )
        return tuple(found)

    def _instead(self, gone: Instrument, on: date) -> Instrument | None:
        seen = {gone.key}
        found = self.by_key.get(gone.successor)
        while found is not None and not found.in_force(on) and found.key not in seen:
            seen.add(found.key)
            found = self.by_key.get(found.successor)
        return found if found is not None and found.in_force(on) else None


def register() -> Register:
    """The register in use."""
    return _load(settings.POLICY_DIR / "china" / FILE)


@lru_cache(maxsize=4)
def _load(path: Path) -> Register:
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
        items = tuple(_instrument(item) for item in data["instrument"])
        unconfirmed = str(data["unconfirmed_article"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise RegisterError(f"{path}：法律依据登记册不能使用：{error}。") from error
    by_key = {item.key: item for item in items}
    names = [(name, item) for item in items for name in item.names]
    by_name = dict(names)
    lost = [item.key for item in items if item.successor and item.successor not in by_key]
    if len(by_key) != len(items) or len(by_name) != len(names) or lost:
        raise RegisterError(f"{path}：法律依据重名，或者指向不存在的依据：{'、'.join(lost)}。")
    return Register(items, by_key, by_name, unconfirmed)


def _instrument(item: Mapping[str, Any]) -> Instrument:
    return Instrument(
        key=item["key"],
        name=item["name"],
        short=item.get("short", ""),
        aliases=tuple(item.get("aliases", ())),
        kind=item["kind"],
        issuer=item["issuer"],
        in_force_from=item.get("in_force_from"),
        repealed_on=item.get("repealed_on"),
        successor=item.get("successor", ""),
        repeal_basis=item.get("repeal_basis", ""),
        versions=tuple(TextVersion(each["on"], each["note"]) for each in item.get("versions", ())),
        mark=item["mark"],
        source=item.get("source", ""),
    )


def _article_and_version(rest: str) -> tuple[str, str]:
    """The articles right after the name, and the day of the text where one is given."""
    match = ARTICLES.match(rest)
    articles = match[0] if match else ""
    dated = VERSION.match(rest, len(articles))
    if dated is None:
        return articles, ""
    year, month, day = (int(part) for part in dated.groups())
    try:
        return articles, date(year, month, day).isoformat()
    except ValueError:
        return articles, ""
