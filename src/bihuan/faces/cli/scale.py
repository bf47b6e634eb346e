"""`bihuan scale`: a province, five, or a nation of demonstration data, to measure and rehearse on.

Sichuan is real in its bodies and invented in its work, as in `bihuan demo`; every other province is
invented altogether. What operations can do in the time they do; the rest is written in bulk.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import Refused, start
from bihuan.faces.cli.serve import refresh_statistics

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

NOTICE = Path("sichuan") / "notice-2023-1.toml"
BUSY = "510000-water"
"""The body with a full to-do queue."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: provinces beside Sichuan, their shape, cases and acts per case."""

    others: int
    cases: int
    """Cases of Sichuan."""
    cases_each: int
    """Cases of every other province."""
    entries: int
    """Ledger entries per case, on average."""
    cities: int = 14
    counties: int = 94


SIZES = {
    "province": Size(others=0, cases=34_000, cases_each=0, entries=4),
    "five": Size(others=4, cases=34_000, cases_each=4_000, entries=7),
    "nation": Size(others=30, cases=34_000, cases_each=2_250, entries=11),
}
SEED = 20230317


@dataclass(slots=True)
class Built:
    """What was built, and how long each part took."""

    spent: dict[str, float] = field(default_factory=dict)
    say: Callable[[str], None] = click.echo

    def part(self, name: str, build: Callable[[], object]) -> None:
        """Build one part and keep its time."""
        began = time.perf_counter()
        found = build()
        seconds = time.perf_counter() - began
        self.spent[name] = self.spent.get(name, 0) + seconds
        self.say(f"{seconds:7.1f} 秒  {name}{f' {found:,}' if isinstance(found, int) else ''}")


@click.command()
@click.option("--regions", type=click.Choice(list(SIZES)), default="province", show_default=True)
@click.option(
    "--seed", type=int, default=SEED, show_default=True, help="同一个种子得到同样的数据。"
)
def scale(*, regions: str, seed: int) -> None:
    """建立一省、五省或者全国规模的演示数据，用来测速和演练；只写入空库。"""
    start()
    from django.core.management import call_command  # noqa: PLC0415  after start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.ledger import api as ledger  # noqa: PLC0415  after start()

    call_command("migrate", verbosity=0, interactive=False)
    if ledger.count():
        raise Refused("这个库里已经有数据。规模演示数据只写入空库：请换一个空的数据目录或数据库。")
    build(SIZES[regions], seed=seed, at=timezone.now())


def build(
    size: Size, *, seed: int = SEED, at: datetime, say: Callable[[str], None] = click.echo
) -> Built:
    """Fill an empty, migrated database.

    :raises Refused: where demonstration data may not stand.
    """
    from django.conf import settings  # noqa: PLC0415  after start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import api as access  # noqa: PLC0415  after start()
    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.directives import api as directives  # noqa: PLC0415  after start()
    from bihuan.modules.directives.demo import scale as work  # noqa: PLC0415  after start()
    from bihuan.modules.matters import demo as matters_demo  # noqa: PLC0415  after start()
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415  after start()
    from bihuan.modules.organisations import demo as people  # noqa: PLC0415  after start()

    built, actor, notice = Built(say=say), system_actor("demo"), settings.POLICY_DIR / NOTICE
    try:
        access.mark_demo_site(actor=actor, at=at)
    except access.NotDemo as error:
        raise Refused(str(error)) from None
    built.part("organisations", lambda: organisations.load(actor=actor, at=at).bodies)
    built.part("pack", lambda: directives.load_pack(notice, apply=True, actor=actor, at=at).number)
    built.part("people", lambda: people.build(at=at))
    built.part("lists", lambda: matters_demo.build(people=people.Staff(), at=at))
    regions = ["510000"]
    for number in range(size.others):
        regions.append(
            people.add_province(number, cities=size.cities, counties=size.counties, at=at)
        )
        work.copy_notice(notice, regions[-1], at=at)
    say(f"{len(regions)} 个省")
    today = timezone.localtime(at).date()
    built.part("duties", lambda: directives.generate(until=today, actor=actor, at=at).made)
    for region in regions:
        home = region == regions[0]
        wanted, waiting = (size.cases, BUSY) if home else (size.cases_each, "")
        built.part(
            "records",
            partial(
                work.add_records,
                wanted,
                entries=size.entries,
                seed=seed,
                at=at,
                region=region,
                waiting=waiting,
            ),
        )
    refresh_statistics()
    return built
