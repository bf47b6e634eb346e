"""公文体检: a good and a bad example of every check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.modules.documents.operations.inspecting import inspect
from bihuan.modules.documents.queries import catalogue
from bihuan.modules.documents.rules import checks, checkup
from bihuan.modules.documents.rules.check_policy import checks_policy
from bihuan.modules.documents.rules.checkup import Checked, Finding, Stale
from bihuan.modules.documents.rules.values import Fallback

from .checking import (
    CITY,
    CITY_FOREST,
    CITY_WATER,
    COUNTY_GOV,
    DAY,
    GOV,
    OFFICE,
    WATER,
    checked,
    down,
    paper,
    up,
)

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


def test_fields_left_empty_are_named_once_by_their_own_sentence() -> None:
    title, said = "关于督办〔待填：督办事项〕的函", "请于〔待填：办结时限〕前办结。"
    draft = checked(said, title=title)
    assert draft.paper is not None
    lacking = replace(draft, paper=replace(draft.paper, faults=("“督办事项”没有填写。",)))
    assert not found("unfinished", lacking)
    assert not any("标点" in each.sentence for each in found("title", lacking))
    whole = found("unfinished", draft)
    assert [each.blocks for each in whole] == [True, True]  # words somebody typed


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
