"""docs/benchmarks.md, written from everything that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.kept import ROOT, kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from tests.bench.kept import Part

PAGE = ROOT / "docs" / "benchmarks.md"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SIZES = ("province", "five", "nation")
ALONE = ("start", "papers", "engine", "contenders")
HEAD = """\
# Benchmarks

Written by `make bench` and `make load`; do not edit. Figures are what this machine gave, with what
else it was doing: read a time next to the load average and next to the lean anchor of its table, a
bare Django view with one indexed query for 50 rows and nothing around it. "×" is the ratio of the
computing time to the anchor's. CPU is the computing time of the web process, DB that of the
PostgreSQL process which answers it; on SQLite both are one. On a machine that others use as well
they move less than the time on the clock. Pages are measured in the process, from request to
rendered bytes, signed in as the people of the demonstration. SQL is how often a page asks.

Written on other pages: [这件事归谁管](who.md) (search over 100,000 matters, `make bench ONLY=who`),
[清单代数](algebra.md) (one list against all, `make bench ONLY=algebra`).
"""


def write() -> None:
    """Write the page anew."""
    PAGE.write_text(page(kept()), encoding="utf-8")


def page(parts: Mapping[str, Part]) -> str:
    """Return the page: every section that was measured, growth, and what was not measured."""
    order = [f"{kind}-{size}" for size in SIZES for kind in DATABASES] + [*ALONE]
    missing = [key for key in order if key not in parts]
    sections = [HEAD]
    if missing:
        sections.append(f"Not measured on this machine: {', '.join(missing)}.\n")
    sections += [_section(parts[key]) for key in order if key in parts]
    sections += growth(parts)
    loads = [part for key, part in parts.items() if key.startswith("load-")]
    if loads:
        sections += ["## Load\n", *map(_section, loads)]
    return "\n".join(sections)


def _section(part: Part) -> str:
    title, _, rest = part.text.partition("\n")
    return f"{title}\n\n- measured {part.when}\n{rest.strip()}\n"


def growth(parts: Mapping[str, Part]) -> Iterator[str]:
    """Yield a table per database: how the median and the questions of every page grow."""
    for kind, name in DATABASES.items():
        sizes = [size for size in SIZES if f"{kind}-{size}" in parts]
        held = [parts[f"{kind}-{size}"].figures for size in sizes]
        if len(held) > 1:
            yield "\n".join([
                f"## Growth, {name}\n",
                f"| what | {' | '.join(f'{size} ms' for size in sizes)} | × | SQL |",
                f"|---|{'---:|' * (len(sizes) + 2)}",
                *_grown(held),
                "",
            ])  # fmt: skip


def _grown(held: Sequence[Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    for figure in held[0]:
        if figure not in held[-1]:
            continue
        found = [each.get(figure, {}) for each in held]
        first, last = found[0]["median"], found[-1]["median"]
        cells = " | ".join(f"{one['median']:,.1f}" if one else "—" for one in found)
        asked = dict.fromkeys(str(one["queries"]) for one in found if one.get("queries"))
        factor = f"{last / first:.1f}" if first else "—"
        yield f"| {figure} | {cells} | {factor} | {' → '.join(asked) or '—'} |"
