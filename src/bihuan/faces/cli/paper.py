"""`bihuan paper`: make, check and measure official papers without the web pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.faces.cli import Failed, Refused, refusing, start

if TYPE_CHECKING:
    from bihuan.modules.documents.api import Output

SUFFIXES: dict[str, Output] = {".pdf": "pdf", ".docx": "docx", ".png": "png"}
LARGEST = 2_000_000  # bytes of a file of data


@click.group()
def paper() -> None:
    """公文与表单：拟制、检查、量取版面。"""
    start()


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path} 超过 {LARGEST // 1000} kB，不是一份公文的数据。")
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} 读不出来：{refusing.file(error)}。") from None
    except json.JSONDecodeError as error:
        raise Refused(f"{path} 第 {error.lineno} 行不是合格的 JSON。") from None
    except RecursionError:
        raise Refused(f"{path} 嵌套太深，不是一份公文的数据。") from None
    if not isinstance(raw, dict):
        raise Refused(f"{path} 应当是一个 JSON 对象。")
    return raw


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Refused(f"{path} 写不进去：{refusing.file(error)}。") from None


@paper.command()
@click.argument("kind")
@click.argument("data", type=Path)
@click.option("-o", "--output", required=True, type=Path, help="输出文件：.pdf、.docx 或 .png。")
@click.option("--archive", is_flag=True, help="输出归档用的 PDF/A-2b。")
@click.option("--draft", is_flag=True, help="允许未填的栏目，以〔待填〕印出。")
def render(*, kind: str, data: Path, output: Path, archive: bool, draft: bool) -> None:
    """按文种和 JSON 数据生成公文。"""
    from bihuan.modules.documents import api  # noqa: PLC0415  after start()
    from bihuan.modules.documents.api import papers  # noqa: PLC0415  after start()

    wanted = SUFFIXES.get(output.suffix.casefold())
    if wanted is None:
        raise Refused("输出文件应当以 .pdf、.docx 或 .png 结尾。")
    if archive and wanted == "pdf":
        wanted = "archive"
    raw = {key: value for key, value in _read(data).items() if key != "kind"}
    try:
        made = papers.from_mapping(kind, raw, draft=draft)
        _write(output, api.render(made, wanted))
    except api.BadPaper as error:
        raise Refused(str(error)) from None
    for sentence in (*papers.missing_faces(), *made.faults):
        click.echo(sentence, err=True)
    for fallback in made.fallbacks:
        click.echo(fallback.sentence, err=True)
    click.echo(f"{made.title}（{made.template}）→ {output}")


@paper.command()
@click.argument("data", type=Path)
@click.option("--kind", default="", help="文种；文件里有 kind 时可以不写。")
def check(*, data: Path, kind: str) -> None:
    """检查一份数据能否成文：栏目、字数、字符、字体和公文体检。"""
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.modules.documents import api  # noqa: PLC0415  after start()
    from bihuan.modules.documents.api import papers  # noqa: PLC0415  after start()

    raw = _read(data)
    named = raw.pop("kind", "")
    if not (kind or named):
        raise Refused("没有说明文种：在文件里写 kind，或者用 --kind 指明。")
    try:
        made, found = papers.inspect(kind or named, raw, on=timezone.localdate())
    except api.BadPaper as error:
        raise Failed(str(error)) from None
    for sentence in made.faults:
        click.echo(f"必须改正\t填写完整\t{sentence}")
    for each in found:
        click.echo(f"{each.weight}\t{each.name}\t{each.sentence}（依据：{each.basis}）")
    must = len(made.faults) + sum(each.blocks for each in found)
    if must:
        raise Failed(f"有{must}处必须改正。")
    click.echo("没有必须改正的问题。" if found else "没有发现问题。")


@paper.command()
def kinds() -> None:
    """列出全部文种，一行一个。"""
    from bihuan.modules.documents.api import papers  # noqa: PLC0415  after start()

    for kind in papers.kinds():
        click.echo(f"{kind.key}\t{kind.label}\t{papers.FORMS[kind.form]}\t{kind.group}")


@paper.command()
@click.argument("kind", required=False)
@click.option("--all", "every", is_flag=True, help="全部文种。")
@click.option("-o", "--output", required=True, type=Path, help="放样例的目录。")
def sample(*, kind: str | None, every: bool, output: Path) -> None:
    """生成样例（演示数据）：PDF、可编辑的 .docx 和数据 JSON。"""
    from bihuan.modules.documents import api  # noqa: PLC0415  after start()
    from bihuan.modules.documents.api import papers  # noqa: PLC0415  after start()

    if every == bool(kind):
        raise Refused("请写一个文种，或者用 --all 生成全部。")
    try:
        chosen = papers.kinds() if every else (papers.kind(kind or ""),)
    except api.BadPaper as error:
        raise Refused(str(error)) from None
    for one in chosen:
        made = papers.sample(one)
        _write(output / f"{one.key}.pdf", api.render(made, "pdf"))
        _write(output / f"{one.key}.docx", api.render(made, "docx"))
        data = json.dumps(
            {"kind": one.key, **one.sample}, ensure_ascii=False, indent=2, default=str
        )
        _write(output / f"{one.key}.json", data.encode())
        click.echo(f"{one.label}\t{output / one.key}.pdf")


@paper.command()
@click.argument("pdf", type=Path)
def measure(*, pdf: Path) -> None:
    """量取 PDF 的版心、行数、字数、行距和边距。"""
    from bihuan.modules.documents import api  # noqa: PLC0415  after start()
    from bihuan.modules.documents.api import papers  # noqa: PLC0415  after start()

    if not pdf.is_file():
        raise Refused(f"{pdf} 不存在，或者不是文件。")
    try:
        for sentence in papers.measure(pdf).sentences():
            click.echo(sentence)
    except api.BadPaper as error:
        raise Refused(str(error)) from None
