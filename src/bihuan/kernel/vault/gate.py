"""The last look before words become public: no personal number leaves.

Whatever freezes a public copy hands it to :func:`let_out` first. A copy that was let out is never
changed, so what slips through here stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from bihuan.kernel.process import Refusal, Refused
from bihuan.kernel.vault.personal import personal_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bihuan.kernel.vault.personal import Found

BASIS = "《个人信息保护法》第二十五条、《政府信息公开条例》第十五条"
NAMED = 5
"""So many findings are named; the rest is counted."""


def let_out(copies: Iterable[models.Model]) -> None:
    """Look through every text of what is about to become public.

    :raises Refused: where a personal number stands in it, saying which and where, masked.
    """
    copies = list(copies)
    found = [
        (f"第{number}项{label}" if len(copies) > 1 else label, each)
        for number, copy in enumerate(copies, start=1)
        for _, label, each in personal_of(copy)
    ]
    if not found:
        return
    said = "；".join(f"{name}：{each.label} {each.shown}" for name, each in found[:NAMED])
    more = f"；另有 {len(found) - NAMED} 处" if len(found) > NAMED else ""
    sentence = (
        f"要公开的内容里有个人信息，没有公开：{said}{more}。请删去，或者换成办公电话等可以公开的内容，"
        f"再公开。依据：{BASIS}。"
    )
    raise Refused((Refusal("personal_data", sentence),))


def personal_of(copy: models.Model) -> Iterator[tuple[str, str, Found]]:
    """Give every personal number of a public copy with the name and the label of its field.

    Who still writes the words asks this early, with a copy that is never kept. What only names the
    copy, and what nobody writes (an identifier of sixteen digits may look like a bank card), is
    left out.
    """
    for field in copy._meta.concrete_fields:  # noqa: SLF001  Django's documented way
        named = field.primary_key or field.is_relation or getattr(field, "unique", False)
        if named or not field.editable:
            continue
        value = getattr(copy, field.attname)
        text = value
        if isinstance(field, models.JSONField):
            text = "\n".join(_strings(value))
        if isinstance(text, str):
            for each in personal_in(text):
                yield field.attname, str(field.verbose_name), each


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
