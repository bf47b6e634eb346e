"""`bihuan who`: who leads what somebody describes, in words or as JSON."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import click

from bihuan.faces.cli import Refused, start
from bihuan.faces.cli.due import day

if TYPE_CHECKING:
    from bihuan.modules.matters.queries.answering import Responsible
    from bihuan.modules.matters.queries.responsible import Answer


@click.command()
@click.argument("text")
@click.option("--region", default="", help="区划代码，如 510181；默认全省。")
@click.option("--on", "on", default="", help="按哪一天有效的清单回答；默认今天。")
@click.option("--public", "public", is_flag=True, help="只看公开版清单；默认也看已报备的清单。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，最相符的在前。")
def who(*, text: str, region: str, on: str, public: bool, as_json: bool) -> None:
    """查一件事归谁管：哪家单位牵头、哪个处室、依据是什么、为什么。"""
    if not text.strip():
        raise Refused("没有写要问的事。请写出事情本身，例如“烧秸秆”“半夜施工噪声”。")
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.kernel.access import VISITOR, system_actor  # noqa: PLC0415  after start()
    from bihuan.kernel.calendar import SHANGHAI  # noqa: PLC0415  after start()
    from bihuan.modules.matters import api as matters  # noqa: PLC0415  after start()

    at = datetime.combine(day(on), time(12), tzinfo=SHANGHAI) if on else timezone.now()
    asker = VISITOR if public else system_actor("who")
    try:
        answer = matters.who_is_responsible(text, region=region, at=at, actor=asker)
    except LookupError as error:
        raise Refused(str(error.args[0])) from None
    if as_json:
        found = [_data(item) for item in answer.found]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    _print(answer)


def _data(item: Responsible) -> dict[str, Any]:
    return {
        "matter": item.matter,
        "lead": item.lead,
        "lead_name": item.lead_name,
        "office": item.office,
        "contact": item.contact,
        "partners": list(item.partners),
        "basis": item.basis,
        "region": item.region,
        "region_name": item.region_name,
        "score": item.score,
        "why": list(item.why),
        "listed_by": item.listed_by,
        "code": item.code,
        "edition": item.edition,
    }


def _print(answer: Answer) -> None:
    if answer.sentence:
        click.echo(answer.sentence)
    for item in answer.found or answer.near:
        click.echo(f"{item.score:4}  {item.lead_name}  {item.office}".rstrip())
        click.echo(f"      {item.matter}")
        for sentence in item.why:
            click.echo(f"      {sentence}")
