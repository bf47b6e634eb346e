"""Names and codes of bodies, worked out from the patterns of their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.modules.organisations.rules.packs import NATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bihuan.modules.organisations.rules.packs import Line, Pack, RegionFact


@dataclass(frozen=True, slots=True)
class BodyFact:
    """One body as the pack describes it."""

    code: str
    region: str
    line: str
    level: str
    superior: str
    position: int
    name: str
    short: str
    aliases: tuple[str, ...] = ()


def code_of(region: str, line: str) -> str:
    """Return the key of a body: "510000-water"."""
    return f"{region}-{line}"


def every_body(pack: Pack) -> Iterator[BodyFact]:
    """Give every body of a pack: the superior departments, the province, then place by place."""
    named = {body.line for body in pack.bodies}
    for line in pack.lines.values():
        if "nation" in line.official:
            name = line.official["nation"]
            yield BodyFact(
                code_of(NATION, line.key),
                NATION,
                line.key,
                "nation",
                "",
                line.position,
                name,
                line.short.get("nation", name),
            )
    for body in pack.bodies:
        line = pack.lines[body.line]
        superior = code_of(NATION, line.key) if "nation" in line.official else ""
        yield BodyFact(
            code_of(pack.region, line.key),
            pack.region,
            line.key,
            "province",
            superior,
            line.position,
            body.name,
            body.short,
            body.aliases,
        )
    regions = {region.code: region for region in pack.regions}
    for region in pack.regions:
        for line in pack.lines.values():
            if region.level in line.official:
                yield _generated(pack, regions, region, line, named)


def _generated(
    pack: Pack,
    regions: Mapping[str, RegionFact],
    region: RegionFact,
    line: Line,
    named: set[str],
) -> BodyFact:
    official = line.official[region.level]
    default_short = official.replace("{full}", "{short}")
    short = line.short.get(region.level, default_short)
    if region.level == "city":
        official, short = pack.city_names.get(region.code, {}).get(line.key, (official, short))
    elif region.level == "county":
        exceptions = pack.county_patterns.get(region.parent, {})
        official, short = exceptions.get(line.key, (official, short))
    parent = regions[region.parent]
    words = {
        "full": region.full,
        "short": region.short,
        "stem": region.stem,
        "city": parent.short,
        "city_short": parent.short,
    }
    has_superior = line.key in named if region.level == "city" else "city" in line.official
    return BodyFact(
        code_of(region.code, line.key),
        region.code,
        line.key,
        region.level,
        code_of(region.parent, line.key) if has_superior else "",
        line.position,
        official.format_map(words),
        short.format_map(words),
    )
