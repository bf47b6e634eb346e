"""`bihuan setup`: from an empty database to an installation somebody can sign in to."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.faces.cli import Refused, start

NOTICE = Path("sichuan") / "notice-2023-1.toml"
ROLES = {"system": ("system_admin", "系统管理员"), "security": ("security_admin", "安全管理员")}


@click.command()
@click.option("--notice", type=Path, default=NOTICE, show_default=True, help="载入哪份责任清单。")
@click.option("--body", default="510000-office", show_default=True, help="管理员属于哪个机构。")
@click.option("--system", help="首任系统管理员，写作 登录名:姓名；不写则询问。")
@click.option("--security", help="首任安全管理员，写作 登录名:姓名；不写则询问。")
@click.option("--no-administrators", is_flag=True, help="只载入机构和政策数据，例如升级之后。")
def setup(
    *, notice: Path, body: str, system: str | None, security: str | None, no_administrators: bool
) -> None:
    """在空数据库上建立机构、政策数据和首任管理员；再次运行只补缺少的。"""
    start()
    from django.conf import settings  # noqa: PLC0415  after start()
    from django.core.management import call_command  # noqa: PLC0415  after start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.directives import api as directives  # noqa: PLC0415  after start()
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415  after start()
    from bihuan.modules.organisations.api import administrators  # noqa: PLC0415  after start()

    call_command("migrate", verbosity=0, interactive=False)
    actor, at = system_actor("setup"), timezone.now()
    loaded = organisations.load(actor=actor, at=at)
    click.echo(f"区划新增 {loaded.regions} 个，机构新增 {loaded.bodies} 个。")
    try:
        loading = directives.load_pack(
            Path(settings.POLICY_DIR) / notice, apply=True, actor=actor, at=at
        )
    except directives.BadPack as bad:
        raise Refused("\n".join(str(fault) for fault in bad.faults)) from None
    click.echo(f"{loading.number}：{len(loading.changes)} 处变化，已载入。")
    if no_administrators:
        return
    people = [
        administrators.FirstAdministrator(role, *_person(given, title))
        for (role, title), given in zip(ROLES.values(), (system, security), strict=True)
    ]
    try:
        given = administrators.appoint_first(
            people, body=body, since=timezone.localdate(at), actor=actor, at=at
        )
    except administrators.PeopleRefused as refusal:
        raise Refused(str(refusal)) from None
    click.echo("首任管理员的一次性密码只显示这一次，请当面交给本人；首次登录须改成自己的密码：")
    for one, (login, password) in zip(people, given.items(), strict=True):
        click.echo(f"  {dict(ROLES.values())[one.role]} {one.name}  {login}  {password}")


def _person(given: str | None, title: str) -> tuple[str, str]:
    """Return login and name, as given or asked for."""
    if given is None:
        return click.prompt(f"{title}的登录名"), click.prompt(f"{title}的姓名")
    login, colon, name = given.partition(":")
    if not (login and colon and name):
        raise Refused(f"{title}请写作 登录名:姓名，不是“{given}”。")
    return login, name
