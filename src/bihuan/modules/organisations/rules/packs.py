"""The policy files of organisations, read once and checked while being read."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

NATION = "100000"
NATION_NAME = "中华人民共和国"


class PackError(ValueError):
    """A policy file is wrong; the message names the file and the fault."""


@dataclass(frozen=True, slots=True)
class RegionFact:
    """One row of a table of divisions."""

    code: str
    name: str
    level: str
    parent: str
    full: str
    short: str
    stem: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line (条) and how its bodies are called at each level."""

    key: str
    name: str
    position: int
    official: Mapping[str, str]
    short: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body whose name is stated, not generated."""

    line: str
    name: str
    short: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """A named set: kept as dated membership (`since`), or derived from level and line."""

    key: str
    name: str
    since: date | None
    basis: str
    lines: tuple[str, ...]
    levels: tuple[str, ...]
    others: bool
    unites: tuple[str, ...]
    like: str


@dataclass(frozen=True, slots=True)
class Change:
    """A dated change of the map that is part of the pack."""

    kind: str
    lines: tuple[str, ...]
    into: str
    name: str
    short: str
    on: date
    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything one province says about its regions and bodies."""

    region: str
    since: date
    regions: tuple[RegionFact, ...]
    lines: Mapping[str, Line]
    bodies: tuple[NamedBody, ...]
    city_names: Mapping[str, Mapping[str, tuple[str, str]]]
    county_patterns: Mapping[str, Mapping[str, tuple[str, str]]]
    groups: Mapping[str, GroupPolicy]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class VacancyRule:
    """From when on, how many days a body may be without a pair before it is flagged."""

    since: date
    days: int
    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class RankRule:
    """Which ranks the responsible leader of a level may hold."""

    since: date
    level: str
    accepted: tuple[str, ...]
    named: str
    basis: str
    mark: str


def china() -> Path:
    """Return the folder of what holds for the whole country."""
    return Path(settings.POLICY_DIR) / "china"


def province() -> Path:
    """Return the folder of the province."""
    return Path(settings.POLICY_DIR) / "sichuan"


@lru_cache(maxsize=4)
def load_pack(country: Path | None = None, local: Path | None = None) -> Pack:
    """Read and check the files.

    :raises PackError: a file is wrong.
    """
    country, local = country or china(), local or province()
    lines = _lines(_toml(country / "lines.toml"))
    raw = _toml(local / "bodies.toml")
    regions = tuple(fact for name in raw["divisions"] for fact in read_divisions(country / name))
    bodies = tuple(
        NamedBody(b["line"], b["name"], b["short"], tuple(b.get("aliases", ())))
        for b in raw["body"]
    )
    exceptions = raw.get("exceptions", {})
    pack = Pack(
        region=raw["region"],
        since=raw["since"],
        regions=regions,
        lines=lines,
        bodies=bodies,
        city_names=_names(exceptions.get("city", {})),
        county_patterns=_names(exceptions.get("counties_of", {})),
        groups=_groups(raw, [body.line for body in bodies]),
        changes=tuple(_change(c) for c in raw.get("change", ())),
    )
    _check(pack, local / "bodies.toml")
    return pack


@lru_cache(maxsize=4)
def load_rules(path: Path | None = None) -> tuple[tuple[VacancyRule, ...], tuple[RankRule, ...]]:
    """Read the dated parameters, oldest first.

    :raises PackError: the file is wrong.
    """
    raw = _toml(path or province() / "organisations.toml")
    try:
        vacancies = [
            VacancyRule(v["since"], v["days"], v["basis"], v["mark"]) for v in raw["vacancy"]
        ]
        ranks = [
            RankRule(
                r["since"], r["level"], tuple(r["accepted"]), r["named"], r["basis"], r["mark"]
            )
            for r in raw["rank"]
        ]
    except KeyError as error:
        raise PackError(f"organisations.toml：缺少 {error}。") from error
    return (
        tuple(sorted(vacancies, key=lambda rule: rule.since)),
        tuple(sorted(ranks, key=lambda rule: rule.since)),
    )


def vacancy_rule(on: date) -> VacancyRule | None:
    """Return the rule on vacancies that holds on a day, None before there was one."""
    return next((rule for rule in reversed(load_rules()[0]) if rule.since <= on), None)


def rank_rule(level: str, on: date) -> RankRule | None:
    """Return the rule on the leader's rank that holds on a day, None where there is none."""
    return next(
        (rule for rule in reversed(load_rules()[1]) if rule.level == level and rule.since <= on),
        None,
    )


def read_divisions(path: Path) -> tuple[RegionFact, ...]:
    """Read one table of divisions; lines that begin with # are remarks.

    :raises PackError: a row is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackError(f"{path.name}：读不到文件。") from error
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    try:
        return tuple(
            RegionFact(**{key: row[key] for key in RegionFact.__dataclass_fields__}) for row in rows
        )
    except KeyError as error:
        raise PackError(f"{path.name}：缺少列 {error}。") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackError(f"{path.name}：读不到文件。") from error
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path.name}：格式错误，{error}。") from error


def _lines(raw: Mapping[str, Any]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for position, entry in enumerate(raw["line"], start=1):
        levels = ("nation", "city", "county", "zone")
        found[entry["key"]] = Line(
            entry["key"],
            entry["name"],
            position,
            {level: entry[level] for level in levels if level in entry},
            {level: entry[f"{level}_short"] for level in levels if f"{level}_short" in entry},
        )
    return found


def _names(raw: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, str]]]:
    return {
        region: {line: (pair[0], pair[1]) for line, pair in names.items()}
        for region, names in raw.items()
    }


def _groups(raw: Mapping[str, Any], lines: Iterable[str]) -> dict[str, GroupPolicy]:
    kept = raw.get("group", [])
    named = {line for entry in kept for line in entry.get("lines", ())}
    groups: dict[str, GroupPolicy] = {}
    for entry in [*kept, *raw.get("derived", [])]:
        members = tuple(entry.get("lines", ()))
        if entry.get("others"):
            left_out = {*named, *entry.get("except", ())}
            members = tuple(line for line in lines if line not in left_out)
        groups[entry["key"]] = GroupPolicy(
            entry["key"],
            entry["name"],
            entry.get("since"),
            entry.get("basis", ""),
            members,
            tuple(entry.get("levels", ())),
            bool(entry.get("others")),
            tuple(entry.get("unites", ())),
            entry.get("like", ""),
        )
    return groups


def _change(entry: Mapping[str, Any]) -> Change:
    return Change(
        entry["kind"],
        tuple(entry.get("lines", ())) or (entry["line"],),
        entry.get("into", ""),
        entry.get("name", ""),
        entry.get("short", ""),
        entry["on"],
        entry["basis"],
        entry.get("mark", ""),
    )


def _check(pack: Pack, path: Path) -> None:
    codes = [region.code for region in pack.regions]
    if len(set(codes)) != len(codes):
        raise PackError("区划表里有重复的代码。")
    known = {*codes, NATION}
    for region in pack.regions:
        if region.parent not in known:
            raise PackError(f"区划 {region.code} 的上级 {region.parent} 不在表里。")
    used = [body.line for body in pack.bodies]
    for group in pack.groups.values():
        used.extend(group.lines)
    for names in (*pack.city_names.values(), *pack.county_patterns.values()):
        used.extend(names)
    for change in pack.changes:
        used.extend((*change.lines, *([change.into] if change.into else [])))
    for line in used:
        if line not in pack.lines:
            raise PackError(f"{path.name}：条线 {line} 没有在 lines.toml 里定义。")
