"""`bihuan lists` and `bihuan import-duties`: what changed in a list, and a register of duties."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import Refused, start

if TYPE_CHECKING:
    from datetime import date, datetime

    from bihuan.modules.matters.queries.history import Standing
    from bihuan.modules.matters.rules.diffing import Comparison

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def lists() -> None:
    """事项清单：两天之间有什么变化。"""


@lists.command()
@click.argument("body")
@click.option("--from", "since", type=DAY, required=True, help="起始日期，如 2023-07-01。")
@click.option("--to", "until", type=DAY, required=True, help="截止日期，如 2024-06-01。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def diff(*, body: str, since: datetime, until: datetime, as_json: bool) -> None:
    """对照一个单位在两天各自有效的公开清单，逐项逐栏列出变化。"""
    first, last = since.date(), until.date()
    if last < first:
        raise Refused("截止日期早于起始日期。请核对两个日期。")
    start()
    from bihuan.modules.matters import api as matters  # noqa: PLC0415  after start()

    before, after, comparison = matters.changes_between(body, since=first, until=last)
    if before is None and after is None:
        raise Refused(f"{body} 在这两天都没有公开的清单。请核对单位代码，如 510000-water。")
    if as_json:
        click.echo(_json(body, (first, before), (last, after), comparison))
        return
    click.echo(f"{_named(first, before)}\n{_named(last, after)}\n{comparison.sentence}")
    for field in comparison.header:
        click.echo(f"表头“{field.label}”：{field.before or '（空）'} → {field.after or '（空）'}")
    for change in comparison.matters:
        click.echo(f"{change.kind_label} {change.code} {change.name}")
        for field in change.fields:
            click.echo(f"    {field.label}：{field.before or '（空）'} → {field.after or '（空）'}")


def _named(on: date, standing: Standing | None) -> str:
    if standing is None:
        return f"{on}：还没有公开的清单"
    return f"{on}：{standing.edition}（{standing.number}），{standing.count} 项"


def _json(
    body: str,
    before: tuple[date, Standing | None],
    after: tuple[date, Standing | None],
    comparison: Comparison,
) -> str:
    sides = {
        key: {
            "on": on.isoformat(),
            "number": standing.number if standing else "",
            "address": standing.address if standing else "",
        }
        for key, (on, standing) in (("from", before), ("to", after))
    }
    document = {"body": body, **sides, **asdict(comparison)}
    return json.dumps(document, ensure_ascii=False, indent=1)


@click.command("import-duties")
@click.argument("file", type=Path)
@click.option("--region", required=True, help="区划代码，如 510000。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
def import_duties(*, file: Path, region: str, dry_run: bool) -> None:
    """把填好的责任清单模板导入为一个版本；有一处错误则全部不导入。"""
    if not file.is_file():
        raise Refused(f"{file} 不存在，或者不是文件。")
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.matters import api as matters  # noqa: PLC0415  after start()

    try:
        outcome = matters.import_duties(
            region=region,
            data=file.read_bytes(),
            dry_run=dry_run,
            actor=system_actor("import"),
            at=timezone.now(),
        )
    except (LookupError, ValueError) as error:
        raise Refused(str(error.args[0])) from None
    if outcome.errors:
        problems = "\n".join(outcome.errors)
        raise Refused(f"{file.name} 有 {len(outcome.errors)} 处错误，没有导入：\n{problems}")
    verb = "检查通过，未写入" if dry_run else f"已导入 {outcome.register}"
    click.echo(f"{file.name}：{outcome.units} 个单位，{len(outcome.duties.rows)} 项职责，{verb}。")
