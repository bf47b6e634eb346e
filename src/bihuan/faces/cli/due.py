"""`bihuan due`: when a span ends, and why on that day."""

from __future__ import annotations

from datetime import date

import click

from bihuan.faces.cli import Refused
from bihuan.kernel import calendar


def day(value: str) -> date:
    """Read a date as written by people in offices: 2023-03-17."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Refused(f"“{value}”不是日期，请写成 2023-03-17 的样式。") from None


@click.command()
@click.option("--start", "start", required=True, help="起算日（当日不计），如 2023-03-17。")
@click.option("--span", "span", required=True, help="时长，如 “10 working days”“2 months”。")
@click.option("--region", default="", help="六位行政区划代码；有地方节日的地区按本地日历。")
@click.option("--roll", type=click.Choice(["none", "forward", "back"]), default="none")
@click.option("--explain", "explain", is_flag=True, help="逐日列出计入与跳过的原因。")
def due(*, start: str, span: str, region: str, roll: str, explain: bool) -> None:
    """计算期限到期日。"""
    try:
        length = calendar.Span.parse(span)
    except ValueError as error:
        raise Refused(str(error)) from None
    first = day(start)
    try:
        days = calendar.for_region(region) if region else calendar.national()
        answer = calendar.explain(first, length, days, calendar.Roll(roll))
    except ValueError as error:
        raise Refused(str(error)) from None
    mark = "（暂定：超出已公布的放假安排）" if answer.due.provisional else ""
    click.echo(f"{answer.due.on.isoformat()}{mark}")
    if explain:
        for line in answer.lines:
            click.echo(
                f"  {line.on.isoformat()} {'计入' if line.counted else '不计'} {line.reason}"
            )
        click.echo(answer.summary)
