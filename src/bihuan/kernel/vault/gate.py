"""The last look before words become public: no personal number leaves.

Whatever freezes a public copy hands it to :func:`let_out` first. A copy that was let out is never
changed, so what slips through here stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from bihuan.kernel.process import Refusal, Refused
from bihuan.kernel.vault.personal import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BASIS = "《个人信息保护法》第二十五条、《政府信息公开条例》第十五条"
NAMED = 5
"""So many findings are named; the rest is counted."""


def let_out(copies: Iterable[models.Model]) -> None:
    """Look through every text of what is about to become public.

    :raises Refused: where a personal number stands in it, saying which and where, masked.
    """
    found = list(places(_texts(copies)))
    if not found:
        return
    said = "；".join(f"{name}：{each.label} {each.shown}" for name, each in found[:NAMED])
    more = f"；另有 {len(found) - NAMED} 处" if len(found) > NAMED else ""
    sentence = (
        f"要公开的内容里有个人信息，没有公开：{said}{more}。请删去，或者换成办公电话等可以公开的内容，"
        f"再公开。依据：{BASIS}。"
    )
    raise Refused((Refusal("personal_data", sentence),))


def _texts(copies: Iterable[models.Model]) -> Iterator[tuple[str, str]]:
    """Give every text of a copy with the name of its field; what only names the copy is left."""
    copies = list(copies)
    for number, copy in enumerate(copies, start=1):
        where = f"第{number}项" if len(copies) > 1 else ""
        for field in copy._meta.concrete_fields:  # noqa: SLF001  Django's documented way
            if field.primary_key or field.is_relation or getattr(field, "unique", False):
                continue
            value = getattr(copy, field.attname)
            if isinstance(field, models.JSONField):
                yield f"{where}{field.verbose_name}", "\n".join(_strings(value))
            elif isinstance(value, str):
                yield f"{where}{field.verbose_name}", value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
