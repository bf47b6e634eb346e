"""`bihuan policy`: judge a pack of policy data, and see what it would change before it does."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.faces.cli import Refused, start

NOTICE = Path("policies/sichuan/notice-2023-1.toml")


@click.group()
def policy() -> None:
    """政策数据：检查与载入。"""
    start()


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise Refused(f"文件 {path} 不存在。")
    return path


@policy.command()
@click.argument("path", type=Path, default=NOTICE)
def check(*, path: Path) -> None:
    """检查一份政策数据；每处错误给出文件、行号和一句话。"""
    from bihuan.modules.directives import api as directives  # noqa: PLC0415  after start()

    report = directives.check_pack(_existing(path))
    if report.faults:
        raise Refused("\n".join([report.sentence, *(str(fault) for fault in report.faults)]))
    click.echo(report.sentence)


@policy.command()
@click.argument("path", type=Path, default=NOTICE)
@click.option("--apply", "apply", is_flag=True, help="确认载入；不加此项只显示将有哪些变化。")
def load(*, path: Path, apply: bool) -> None:
    """显示一份政策数据将带来的变化；加 --apply 才载入。"""
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.directives import api as directives  # noqa: PLC0415  after start()

    try:
        loading = directives.load_pack(
            _existing(path), apply=apply, actor=system_actor("policy"), at=timezone.now()
        )
    except directives.BadPack as bad:
        raise Refused("\n".join(str(fault) for fault in bad.faults)) from None
    for change in loading.changes:
        click.echo(str(change))
    verb = "已载入" if loading.applied else "尚未载入（加 --apply 载入）"
    click.echo(f"{loading.number}：{len(loading.changes)} 处变化，{verb}。")
