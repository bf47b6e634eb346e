"""`bihuan process`: the processes as the definitions say them, for people who read rules."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.faces.cli import Failed, Refused, start

PAGES = Path("docs/processes")


@click.group()
def process() -> None:
    """流程：清单、流程图、说明页。"""
    start()


@process.command("list")
def list_processes() -> None:
    """列出全部流程。"""
    from bihuan.kernel.process import all_processes  # noqa: PLC0415  after start()

    for one in all_processes():
        click.echo(f"{one.key}\t{one.label}\tv{one.version}\t{len(one.steps)} 个步骤")


@process.command()
@click.argument("key")
def diagram(*, key: str) -> None:
    """输出一个流程的 Mermaid 流程图。"""
    from bihuan.kernel import process as engine  # noqa: PLC0415  after start()
    from bihuan.kernel.process import documenting  # noqa: PLC0415  after start()

    try:
        found = engine.get(key)
    except LookupError:
        known = "、".join(one.key for one in engine.all_processes())
        raise Refused(f"没有名为“{key}”的流程；现有：{known}。") from None
    click.echo(documenting.diagram(found))


@process.command()
@click.option("--check", is_flag=True, help="只核对，不写入；不一致时退出码为 1。")
def docs(*, check: bool) -> None:
    """由流程定义生成 docs/processes/ 下的说明页。"""
    from bihuan.kernel.process import documenting  # noqa: PLC0415  after start()

    stale = documenting.write_documents(PAGES, check=check)
    if check and stale:
        raise Failed(f"流程说明页与定义不一致：{'、'.join(stale)}；请运行 make docs。")
    click.echo(f"{'核对' if check else '更新'} docs/processes/：{len(stale)} 页有变化。")
