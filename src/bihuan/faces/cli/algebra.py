"""`bihuan algebra`: compare the filed lists, and show what was found."""

from __future__ import annotations

import json

import click

from bihuan.faces.cli import Refused, start


@click.group()
def algebra() -> None:
    """清单代数：比对清单，列出缺口与重叠。"""


@algebra.command()
@click.option("--body", default="", help="单位代码；默认比对全部清单。")
def run(*, body: str) -> None:
    """重新比对已报备的清单。"""
    start()
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.modules.algebra import api  # noqa: PLC0415  after start()

    at = timezone.now()
    _must_be_known(body)
    done = api.compare_body(body=body, at=at) if body else api.compare_all(at=at)
    click.echo(f"清单 {done.lists} 份，事项关系 {done.relations} 对，发现 {done.findings} 条。")


@algebra.command()
@click.option("--body", default="", help="单位代码；默认全部。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def show(*, body: str, as_json: bool) -> None:
    """列出还没有消除的发现。"""
    start()
    from bihuan.kernel.access import system_actor  # noqa: PLC0415  after start()
    from bihuan.modules.algebra import api  # noqa: PLC0415  after start()

    _must_be_known(body)
    found = api.findings_for(system_actor("algebra")).order_by("kind", "-score", "pk")
    lines = [
        {
            "kind": each.kind,
            "label": each.get_kind_display(),
            "state": each.state,
            "region": each.region,
            "body": each.body,
            "other_body": each.other_body,
            "subject": each.subject,
            "sentence": each.sentence,
            "score": each.score,
            "words": each.words,
        }
        for each in found
        if not body or body in {each.body, each.other_body}
    ]
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(f"{line['label']}  {line['score']:4}  {line['sentence']}")
    click.echo(f"共 {len(lines)} 条。")


def _must_be_known(body: str) -> None:
    """Refuse a code nobody has: nothing found for it would read as if all were well."""
    from django.utils import timezone  # noqa: PLC0415  after start()

    from bihuan.modules.organisations import api as organisations  # noqa: PLC0415  after start()

    if not body:
        return
    try:
        organisations.body(body, on=timezone.localdate())
    except LookupError:
        sentence = f"没有代码为“{body}”的单位。请用 510000-water 这样的代码。"
        raise Refused(sentence) from None
