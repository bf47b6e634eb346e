"""`bihuan demo`: the demonstration province, built through the operations users use."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.faces.cli import Refused, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

NOTICE = Path("sichuan") / "notice-2023-1.toml"


@click.command()
@click.option("--if-empty", is_flag=True, help="已有任何数据时不作改动，直接返回。")
def demo(*, if_empty: bool) -> None:
    """建立演示省份（演示数据）：真实机构，虚构人员与办件。"""
    start()
    from django.conf import settings  # noqa: PLC0415  after start()
    from django.core.management import call_command  # noqa: PLC0415  after start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import api as access  # noqa: PLC0415  after start()
    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.kernel.jobs import api as jobs  # noqa: PLC0415  after start()
    from bihuan.kernel.ledger import api as ledger  # noqa: PLC0415  after start()
    from bihuan.modules.directives import api as directives  # noqa: PLC0415  after start()
    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415  after start()

    call_command("migrate", verbosity=0, interactive=False)
    if if_empty and ledger.count():
        return
    if access.is_demo():
        raise Refused("演示数据已经建好；要重建，请换一个空的数据目录或数据库。")
    actor, at = system_actor("demo"), timezone.now()
    began = time.monotonic()

    def done(what: str) -> None:
        click.echo(f"{time.monotonic() - began:6.1f} 秒  {what}")

    try:
        access.mark_demo_site(actor=actor, at=at)
    except access.NotDemo as error:
        raise Refused(str(error)) from None
    loaded = organisations.load(actor=actor, at=at)
    done(f"区划 {loaded.regions}、机构 {loaded.bodies}")
    loading = directives.load_pack(settings.POLICY_DIR / NOTICE, apply=True, actor=actor, at=at)
    done(f"{loading.number}")
    _tell(at, done)
    jobs.tick(timezone.now())
    done("期限提醒、今天的账本锚点")


def _tell(at: datetime, done: Callable[[str], None]) -> None:
    """Tell the stories of every module, the lower before the higher."""
    from bihuan.modules.algebra import demo as algebra_demo  # noqa: PLC0415  after start()
    from bihuan.modules.corrections import demo as corrections_demo  # noqa: PLC0415  after start()
    from bihuan.modules.directives import demo as directives_demo  # noqa: PLC0415  after start()
    from bihuan.modules.documents import demo as documents_demo  # noqa: PLC0415  after start()
    from bihuan.modules.following import demo as following_demo  # noqa: PLC0415  after start()
    from bihuan.modules.leads import demo as leads_demo  # noqa: PLC0415  after start()
    from bihuan.modules.matters import demo as matters_demo  # noqa: PLC0415  after start()
    from bihuan.modules.organisations import demo as people  # noqa: PLC0415  after start()
    from bihuan.modules.quality import demo as quality_demo  # noqa: PLC0415  after start()

    people.build(at=at)
    done("人员、岗位、负责领导与牵头处室")
    staff = people.Staff()
    lists = matters_demo.build(people=staff, at=at)
    done(f"事项清单 {lists} 份")
    records = directives_demo.build(at=at)
    done(f"应办事项、履责佐证 {records} 份、不适用与豁免")
    dockets = leads_demo.build(people=staff, at=at)
    done(f"牵头会商、协同研究 {dockets} 件")
    answers = following_demo.build(at=at)
    done(f"参照执行答复 {answers} 件")
    papers = documents_demo.build(people=staff, at=at)
    done(f"公文 {papers} 件")
    found = algebra_demo.build(people=people.actor, at=at)
    done(f"清单比对发现 {found} 条")
    imports = quality_demo.build(people=people.actor, at=at)
    done(f"环境质量：导入 {imports} 次、公布两个月、冻结判定表一份")
    letters = corrections_demo.build(people=people.actor, at=at)
    done(f"纠错与异议 {letters} 件")
