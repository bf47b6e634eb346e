"""公文体检: a good and a bad example of every check, and data no check may stumble over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.modules.documents.operations.inspecting import inspect
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules import annexing, checks, checkup
from bihuan.modules.documents.rules.check_policy import checks_policy
from bihuan.modules.documents.rules.checks_relation import party_named, rank
from bihuan.modules.documents.rules.checkup import Checked, Finding, Party, Stale
from bihuan.modules.documents.rules.linked import figures, stale_in
from bihuan.modules.documents.rules.values import Fallback, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

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


STALE = Stale("备案事项数", "count", "12", "13")
SLOW = "一" * 5001
# key, a good paper, a bad one, words of the sentence, whether it stops the paper
TABLE: tuple[tuple[str, Checked, Checked, str, bool], ...] = (
    ("number-form", checked(), checked(number="川水函[2026]012号"), "六角括号", True),
    (
        "number-form",
        checked("见川水函〔2026〕3号、（2026）川01民初2号。"),
        checked("见川环委【2023】第1号。"),
        "【2023】第1号",
        True,
    ),
    ("dates", checked("于2026年9月5日前。"), checked("于2026年09月05日前。"), "补了零", True),
    ("dates", checked("2028年2月29日"), checked("2026年2月29日"), "日历上", True),
    ("dates", checked("2026年9月"), checked("请于2026-09-05前。"), "表格里的写法", False),
    ("dates", checked("2026年9月"), checked("二〇二六年九月"), "阿拉伯数字", False),
    ("title", checked(), checked(title="关于某事的情况"), "文种结尾", True),
    ("title", checked(title="关于《办法》的函"), checked(title="关于某事，某事的函"), "标点", True),
    ("title", checked(), checked(title="关于关于某事的函"), "重复", True),
    ("title", checked(), checked(title=f"关于{'某' * 60}的函"), "压缩事由", False),
    ("recipients", checked(), replace(checked(), paper=paper(to="")), "没有主送", True),
    (
        "recipients",
        checked(),
        replace(checked(), paper=paper(to="乐山市水务局:")),
        "全角冒号",
        True,
    ),
    (
        "recipients",
        checked(),
        checked(imprint={"to": "", "cc": "省委办公厅", "org": "", "date": ""}),
        "句号",
        True,
    ),
    (
        "request-single",
        up("妥否，请批示。"),
        up("妥否。", parties=(GOV, WATER)),
        "只主送一个",
        True,
    ),
    (
        "request-single",
        up("妥否，请批示。"),
        up("妥否，请批示。", copied=(CITY_WATER,)),
        "不抄送下级",
        True,
    ),
    ("request-single", up("妥否，请批示。"), up("建议设站。"), "请示语", False),
    ("request-single", up("妥否。"), up("妥否。另请示一事。"), "一文一事", False),
    (
        "report-request",
        up("特此报告。", doctype="报告"),
        up("以上妥否，请批示。", doctype="报告"),
        "不得夹带",
        True,
    ),
    (
        "signer",
        up("妥否。", signers=["周某某"]),
        up("妥否。"),
        "没有签发人",
        True,
    ),
    (
        "first-page",
        checked(),
        replace(checked(), paper=paper(title=["长"] * 7)),
        "排不下正文",
        True,
    ),
    (
        "annexes",
        checked("见附件1。", attachments=["清单"]),
        checked("见附件2。"),
        "提到附件2",
        True,
    ),
    ("annexes", checked(attachments=["甲"]), checked(attachments=["甲；"]), "末尾有标点", True),
    ("annexes", checked(attachments=["甲", "乙"]), checked(attachments=["甲", "甲"]), "同名", True),
    (
        "annexes",
        checked(attachments=["甲"], annexes=[{"number": "附件", "title": ["甲"], "body": []}]),
        checked(attachments=["甲"], annexes=[{"number": "附件", "title": ["乙"], "body": []}]),
        "附件说明里的名称不同",
        True,
    ),
    (
        "levels",
        checked("一、甲", "（一）甲", "（二）乙", "二、乙"),
        checked("一、甲", "三、乙"),
        "重新编号",
        False,
    ),
    ("levels", checked("1.甲"), checked("1、甲"), "不用顿号", False),
    ("length", checked("一" * 700), checked(SLOW), "超过5000字", False),
    ("burden", checked("请函复。"), checked("请报送贯彻落实情况。"), "基层负担", False),
    (
        "relation",
        down("商请支持。"),
        down("请务必完成。"),
        "主送乐山市水务局、提请省政府行文",
        True,
    ),
    (
        "relation",
        down("经省政府同意，请务必完成。", sender=GOV),
        down("请务必完成。", sender=OFFICE),
        "议事协调机构不得",
        True,
    ),
    (
        "relation",
        down("请支持。"),
        down("请支持。", doctype="意见", direction="down"),
        "“意见”是指令性公文",
        True,
    ),
    ("relation", down("请支持。"), down("经省人民政府同意，务必完成。"), "凭证随稿", False),
    (
        "relation",
        down("请支持。"),
        down("务必完成。", kind="interview-notice"),
        "按程序报批",
        False,
    ),
    (
        "relation",
        checked("务必完成。"),
        down("务必完成。", parties=(CITY_FOREST,)),
        "对口部门",
        False,
    ),
    (
        "relation",
        down("请支持。", parties=(GOV,)),
        down("请落实。", parties=(GOV,), doctype="通知", direction="down"),
        "下行文，不能主送上级",
        True,
    ),
    (
        "relation",
        up("妥否。"),
        up("妥否。", parties=(CITY_WATER,)),
        "上行文，不能主送下级",
        True,
    ),
    (
        "relation",
        down("请支持。", parties=(CITY,)),
        down("请支持。", parties=(COUNTY_GOV,)),
        "隔着一级",
        False,
    ),
    (
        "names",
        checked(),
        replace(checked(), sender=replace(WATER, name="四川省水务厅")),
        "落款的发文机关",
        True,
    ),
    ("names", checked(), checked(outdated=(("旧厅", "新厅"),)), "现在叫“新厅”", False),
    ("figures", checked(), checked(stale=(STALE,), source="QD-1"), "已经变化", True),
    ("figures", checked(), checked(stale=(replace(STALE, by_hand=True),)), "数据不同", False),
    ("glyphs", checked(), checked(fallbacks=(Fallback("𬭼", "HanaMinB"),)), "HanaMinB", False),
    ("secrecy", checked("商业秘密"), checked("机密★1年"), "涉密标志", True),
    ("unfinished", checked(), checked("经费XX万元。"), "占位文字", True),
    ("punctuation", checked("甲，乙"), checked("甲,乙"), "半角标点", False),
    ("punctuation", checked("（甲）"), checked("（甲"), "不成对", False),
    ("seal-room", checked(), checked(printing=("落款排不下。",)), "落款", True),
)


def found(key: str, one: Checked) -> list[Finding]:
    return [each for each in checkup.findings(one) if each.code == key]


@pytest.mark.parametrize(("key", "good", "bad", "says", "blocks"), TABLE)
def test_a_check_passes_the_good_and_names_the_bad(
    key: str, good: Checked, bad: Checked, says: str, *, blocks: bool
) -> None:
    assert not any(says in each.sentence for each in found(key, good))
    wanted = [each for each in found(key, bad) if says in each.sentence]
    assert wanted, [each.sentence for each in found(key, bad)]
    assert wanted[0].blocks is blocks
    assert wanted[0].basis
    assert wanted[0].sentence.endswith("。")


def test_every_check_has_an_example_a_name_and_a_basis() -> None:
    assert {row[0] for row in TABLE} == set(checks.ALL) == set(checks_policy().facts)
    for fact in checkup.catalogue():
        assert fact.name
        assert fact.basis
        assert fact.mark
        assert fact.says.endswith("。")


def test_a_check_without_a_basis_is_not_registered() -> None:
    with pytest.raises(ValueError, match="no name and basis"):
        checkup.register("out-of-the-air", lambda _: ())
    with pytest.raises(ValueError, match="registered twice"):
        checkup.register("title", lambda _: ())


@pytest.mark.parametrize("key", [kind.key for kind in catalogue.kinds()])
def test_the_example_of_a_kind_has_nothing_to_mend(key: str) -> None:
    _, said = inspect(key, catalogue.kind(key).sample, on=DAY)
    assert [each.sentence for each in said if each.blocks] == []


def test_figures_are_compared_by_their_numbers() -> None:
    kind = catalogue.kind("filing-receipt")
    given = {"count": "12", "publish_by": "2026-09-05", "list": "甲清单"}
    as_is = stale_in(kind, given, given, dict(given))
    assert as_is == ()
    (gone,) = stale_in(kind, given, given, given | {"count": "13"})
    assert (gone.field, gone.printed, gone.now, gone.by_hand) == ("count", "12", "13", False)
    (hand,) = stale_in(kind, given | {"count": "11"}, given, dict(given))
    assert hand.by_hand
    assert figures(["09", {"a": "1.50%"}]) == ("9", "1.50")


def test_annexes_keep_what_was_typed() -> None:
    typed = "附件1：清单；\n> 第一段\n> 第二段\n\uff5c甲\uff5c乙\n\uff5c1\n|1|2|3"
    (kept,) = annexing.typed(typed)
    assert kept["title"] == "清单"
    assert kept["text"] == "第一段\n第二段"
    assert kept["rows"] == [["1", ""], ["1", "2 3"]]
    assert annexing.typed(annexing.shown([kept])) == [kept]


@given(text=st.text(max_size=200))
def test_typed_annexes_are_read_whatever_they_are(text: str) -> None:
    for each in annexing.annexes_of(annexing.typed(text)):
        assert all(len(row) == len(each.columns) for row in each.rows)


NAMES = (
    ("示例市人民政府", "gov", "city"),
    ("清江县人民政府", "gov", "county"),
    ("各县（市、区）人民政府", "gov", "county"),
    ("四川省生态环境保护委员会办公室", "office", "province"),
    ("示例市生态环境保护委员会", "commission", "city"),
    ("中共四川省委员会", "party", ""),
    ("王某某", "department", ""),
)


@pytest.mark.parametrize(("name", "line", "level"), NAMES)
def test_a_name_says_what_a_body_is(name: str, line: str, level: str) -> None:
    assert (party_named(name).line, party_named(name).level) == (line, level)
    assert rank(party_named(name)) >= 0


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["t", "text", "head", "rows", "names", "date", "cc", "to", "title"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
PARTS = st.dictionaries(st.sampled_from(sorted(content())), ANY, max_size=12)
SAID = st.lists(
    st.sampled_from(
        ["一、", "（十", "附件99", "2026年13月40日", "【2023】第01号", "务必", "《", "\n"]
    )
    | st.text(max_size=30),
    max_size=6,
)


@given(parts=PARTS, said=SAID, title=st.text(max_size=80), data=ANY)
def test_no_check_stumbles_over_any_data(
    parts: Mapping[str, Any], said: list[str], title: str, data: Any
) -> None:
    inside = content(*said) | dict(parts)
    base = Paper("letter", "函", title, "letter@1", inside)
    for doctype, direction in (("请示", "up"), ("报告", "up"), ("函", "level"), ("意见", "down")):
        one = replace(
            checked(),
            paper=base,
            title=title,
            data={"any": data},
            doctype=doctype,
            direction=direction,
            to=(CITY, CITY_WATER),
        )
        for each in checkup.findings(one):
            assert each.sentence
            assert each.name
