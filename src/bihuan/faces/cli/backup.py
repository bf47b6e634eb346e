"""`bihuan backup`, `bihuan restore`, `bihuan drill`: nothing that was done may be lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import Failed, Refused, start

if TYPE_CHECKING:
    from bihuan.kernel.operating.api import Key, Manifest

KEY = click.option(
    "--key", "key_file", type=Path, help="密钥文件：32 位十六进制数，与备份分开保管。"
)


class MakingByDefault(click.Group):
    """`bihuan backup FOLDER` makes a backup; its other words say what else."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `make` before what is neither a command nor a question."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(cls=MakingByDefault)
def backup() -> None:
    """备份：形成（bihuan backup 文件夹）和核对。"""
    start()


@backup.command()
@click.argument("folder", type=Path)
@KEY
def make(*, folder: Path, key_file: Path | None) -> None:
    """形成一份完整备份：数据库、文件、台账的库外凭据和清单。"""
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.operating import api  # noqa: PLC0415  after start()

    try:
        made = api.back_up(folder, at=timezone.now(), key=_key(key_file))
    except (api.NotEmpty, api.BadKey) as error:
        raise Refused(str(error)) from None
    except api.NotPossible as error:
        raise Failed(str(error)) from None
    click.echo(f"备份已形成：{folder}。{_told(made)}")
    if not made.sealed_with:
        click.echo(
            "这份备份没有加密，含个人信息；请存放在只有备份人员能读的地方，或者用 --key 加密。"
        )


@backup.command()
@click.argument("folder", type=Path)
@KEY
def verify(*, folder: Path, key_file: Path | None) -> None:
    """核对一份备份：清单、签名和每个部分的摘要；不改动任何数据。"""
    from bihuan.kernel.operating import api  # noqa: PLC0415  after start()

    try:
        found = api.check(folder, key=_key(key_file))
    except api.BadKey as error:
        raise Refused(str(error)) from None
    except api.BadBackup as error:
        raise Failed(str(error)) from None
    click.echo(f"备份完整：{_told(found)}")
    signer = api.signer(folder)
    click.echo(
        f"清单由公钥 {signer[:16]}… 签名。" if signer else "清单没有签名（制作时本机不能签名）。"
    )
    if found.sealed_with and key_file is None:
        click.echo("没有给出密钥，只核对了加密后的内容；带 --key 再核对一次解开后的内容。")


@click.command()
@click.argument("folder", type=Path)
@KEY
@click.option("--replace", is_flag=True, help="替换这里已有的数据；原来的数据库改名保留。")
@click.option("--accept-loss", "reason", default="", help="恢复旧备份的理由；须两人决定。")
@click.option("--by", "people", multiple=True, help="决定恢复旧备份的人，给出两次。")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=Path,
    help="库外保存的检查点文件，可多次给出。",
)
def restore(
    *,
    folder: Path,
    key_file: Path | None,
    replace: bool,
    reason: str,
    people: tuple[str, ...],
    checkpoints: tuple[Path, ...],
) -> None:
    """由备份恢复：先核对全部内容，再在旁边恢复并核验，最后一步替换。"""
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.ledger import api as ledger  # noqa: PLC0415  after start()
    from bihuan.kernel.operating import api  # noqa: PLC0415  after start()

    try:
        outside = [line for path in checkpoints for line in ledger.read_checkpoints(path)]
        done = api.restore(
            folder,
            at=timezone.now(),
            key=_key(key_file),
            replace=replace,
            loss=api.Loss(reason, people) if reason else None,
            outside=outside,
        )
    except (api.Refused, api.BadKey, ledger.NotACheckpoint, OSError) as error:
        raise Refused(str(error)) from None
    except (api.BadBackup, api.NotPossible) as error:
        raise Failed(f"{error}现有数据没有改动。") from None
    click.echo(f"已恢复。{_told(done.manifest)}{done.sentence}")
    click.echo(f"放回文件 {done.files} 个。")
    if done.kept:
        click.echo(f"原来的数据库保留为 {done.kept}，确认无误后请自行清理。")
    if done.lost:
        click.echo(
            f"台账退回了 {done.lost} 条。库外的检查点文件仍记着这些记录，核验时会指出来；"
            "请审计管理员封存原检查点文件，并用 BIHUAN_CHECKPOINTS 换一个新文件。"
        )


@click.command()
def drill() -> None:
    """恢复演练：备份、恢复到临时数据库、逐表核对、核验台账、核对文件，再全部清理。"""
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.operating import api  # noqa: PLC0415  after start()

    run = api.drill(at=timezone.now())
    for stage in run.stages:
        click.echo(f"{stage.milliseconds / 1000:7.2f} 秒  {stage.label}：{stage.outcome}")
    total = run.milliseconds / 1000
    if not run.ok:
        raise Failed(f"演练没有通过，用时 {total:.1f} 秒：{run.fault}")
    late = f"，超过目标 {api.GOAL_SECONDS} 秒" if total > api.GOAL_SECONDS else ""
    click.echo(f"演练通过，用时 {total:.1f} 秒{late}。临时数据已清理。")


def _key(path: Path | None) -> Key | None:
    from bihuan.kernel.operating import api  # noqa: PLC0415  after start()

    return api.read_key(path) if path else None


def _told(found: Manifest) -> str:
    from django.utils.timezone import localtime  # noqa: PLC0415  after start()

    return (
        f"{localtime(found.made):%Y-%m-%d %H:%M} 由 {found.version} 版制作，"
        f"{len(found.parts)} 个部分，{found.size // 1024:,} KB，台账 {found.ledger_size:,} 条"
        f"{'，已加密' if found.sealed_with else ''}。"
    )
