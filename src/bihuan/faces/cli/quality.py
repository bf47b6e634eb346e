"""`bihuan quality`: indices, rankings and interview triggers from tables, and their proof."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import Failed, Refused, start
from bihuan.faces.cli.due import day

if TYPE_CHECKING:
    from datetime import date

    from bihuan.modules.quality.rules.city_book import Book
    from bihuan.modules.quality.rules.triggers import Sheet

NAMES = ("SO2", "NO2", "PM10", "CO", "O3", "PM2.5")
DIFFERENCES = 5


@click.group()
def quality() -> None:
    """环境质量：导入、指数、排名、约谈情形，以及与公布值的核对。"""
    start()


def _book(file: Path) -> Book:
    from bihuan.modules.quality import api as engine  # noqa: PLC0415  only when asked

    try:
        book = engine.city_days(file)
    except ValueError as error:
        raise Refused(f"{file.name}：{error}") from None
    for rejected in book.rejected:
        click.echo(f"未采用：{rejected.sentence}", err=True)
    return book


def _dump(lines: object) -> None:
    click.echo(json.dumps(lines, ensure_ascii=False, indent=1))


@quality.command()
@click.argument("file", type=Path)
@click.option("--edition", required=True, help="空气质量指数标准的年份：2012 或 2026。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def aqi(*, file: Path, edition: str, as_json: bool) -> None:
    """逐日计算城市空气质量指数、类别和首要污染物。

    FILE 为 CSV，栏目：city,date,so2,no2,pm10,co,o3_8h,pm25（CO 为 mg/m³，其余 µg/m³）。
    """
    from bihuan.modules.quality import api as engine  # noqa: PLC0415  only when asked

    try:
        lines = engine.daily_indices(_book(file), edition=edition)
    except ValueError as error:
        raise Refused(str(error)) from None
    if as_json:
        _dump(
            [
                {
                    "city": line.city,
                    "date": line.day.isoformat(),
                    "aqi": line.aqi if line.aqi >= 0 else None,
                    "category": line.category,
                    "primary": line.primary,
                    "iaqi": dict(zip(NAMES, line.parts, strict=True)),
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        told = str(line.aqi) if line.aqi >= 0 else "NA"
        primary = "、".join(line.primary) or "—"
        click.echo(f"{line.city}\t{line.day}\t{told}\t{line.category or '—'}\t{primary}")


@quality.command()
@click.option("--hours", required=True, help="小时值的表或视图。")
@click.option("--stations", required=True, help="站点与城市对应的表或视图。")
@click.option("--period", required=True, help="时段，如 2024-06、2024H1、2024。")
@click.option(
    "--label",
    type=click.Choice(["end", "start"]),
    default="end",
    help="小时以结束时刻（end，国家平台）还是开始时刻（start）标注。",
)
def days(*, hours: str, stations: str, period: str, label: str) -> None:
    """由外部数据引擎（Spark、ClickHouse 等）中的小时值计算城市日值，以 CSV 输出。

    引擎的地址写在 BIHUAN_READINGS 中。输出的表可以交给 aqi、rank、triggers 和 import。
    """
    from django.conf import settings  # noqa: PLC0415  after start()

    from bihuan.modules.quality.api import engines  # noqa: PLC0415  only when asked

    if not settings.READINGS:
        raise Refused("没有写明数据引擎的地址。请系统管理员设置 BIHUAN_READINGS。")
    try:
        lines = engines.day_table(
            settings.READINGS, hours=hours, stations=stations, label=label, period=period
        )
    except ValueError as error:
        raise Refused(str(error)) from None
    csv.writer(sys.stdout, lineterminator="\n").writerows(lines)


@quality.command()
@click.argument("file", type=Path)
@click.option("--period", required=True, help="时段，如 2024、2024H1、2024-01..2024-08。")
@click.option("--edition", default="", help="标准的年份；默认为时段最后一天施行的一版。")
@click.option("--without-sand", is_flag=True, help="剔除沙尘天的颗粒物（表中 sand 栏为 1 的天）。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def rank(*, file: Path, period: str, edition: str, without_sand: bool, as_json: bool) -> None:
    """按综合指数给城市排名，并列出优良天数和重污染天数。"""
    from bihuan.modules.quality import api as engine  # noqa: PLC0415  only when asked

    try:
        lines = engine.ranking(_book(file), period=period, edition=edition, sand=not without_sand)
    except ValueError as error:
        raise Refused(str(error)) from None
    if as_json:
        _dump(
            [
                {
                    "rank": line.rank,
                    "city": line.city,
                    "index": line.index,
                    "main": line.main,
                    "figures": dict(zip(NAMES, line.figures, strict=True)),
                    "good": line.days.with_sand.good,
                    "heavy": line.days.with_sand.heavy,
                    "valid": line.days.with_sand.valid,
                    "good_without_sand": line.days.without_sand.good,
                    "valid_without_sand": line.days.without_sand.valid,
                    "enough": line.enough,
                    "remark": line.remark,
                    "tables": line.tables,
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        count = line.days.with_sand
        click.echo(
            f"{line.rank or '--'}\t{line.city}\t{line.index}\t{'、'.join(line.main) or '—'}"
            f"\t优良{count.good}/{count.valid}天\t重污染{count.heavy}天\t{line.remark}"
        )
    for tables in {line.tables for line in lines}:
        click.echo(f"全时段按 {'、'.join(tables)} 评价。")


@quality.command()
@click.argument("file", type=Path, required=False)
@click.option("--on", "on", required=True, help="判定日期，如 2024-09-01。")
@click.option("--edition", default="", help="两年共用的标准年份；默认为判定日期施行的一版。")
@click.option("--ranks", type=Path, help="公布的排名：city,term,now,then,total,source。")
@click.option("--sections", type=Path, help="断面类别：city,section,term,now,then,target。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def triggers(
    *,
    file: Path | None,
    on: str,
    edition: str,
    ranks: Path | None,
    sections: Path | None,
    as_json: bool,
) -> None:
    """按约谈办法逐条判定每个城市：触发、未触发、不适用、不能判定，以及还差多少。

    不写 FILE 时读取数据库中已导入的数据；此时排名和断面也来自数据库。
    """
    from bihuan.modules.quality import api as engine  # noqa: PLC0415  only when asked

    asked: date = day(on)
    if file is None and (ranks or sections):
        raise Refused("没有写明 FILE 时，排名和断面取自数据库，不能另外指定。")
    try:
        if file is None:
            sheets = engine.sheets_on(asked, edition=edition)
        else:
            sheets = engine.trigger_sheets(
                _book(file), on=asked, edition=edition or None, ranks=ranks, sections=sections
            )
    except KeyError as error:
        raise Refused(f"排名或断面表缺少栏目 {error.args[0]}。") from None
    except ValueError as error:
        raise Refused(str(error)) from None
    if as_json:
        _dump([_sheet(sheet) for sheet in sheets])
        return
    for sheet in sheets:
        click.echo(sheet.sentence)
        for verdict in sheet.verdicts:
            answer = verdict.answer
            margin = f"\t{answer.margin}" if answer.margin else ""
            click.echo(f"  {verdict.rule.id}\t{answer.result.word}\t{verdict.sentence}{margin}")
            for extra in (answer.projection, answer.check):
                if extra:
                    click.echo(f"    {extra}")


def _sheet(sheet: Sheet) -> dict[str, object]:
    return {
        "city": sheet.name,
        "on": sheet.on.isoformat(),
        "rule": sheet.policy,
        "source": sheet.source,
        "tier": None if sheet.tier is None else sheet.tier.number,
        "sentence": sheet.sentence,
        "verdicts": [
            {
                "id": verdict.rule.id,
                "tier": verdict.rule.tier,
                "text": verdict.rule.text,
                "mark": verdict.rule.mark,
                "result": verdict.result.value,
                "sentence": verdict.sentence,
                "margin": verdict.answer.margin,
                "left": None if verdict.answer.left is None else str(verdict.answer.left),
                "interim": verdict.answer.interim,
                "projection": verdict.answer.projection,
                "check": verdict.answer.check,
                "inputs": dict(verdict.answer.inputs),
                "tables": verdict.answer.tables,
            }
            for verdict in sheet.verdicts
        ],
        "gaps": [gap.text for gap in sheet.gaps],
    }


@quality.command("import")
@click.argument("files", type=Path, nargs=-1, required=True)
@click.option("--kind", default="", help="数据种类；默认按表头识别。")
@click.option("--reason", default="", help="更正已有数值的理由；有更正时必须写明。")
@click.option("--dry-run", is_flag=True, help="只检查并说明会有什么变化，不写入。")
def import_(*, files: tuple[Path, ...], kind: str, reason: str, dry_run: bool) -> None:
    """导入监测数据：小时值、日值、月值、断面、目标、公布排名（CSV、Excel、Parquet）。

    每个文件要么全部导入，要么一行也不导入；前一个不能采用时，后面的不再读取。
    """
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.modules.quality import api as engine  # noqa: PLC0415  after start()

    for file in files:
        try:
            outcome = engine.import_readings(
                file, at=timezone.now(), kind=kind, reason=reason, dry_run=dry_run
            )
        except ValueError as error:
            raise Refused(str(error)) from None
        if not outcome.ok:
            problems = "\n".join(fault.sentence for fault in outcome.faults)
            raise Refused(f"{outcome.sentence}\n{problems}")
        click.echo(outcome.sentence)
        for line in (*outcome.notes, *(change.sentence for change in outcome.changes)):
            click.echo(f"  {line}")


@quality.command()
@click.argument("folder", type=Path)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def verify(*, folder: Path, as_json: bool) -> None:
    """重新计算文件夹中已公布的数值，逐份报告一致的比例；有一份不符合要求则失败。"""
    from bihuan.modules.quality import api as engine  # noqa: PLC0415  only when asked

    try:
        found = engine.verify(folder)
    except ValueError as error:
        raise Refused(str(error)) from None
    known = [(name, one) for name, one in found if one is not None]
    if as_json:
        _dump(
            [
                {
                    "file": name,
                    "what": one.what,
                    "compared": one.compared,
                    "agreeing": one.agreeing,
                    "ok": one.ok,
                    "remarks": one.remarks,
                    "differences": one.differences,
                }
                for name, one in known
            ]
        )
    else:
        for name, one in found:
            click.echo(f"{name}\t{'没有可核对的公布值。' if one is None else one.sentence}")
            for difference in () if one is None else one.differences[:DIFFERENCES]:
                click.echo(f"    {difference}")
    wrong = [name for name, one in known if not one.ok]
    if wrong or not known:
        raise Failed(f"{'、'.join(wrong) or '文件夹'}与公布值不符或没有可核对的数值。")
