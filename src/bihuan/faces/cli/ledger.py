"""`bihuan ledger`: is the book of acts whole?"""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.faces.cli import Failed, Refused, start


@click.group()
def ledger() -> None:
    """可信账本。"""
    start()


@ledger.command()
@click.option(
    "--anchor", "anchors", multiple=True, type=Path, help="库外保存的锚文件，可多次给出。"
)
def verify(*, anchors: tuple[Path, ...]) -> None:
    """逐条校验账本；给出锚文件时一并核对是否被截断或改写。"""
    from bihuan.kernel.ledger import api  # noqa: PLC0415  after start()

    for path in anchors:
        if not path.is_file():
            raise Refused(f"锚文件 {path} 不存在。")
    try:
        outside = [api.read_anchors(path) for path in anchors]
    except ValueError as error:
        raise Refused(str(error)) from None
    verdict = api.verify([anchor for group in outside for anchor in group])
    if not verdict.ok:
        raise Failed(verdict.sentence)
    click.echo(verdict.sentence)
