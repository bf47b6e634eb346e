"""Likeness of texts, tasks as people write them, what a text cites: pure rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.modules.leads.rules.bodies import split_names
from bihuan.modules.leads.rules.citing import cited
from bihuan.modules.leads.rules.similar import NEAR, WHOLE, grams, likeness, shared_words
from bihuan.modules.leads.rules.tasks import TaskFault, TaskLine, parse_tasks

TEXT = st.text(alphabet="农村黑臭水体餐饮油烟夜间噪声，。abc123", max_size=60)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("农村黑臭水体排查治理", "农村臭水沟黑臭水体治理由谁管", True),
        ("餐饮油烟夜间异味扰民", "夜间烧烤店油烟异味扰民的执法", True),
        ("新能源重卡充换电站噪声", "重卡换电站夜间噪声", True),
        ("农村黑臭水体排查治理", "退役光伏组件回收处置", False),
        ("退役动力电池回收", "餐饮油烟夜间异味扰民", False),
        ("", "农村黑臭水体", False),
    ],
)
def test_what_is_like_what(one: str, other: str, *, near: bool) -> None:
    assert (likeness(grams(one), grams(other)) >= NEAR) is near


@given(TEXT, TEXT)
def test_likeness_is_the_same_both_ways_and_bounded(one: str, other: str) -> None:
    mine, theirs = grams(one), grams(other)
    assert likeness(mine, theirs) == likeness(theirs, mine)
    assert 0 <= likeness(mine, theirs) <= WHOLE
    assert likeness(mine, mine) == (WHOLE if mine else 0)


def test_words_in_latin_letters_are_not_joined() -> None:
    both = grams("abc，c1")
    assert shared_words(both, both) == ("abc", "c1")


@given(TEXT, TEXT)
def test_shared_words_stand_in_the_shared_pairs(one: str, other: str) -> None:
    mine, theirs = grams(one), grams(other)
    for word in shared_words(mine, theirs):
        assert word in mine & theirs or all(
            word[i : i + 2] in mine & theirs for i in range(len(word) - 1)
        )


def test_tasks_are_read_line_by_line() -> None:
    text = "水利厅 | 修订清单 | 2026-06-30\n\n生态环境厅\uff5c提供对照表\uff5c2026-05-01"
    assert parse_tasks(text) == (
        TaskLine("水利厅", "修订清单", date(2026, 6, 30)),
        TaskLine("生态环境厅", "提供对照表", date(2026, 5, 1)),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("水利厅 修订清单", "第1行看不懂"),
        ("\n水利厅 | | 2026-06-30", "第2行看不懂"),
        ("水利厅 | 修订清单 | 六月底", "不对"),
        (f"水利厅 | {'长' * 301} | 2026-06-30", "最多300字"),
    ],
)
def test_a_task_that_cannot_be_read_names_its_line(text: str, said: str) -> None:
    with pytest.raises(TaskFault, match=said):
        parse_tasks(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《水法》第十二条", [("水法", "第十二条")]),
        (
            "依据《水法》第十二条、第十三条和《条例》",
            [("水法", "第十二条、第十三条"), ("条例", "")],
        ),
        ("《水法》第十二条；《水法》第十二条", [("水法", "第十二条")]),
        ("本单位“三定”规定", []),
    ],
)
def test_what_a_text_cites(text: str, found: list[tuple[str, str]]) -> None:
    assert [(item.instrument, item.article) for item in cited(text)] == found


def test_names_are_split_as_people_list_them() -> None:
    assert split_names("省水利厅、省农业农村厅，省水利厅\n省林草局") == (
        "省水利厅",
        "省农业农村厅",
        "省林草局",
    )
