"""Bodies and papers the tests of 公文体检 are given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bihuan.modules.documents.rules.checkup import Checked, Party
from bihuan.modules.documents.rules.values import Fallback, Paper

DAY = date(2026, 9, 5)
OFFICE = Party("510000-office", "四川省生态环境保护委员会办公室", "office", "province", "510000")
WATER = Party("510000-water", "四川省水利厅", "water", "province", "510000")
GOV = Party("510000-gov", "四川省人民政府", "gov", "province", "510000")
CITY = Party(
    "511100-gov", "乐山市人民政府", "gov", "city", "511100", ("主送乐山市水务局", "提请省政府行文")
)
CITY_WATER = Party("511100-water", "乐山市水务局", "water", "city", "511100")
CITY_FOREST = Party("511100-forestry", "乐山市林业和园林局", "forestry", "city", "511100")
COUNTY_GOV = Party("511102-gov", "乐山市市中区人民政府", "gov", "county", "511102")


def content(*said: str, **more: Any) -> dict[str, Any]:
    return {
        "form": "letter",
        "head": {"names": ["四川省水利厅"], "suffix": ""},
        "title": ["关于某事的函"],
        "number": "川水函〔2026〕12号",
        "to": "乐山市水务局：",
        "body": [{"t": "p", "text": text} for text in said or ("请予支持。",)],
        "sign": {"names": ["四川省水利厅"], "date": "2026年9月5日", "seal": True},
        "rows": [],
        "signers": [],
        "attachments": [],
        "annexes": [],
        "imprint": {"to": "", "cc": "", "org": "", "date": ""},
    } | more


def paper(*said: str, fallbacks: tuple[Fallback, ...] = (), **more: Any) -> Paper:
    return Paper("letter", "函", "关于某事的函", "letter@1", content(*said, **more), (), fallbacks)


def checked(*said: str, **changed: Any) -> Checked:
    inside = {key: changed.pop(key) for key in list(changed) if key in set(content()) - {"title"}}
    fallbacks = changed.pop("fallbacks", ())
    form = changed.get("form", inside.pop("form", "letter"))
    made = Checked(
        kind="letter",
        title="关于某事的函",
        issuer=WATER.code,
        recipients=(CITY_WATER.code,),
        cc=(),
        data={},
        on=DAY,
        paper=paper(*said, fallbacks=fallbacks, form=form, **inside),
        doctype="函",
        direction="level",
        form=form,
        sender=WATER,
        to=(CITY_WATER,),
    )
    return replace(made, **changed)


def up(*said: str, doctype: str = "请示", **changed: Any) -> Checked:
    """A request or report to the government; `to` are parties here, not words."""
    made = checked(*said, **{key: changed.pop(key) for key in list(changed) if key in content()})
    return replace(
        made,
        title=f"关于设站的{doctype}",
        doctype=doctype,
        direction="up",
        form="document",
        to=changed.pop("parties", (GOV,)),
        **changed,
    )


def down(*said: str, parties: tuple[Party, ...] = (CITY,), **changed: Any) -> Checked:
    return replace(checked(*said), to=parties, **changed)
