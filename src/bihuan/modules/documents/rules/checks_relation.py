"""公文体检, who may instruct whom: the issuer and each addressee by line and level.

The rules of 2024 keep departments and coordinating bodies from instructing the party committees and
governments of lower levels. Such a paper is stopped, and the finding says through whom it may go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bihuan.modules.documents.rules.check_policy import checks_policy
from bihuan.modules.documents.rules.checkup import Checked, Finding, Party
from bihuan.modules.documents.rules.seen import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

RANKS = {"nation": 1, "province": 2, "city": 3, "county": 4, "zone": 4, "town": 5, "township": 5}
RULERS = frozenset({"party", "gov"})
COORDINATORS = frozenset({"commission", "office"})
# In two steps, from the body outwards: one pattern for all would try every length at every letter.
AGREES = re.compile(
    r"(?:党委|市委|省委|县委|区委|州委|政府|国务院|党中央)"
    r"(?=[^，。；\n]{0,12}(?:同意|批准|审定|授权|委托|审议通过))"
)
BY = re.compile(r"(?:经|报请|根据|按照|受)[^，。；\n]{0,24}\Z")
LED_BY = 26  # letters before the body that are looked at: the longest word of BY and its gap
FAR = 2
UP_WORDS = ("请你单位贯彻落实", "请遵照执行", "请认真贯彻执行")
ENDINGS = (
    ("party", re.compile(r"^中共.+委员会$|[省市县州区]委$")),
    ("gov", re.compile(r"人民政府$|[省市县州区]政府$")),
    ("office", re.compile(r"生态环境保护委员会办公室$|环委办$")),
    ("commission", re.compile(r"生态环境保护委员会$|环委会$")),
)


def is_agreed(text: str) -> bool:
    """Whether a sentence says that a party committee or government agreed."""
    return any(
        BY.search(text[max(0, found.start() - LED_BY) : found.start()])
        for found in AGREES.finditer(text)
    )


def rank(party: Party) -> int:
    """The level as a number, 0 where it is not known; greater is lower."""
    return RANKS.get(party.level, 0)


def party_named(name: str) -> Party:
    """A body of which only the name is known, as papers made from a file have them."""
    line = next((key for key, pattern in ENDINGS if pattern.search(name)), "department")
    level = ""
    if name.startswith(("四川省", "省")):
        level = "province"
    elif re.search(r"县|（市、区）|区(?!域)", name[:10]) and "自治区" not in name[:10]:
        level = "county"
    elif re.match(r".{0,6}[市州]", name):
        level = "city"
    return Party(code="", name=name, line=line, level=level)


def relation(checked: Checked) -> Iterator[Finding]:
    """Judge each addressee."""
    if checked.sender is None or not rank(checked.sender) or checked.direction == "public":
        return
    for party in checked.to:
        if rank(party):
            yield from _judged(checked, checked.sender, party)


def _judged(checked: Checked, sender: Party, party: Party) -> Iterator[Finding]:
    lower, higher = rank(party) > rank(sender), rank(party) < rank(sender)
    if party.line in RULERS and sender.line not in RULERS and lower:
        yield from _to_lower_rulers(checked, sender, party)
    elif lower and checked.direction == "up":
        yield Finding(
            "relation",
            f"{checked.doctype or '这种公文'}是上行文，不能主送下级“{party.name}”。"
            "请改用通知或者函。",
        )
    elif (higher or _ruled_by(sender, party)) and checked.direction == "down":
        yield Finding(
            "relation",
            f"{checked.doctype or '这种公文'}是下行文，不能主送上级“{party.name}”。"
            "请改用报告、请示或者函。",
        )
    elif _unrelated(sender, party) and checked.direction == "down":
        yield Finding(
            "relation",
            f"“{party.name}”与本单位不相隶属，宜用函，不宜用{checked.doctype or '下行文'}。",
            blocks=False,
        )
    elif lower and _other_line(sender, party) and _instructing(checked):
        yield Finding(
            "relation",
            f"“{party.name}”不是本系统的下级部门。提要求的公文请送对口部门{_through(party)}。",
            blocks=False,
        )
    if lower and rank(party) - rank(sender) >= FAR and sender.line not in RULERS:
        yield Finding(
            "relation",
            f"“{party.name}”与本单位隔着一级，一般不越级行文。请送市级对口部门转送，或者抄送市级。",
            blocks=False,
        )


def _to_lower_rulers(checked: Checked, sender: Party, party: Party) -> Iterator[Finding]:
    policy = checks_policy()
    what = "议事协调机构" if sender.line in COORDINATORS else "部门和单位"
    if checked.kind in policy.allowed:
        yield Finding(
            "relation",
            f"{checked.doctype}主送下级“{party.name}”，依据是{policy.allowed_basis}。"
            "请确认已经按程序报批。",
            blocks=False,
        )
        return
    told = _instructing(checked)
    if not told and checked.doctype not in policy.words["instructing_doctypes"]:
        if checked.kind in policy.firm or checked.direction == "down":
            yield Finding(
                "relation",
                f"主送下级“{party.name}”：{what}对下级党委、政府宜用函商请，"
                f"或者改送其他途径{_through(party)}。",
                blocks=False,
            )
        return
    if _agreed(checked):
        yield Finding(
            "relation",
            f"文中写明经同级党委、政府同意后主送下级“{party.name}”。请把同意的凭证随稿送审。",
            blocks=False,
        )
        return
    place, phrase = told or ("", "")
    where = f"{place}的“{phrase}”是指令性要求" if phrase else f"“{checked.doctype}”是指令性公文"
    yield Finding(
        "relation",
        f"主送下级“{party.name}”，{where}：{what}不得向下级党委和政府发布指令性公文、"
        f"提出指令性要求。请改用商请的说法，或者改走其他途径{_through(party)}；"
        "已经同级党委、政府同意的，请在文中写明。",
        field="recipients",
    )


def _instructing(checked: Checked) -> tuple[str, str] | None:
    """The first instruction in the text, and where it stands."""
    for place, text in lines(checked):
        for phrase in checks_policy().words["instructing"]:
            if phrase in text:
                return place, phrase
    return None


def _agreed(checked: Checked) -> bool:
    return any(is_agreed(text) for _, text in lines(checked))


def _through(party: Party) -> str:
    return f"（{'、'.join(party.through)}）" if party.through else ""


def _ruled_by(sender: Party, party: Party) -> bool:
    """A government stands above the departments of its own level."""
    same = rank(party) == rank(sender)
    return same and party.line in RULERS and sender.line not in RULERS


def _unrelated(sender: Party, party: Party) -> bool:
    """Departments of one level, none of which leads the other."""
    own = RULERS | COORDINATORS
    return rank(party) == rank(sender) and sender.line not in own and party.line not in RULERS


def _other_line(sender: Party, party: Party) -> bool:
    own = RULERS | COORDINATORS
    known = sender.line != "department" and party.line != "department"
    return known and sender.line not in own and party.line not in own | {sender.line}
