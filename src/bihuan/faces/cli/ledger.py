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
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=Path,
    help="库外保存的检查点文件，可多次给出。",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="由几个进程同时读；不写则按处理器核数，最多四个。",
)
def verify(
    *, anchors: tuple[Path, ...], checkpoints: tuple[Path, ...], processes: int | None
) -> None:
    """逐条校验账本；给出库外文件时一并核对是否被截断或改写。"""
    from bihuan.kernel.ledger import api  # noqa: PLC0415  after start()

    for path in (*anchors, *checkpoints):
        if not path.is_file():
            raise Refused(f"库外文件 {path} 不存在。")
    try:
        outside = [line for path in anchors for line in api.read_anchors(path)]
        copies = [(str(path), api.read_checkpoints(path)) for path in checkpoints]
    except ValueError as error:
        raise Refused(str(error)) from None
    for name, lines in copies:
        if lines and not api.signature_fits(
            lines[-1].statement, lines[-1].signature, lines[-1].signer
        ):
            raise Failed(f"{name} 最后一个检查点的签名不成立。")
    verdict = api.verify(
        [*outside, *(line for _, lines in copies for line in lines)], processes=processes
    )
    if not verdict.ok:
        raise Failed(verdict.sentence)
    for sentence in api.differences(copies):
        raise Failed(sentence)
    click.echo(verdict.sentence)


@ledger.command()
@click.option("-o", "--output", "output", type=Path, required=True, help="写到哪个文件。")
def export(*, output: Path) -> None:
    """导出整本账本，供独立校验程序核对。"""
    from bihuan.kernel.ledger import api  # noqa: PLC0415  after start()

    with output.open("xb") as file:
        written = api.export_ledger(file)
    click.echo(f"已导出 {written} 条到 {output}。")


@ledger.command()
@click.option("-o", "--output", "output", type=Path, required=True, help="写到哪个文件。")
def verifier(*, output: Path) -> None:
    """交出独立校验程序：单个文件，只用 Python 标准库。"""
    from bihuan.kernel.ledger import verifier as program  # noqa: PLC0415  after start()

    output.write_bytes(Path(program.__file__).read_bytes())
    click.echo(f"独立校验程序已写到 {output}。")


@ledger.command()
@click.argument("seq", type=click.IntRange(min=1))
@click.option("-o", "--output", "output", type=Path, help="写到哪个文件；不写则显示。")
def proof(*, seq: int, output: Path | None) -> None:
    """出具一条记录的存在性证明，可打印一页，离线核对。"""
    from bihuan.kernel.ledger import api  # noqa: PLC0415  after start()

    checkpoint = api.latest_checkpoint()
    if checkpoint is None or checkpoint.size < seq:
        raise Refused(f"第 {seq} 条之后还没有签名检查点，请稍后再出具证明。")
    try:
        text = api.proof_text(api.proof_of(seq, size=checkpoint.size), checkpoint)
    except api.NoProof as error:
        raise Refused(str(error)) from None
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"第 {seq} 条的存在性证明已写到 {output}。")
