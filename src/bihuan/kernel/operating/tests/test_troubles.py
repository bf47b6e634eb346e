"""What a person has to see to is said, each thing by itself, and nothing when all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bihuan.kernel.jobs.api import Standing
from bihuan.kernel.operating.condition import Act, Book, Condition
from bihuan.kernel.operating.troubles import troubles

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NONE = timedelta(0)
WELL = Condition(
    at=AT,
    database="SQLite 3.53.0",
    loses_writes=False,
    book=Book(900, AT - HOUR, 900, Act(AT - HOUR, ok=True)),
    backup=Act(AT - HOUR, ok=True),
    drill=Act(AT - HOUR, ok=True),
    jobs=Standing(1, 1, 0, NONE, NONE, ()),
    overdue={"answer": 3},
    disk_free=50,
    disk_size=100,
    calendar_until=date(2027, 9, 30),
    calendar_settled=True,
    unapplied=0,
)


def test_all_is_well() -> None:
    assert troubles(WELL) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"book": replace(WELL.book, verified=Act(AT, ok=False, sentence="坏。"))}, "坏。"),
        ({"book": replace(WELL.book, verified=None)}, "没有全本核验"),
        ({"book": replace(WELL.book, verified=Act(AT - 2 * DAY, ok=True))}, "没有全本核验"),
        ({"book": replace(WELL.book, size=901)}, "没有形成签名检查点"),
        ({"book": replace(WELL.book, checkpoint_at=None, checkpoint_size=0)}, "没有形成签名检查点"),
        ({"backup": None}, "还没有备份"),
        ({"backup": Act(AT - 2 * DAY, ok=True)}, "超过一天"),
        ({"drill": None}, "恢复演练"),
        ({"drill": Act(AT - 9 * DAY, ok=True)}, "恢复演练"),
        ({"drill": Act(AT, ok=False, sentence="少了一份附件。")}, "没有通过：少了一份附件。"),
        ({"jobs": replace(WELL.jobs, late=HOUR)}, "60 分钟没有执行"),
        ({"jobs": replace(WELL.jobs, failing=("核验台账全本",))}, "执行失败：核验台账全本"),
        ({"jobs": replace(WELL.jobs, failed=2)}, "2 项后台任务"),
        ({"jobs": replace(WELL.jobs, oldest=HOUR)}, "积压"),
        ({"unapplied": 2}, "差 2 步"),
        ({"disk_free": 9}, "不到一成"),
        ({"calendar_settled": False}, "暂定"),
        ({"calendar_until": date(2026, 12, 20)}, "2026-12-20"),
        ({"loses_writes": True}, "PostgreSQL"),
    ],
)  # fmt: skip
def test_each_trouble_is_one_sentence(change: dict[str, object], said: str) -> None:
    (sentence,) = troubles(replace(WELL, **change))  # type: ignore[arg-type]  # named by the case
    assert said in sentence
    assert sentence.endswith("。")
