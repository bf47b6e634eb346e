"""The register of legal bases: what is law on which day, and where to point instead."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.modules.matters.rules.bases import LegalBase, parse_bases
from bihuan.modules.matters.rules.instruments import GONE, register

EVE, DAY = date(2026, 8, 14), date(2026, 8, 15)
TEN = {
    "环境保护法",
    "环境影响评价法",
    "海洋环境保护法",
    "大气污染防治法",
    "水污染防治法",
    "土壤污染防治法",
    "固体废物污染环境防治法",
    "噪声污染防治法",
    "放射性污染防治法",
    "清洁生产促进法",
}


def test_ten_laws_end_with_the_code_on_one_day() -> None:
    known = register()
    ended = {law.short for law in known.instruments if law.successor == "eco-code"}
    assert ended == TEN
    for short in TEN:
        law = known.find(short)
        assert law is not None
        assert (law.in_force(EVE), law.in_force(DAY)) == (True, False)
    code = known.find("中华人民共和国生态环境法典")
    assert code is not None
    assert (code.in_force(EVE), code.in_force(DAY)) == (False, True)
    assert "已见" in code.mark


def test_every_entry_says_where_it_is_from() -> None:
    for instrument in register().instruments:
        assert instrument.mark
        assert "已见" not in instrument.mark or instrument.source, instrument.name


def test_a_repealed_text_is_proposed_to_be_repointed_and_the_article_left_open() -> None:
    (base,) = parse_bases("《中华人民共和国水污染防治法》第四十九条")
    assert register().judge(base, on=EVE) is None
    proposal = register().judge(base, on=DAY)
    assert proposal is not None
    assert proposal.instead == LegalBase("中华人民共和国生态环境法典", "条次待核")
    assert "自2026-08-15起废止" in proposal.sentence
    assert proposal.instrument.status(DAY) == GONE


def test_a_text_that_is_not_yet_law_is_told_but_not_called_repealed() -> None:
    code = LegalBase("生态环境法典", "第十八条")
    proposal = register().judge(code, on=EVE)
    assert proposal is not None
    assert proposal.instead is None
    assert register().repealed([code], on=EVE) == ()


def test_a_chain_of_successors_ends_at_what_is_in_force() -> None:
    known = register()
    rules = LegalBase("中央生态环境保护督察工作规定", "第二十四条")
    assert known.judge(rules, on=date(2025, 5, 11)) is None
    proposal = known.judge(rules, on=date(2025, 5, 12))
    assert proposal is not None
    assert proposal.instead is not None
    assert proposal.instead.instrument == "生态环境保护督察工作条例"


def test_repointing_keeps_the_rest_and_names_the_code_once() -> None:
    bases = parse_bases(
        "《大气污染防治法》第五条；《中华人民共和国水法》第八条；《环境保护法》第十条"
    )
    pointed = register().repoint(bases, on=DAY)
    assert [str(base) for base in pointed] == [
        "《中华人民共和国生态环境法典》条次待核",
        "《中华人民共和国水法》第八条",
    ]
    assert register().repoint(bases, on=EVE) == bases


def test_an_unknown_text_is_left_to_people() -> None:
    assert register().judge(LegalBase("某市某办法", "第一条"), on=DAY) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "根据《大气污染防治法》第三十二条和第三十三条，牵头推进。",
            [LegalBase("中华人民共和国大气污染防治法", "第三十二条和第三十三条")],
        ),
        (
            "依照《中华人民共和国水法》（2016-7-2修正）以及《某办法》第三条第一款第二项办理",
            [
                LegalBase("中华人民共和国水法", "", "2016-07-02"),
                LegalBase("某办法", "第三条第一款第二项"),
            ],
        ),
        ("《水法》有关规定第八条", [LegalBase("中华人民共和国水法")]),
        ("按照川环委〔2023〕1号第二条第（四）项", None),
        ("没有依据", []),
        ("《水法》第八条，《水法》第八条", [LegalBase("中华人民共和国水法", "第八条")]),
    ],
)
def test_citations_are_found_in_running_text(text: str, found: list[LegalBase] | None) -> None:
    told = register().citations_in(text)
    if found is None:
        assert told[0].instrument.startswith("四川省生态环境保护委员会")
        assert told[0].article == "第二条"
        return
    assert list(told) == found


def test_the_text_of_a_day_is_known_where_versions_are() -> None:
    law = register().find("环境保护法")
    assert law is not None
    before, after = law.text_on(date(2014, 12, 31)), law.text_on(date(2015, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.note, after.note) == ("1989年文本", "2014年修订")
    assert law.text_on(date(1980, 1, 1)) is None
