"""`bihuan status`: how every duty stands on a day, in words or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import Refused, start
from bihuan.faces.cli.due import day

if TYPE_CHECKING:
    from datetime import date


@click.command()
@click.option("--clause", default="", help="条款编号，如 2.1.5。")
@click.option("--body", default="", help="单位代码，如 510000-water。")
@click.option("--on", "on", default="", help="截至日期；默认今天。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def status(*, clause: str, body: str, on: str, as_json: bool) -> None:
    """查看条款落实情况：哪家单位、到没到期、凭什么。"""
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.directives import api as directives  # noqa: PLC0415  after start()

    asked: date = day(on) if on else timezone.localdate()
    try:
        lines = directives.status(on=asked, actor=system_actor("status"), clause=clause, body=body)
    except LookupError as error:
        raise Refused(str(error.args[0])) from None
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(f"{line.clause}\t{line.body}\t{line.body_name}\t{line.period}\t{line.sentence}")
    click.echo(f"截至 {asked.isoformat()}，共 {len(lines)} 项。")
