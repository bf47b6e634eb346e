"""The pack of Sichuan, names made from patterns, vacancies: no database."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bihuan.modules.organisations.rules import naming, packs, vacancies

if TYPE_CHECKING:
    from pathlib import Path

PACK = packs.load_pack()
BODIES = {fact.code: fact for fact in naming.every_body(PACK)}


def of_level(level: str) -> list[packs.RegionFact]:
    return [region for region in PACK.regions if region.level == level]


def test_sichuan_has_21_cities_and_183_counties_and_zones_apart() -> None:
    assert len(of_level("province")) == 1
    assert len(of_level("city")) == 21
    assert len(of_level("county")) == 183
    assert sum(region.name.endswith("区") for region in of_level("county")) == 55
    assert all(not region.code.isdigit() for region in of_level("zone"))


def test_codes_are_unique_and_every_parent_is_one_level_up() -> None:
    assert [code for code, n in Counter(r.code for r in PACK.regions).items() if n > 1] == []
    by_code = {region.code: region for region in PACK.regions}
    for region in of_level("county"):
        assert by_code[region.parent].level == "city"
        assert region.code[:4] == region.parent[:4]
    assert all(region.parent == "510000" for region in of_level("city"))
    assert all(by_code[region.parent].level == "city" for region in of_level("zone"))


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("510000-water", "四川省水利厅", "水利厅"),
        ("510000-office", "四川省生态环境保护委员会办公室", "省环委办"),
        ("510100-water", "成都市水务局", "成都市水务局"),
        ("510106-water", "成都市金牛区水务局", "金牛区水务局"),
        ("510106-ecology", "成都市金牛生态环境局", "成都市金牛生态环境局"),
        ("511102-gov", "乐山市市中区人民政府", "乐山市市中区政府"),
        ("511132-party", "中共峨边彝族自治县委员会", "峨边县委"),
        ("513200-ecology", "阿坝藏族羌族自治州生态环境局", "阿坝州生态环境局"),
        ("513221-ecology", "阿坝州汶川生态环境局", "阿坝州汶川生态环境局"),
        ("100000-ecology", "生态环境部", "生态环境部"),
        ("5101K1-gov", "成都高新技术产业开发区管理委员会", "成都高新区管委会"),
    ],
)
def test_names(code: str, name: str, short: str) -> None:
    assert (BODIES[code].name, BODIES[code].short) == (name, short)


def test_no_two_bodies_share_a_name_or_a_spoken_name() -> None:
    for names in (
        Counter(body.name for body in BODIES.values()),
        Counter(body.short for body in BODIES.values()),
    ):
        assert [name for name, n in names.items() if n > 1] == []


def test_every_superior_exists_and_the_twelve_have_a_ministry() -> None:
    assert {b.superior for b in BODIES.values()} - {""} <= BODIES.keys()
    for line in PACK.groups["IMP"].lines:
        assert BODIES[f"510000-{line}"].superior == f"100000-{line}"
    assert len(PACK.groups["IMP"].lines) == 12
    assert BODIES["511102-water"].superior == "511100-water"


def test_a_pack_with_a_fault_names_file_and_fault(tmp_path: Path) -> None:
    with pytest.raises(packs.PackError, match="读不到文件"):
        packs.read_divisions(tmp_path / "divisions.csv")
    broken = tmp_path / "organisations.toml"
    broken.write_text("[[vacancy]]\ndays = 15\n", encoding="utf-8")
    with pytest.raises(packs.PackError, match="缺少"):
        packs.load_rules(broken)


def test_vacancy_is_flagged_from_the_sixteenth_day() -> None:
    rule = packs.vacancy_rule(date(2023, 6, 1))
    assert rule is not None
    assert rule.days == 15

    def judge(on: date, ended: date | None = None) -> vacancies.Vacancy:
        return vacancies.vacancy(owed_since=date(2019, 1, 1), last_ended=ended, on=on, rule=rule)

    assert judge(date(2023, 4, 1)).days == 15
    assert not judge(date(2023, 4, 1)).flagged
    assert judge(date(2023, 4, 2)).flagged
    assert "2023-04-01" in judge(date(2023, 4, 2)).sentence
    assert not judge(date(2024, 1, 10), ended=date(2024, 1, 1)).flagged


def test_no_rule_before_the_notice() -> None:
    assert packs.vacancy_rule(date(2023, 3, 16)) is None
    assert packs.rank_rule("province", date(2023, 3, 16)) is None
    rank = packs.rank_rule("county", date(2024, 1, 1))
    assert rank is not None
    assert rank.named == "副科级"
