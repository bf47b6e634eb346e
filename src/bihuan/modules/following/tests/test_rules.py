"""Which clauses a place is asked about, and what it may answer: the table."""

from __future__ import annotations

import pytest
from django.conf import settings

from bihuan.modules.following.models import Kind
from bihuan.modules.following.rules.comparing import compare
from bihuan.modules.following.rules.judging import Said, fault_in, fault_of
from bihuan.modules.following.rules.relating import Relation, asked_of
from bihuan.modules.following.rules.settings import policy, read
from bihuan.modules.following.tests.conftest import CITY, COUNTY, NOTICE, notice_from

DECLINED = Said(Kind.NOT_APPLICABLE, reason="本地没有")
LATER = Said(Kind.ADAPTED, days=15, reason="本地晚")
EARLIER = Said(Kind.ADAPTED, days=-5, reason="本地早")
TEXT = Said(Kind.ADAPTED, own_text="改为每季度", reason="本地情况不同")


@pytest.fixture(scope="module")
def asked() -> dict[str, dict[str, object]]:
    notice = notice_from(settings.POLICY_DIR / NOTICE)
    return {place: dict(asked_of(notice, place)) for place in (CITY, COUNTY, "510000")}


@pytest.mark.parametrize(
    ("code", "city", "county"),
    [
        ("0.1", Relation.DIRECT, Relation.DIRECT),
        ("2.1.1", Relation.CARRIED, Relation.CARRIED),
        ("2.1.7", Relation.REFERENCE, None),
        ("2.1.8", None, Relation.REFERENCE),
        ("2.2.13", Relation.REFERENCE, Relation.REFERENCE),
        ("2.4.9", None, None),
        ("2.4.12", Relation.DIRECT, None),
        ("3.1.2", Relation.DIRECT, Relation.DIRECT),
        ("3.1.6", Relation.CARRIED, Relation.CARRIED),
        ("3.3.1", None, None),
    ],
)
def test_who_is_asked_about_what(
    asked: dict[str, dict[str, object]], code: str, city: object, county: object
) -> None:
    for place, wanted in ((CITY, city), (COUNTY, county)):
        found = asked[place].get(code)
        assert getattr(found, "relation", None) is wanted


def test_a_clause_of_the_province_is_counted_where_the_city_owes_it(
    asked: dict[str, dict[str, object]],
) -> None:
    assert asked[CITY]["2.1.3"].carried == "2.1.7"  # type: ignore[attr-defined]
    assert asked[COUNTY]["2.1.3"].carried == "2.1.8"  # type: ignore[attr-defined]
    assert asked[CITY]["3.1.6"].carried == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "said", "refused"),
    [
        ("2.2.13", DECLINED, ""),
        ("2.1.3", DECLINED, ""),
        ("2.4.12", DECLINED, "直接写给各地"),
        ("3.1.2", DECLINED, "直接写给各地"),
        ("2.2.14", DECLINED, ""),  # our own reading, not the notice's words
        ("2.2.13", LATER, ""),
        ("2.4.12", LATER, "只能提前"),
        ("2.4.13", LATER, "只能提前"),
        ("2.4.12", EARLIER, ""),
        ("2.1.3", LATER, "没有自己的期限"),
        ("2.1.3", TEXT, ""),
        ("3.1.2", TEXT, ""),
    ],
)
def test_what_may_be_answered(
    asked: dict[str, dict[str, object]], code: str, said: Said, refused: str
) -> None:
    found = fault_in(asked[CITY][code], said)  # type: ignore[arg-type]
    assert (refused in found) if refused else found == ""


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("maybe"), "kind"),
        (Said(Kind.ADOPTED), None),
        (Said(Kind.NOT_APPLICABLE), "reason"),
        (Said(Kind.ADAPTED, reason="有理由"), "own_text"),
        (Said(Kind.ADAPTED, reason="有理由", days=400), "days"),
        (Said(Kind.ADAPTED, reason="长" * 301, own_text="一"), "reason"),
        (Said(Kind.ADAPTED, reason="有理由", own_text="长" * 501), "own_text"),
    ],
)
def test_every_fault_names_its_field(said: Said, field: str | None) -> None:
    found = fault_of(said)
    assert (found[1] if found else None) == field


def test_a_difference_names_aspect_before_and_after() -> None:
    notice = notice_from(settings.POLICY_DIR / NOTICE)
    old, new = list(notice.clauses), list(notice.clauses)
    gone = old[3]
    new.remove(gone)
    (found,) = compare(old, new)
    assert (found["code"], found["what"]) == (gone.code, "removed")
    (found,) = compare(new, old)
    assert (found["code"], found["what"]) == (gone.code, "added")
    assert compare(old, old) == []


def test_policy_data_needs_a_basis_and_a_known_mark() -> None:
    assert policy().newest("reconfirm").mark == "D"
    entry = {"key": "answer", "label": "期限", "value": "60日", "from": 1, "mark": "D", "warn": []}
    reference = {"departments": [], "places": [], "mark": "D", "basis": "默认"}
    data = {"reference": reference, "carried": []}
    with pytest.raises(ValueError, match="没有写依据"):
        read({**data, "limit": [{**entry, "basis": " "}]})
    with pytest.raises(ValueError, match="来历标记"):
        read({**data, "limit": [{**entry, "basis": "有", "mark": "X"}]})
