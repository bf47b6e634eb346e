"""`bihuan import-matters`: a filled-in workbook becomes rows of a draft, or nothing does."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.faces.cli import Refused, start


@click.command("import-matters")
@click.argument("file", type=Path)
@click.option("--body", required=True, help="单位代码，如 510000-water。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
def import_matters(*, file: Path, body: str, dry_run: bool) -> None:
    """把填好的事项清单模板导入为该单位的清单草稿；有一处错误则全部不导入。"""
    if not file.is_file():
        raise Refused(f"{file} 不存在，或者不是文件。")
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.matters import api as matters  # noqa: PLC0415  after start()

    try:
        preview = matters.import_for_body(
            body=body,
            data=file.read_bytes(),
            dry_run=dry_run,
            actor=system_actor("import"),
            at=timezone.now(),
        )
    except (LookupError, ValueError) as error:
        raise Refused(str(error.args[0])) from None
    if preview.errors:
        problems = "\n".join(str(error) for error in preview.errors)
        raise Refused(f"{file.name} 有 {len(preview.errors)} 处错误，未导入任何一行：\n{problems}")
    verb = "检查通过，未写入" if dry_run else "已导入草稿"
    click.echo(f"{file.name}：{len(preview.rows)} 行，{verb}。")
