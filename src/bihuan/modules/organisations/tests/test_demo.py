"""The demonstration: built by operations; sixteen people, pairs late and missing on purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bihuan.kernel.access import api as access
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.organisations import api, demo, queries
from bihuan.modules.organisations.models import Person

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.mark.once
@pytest.mark.django_db
def test_the_demonstration_stands_and_a_second_build_adds_nothing() -> None:
    posts = demo.build(at=NOW)
    entries = ledger.count()
    assert demo.build(at=NOW) == posts
    assert ledger.count() == entries
    assert ledger.verify().ok
    assert not Person.objects.filter(is_demo=False).exists()

    assert len(demo.PERSONAS) == 16
    for persona in demo.PERSONAS.values():
        account = access.account_named(persona.login)
        assert account is not None
        assert account.is_demo
        actor = queries.actor_for(account, None, on=TODAY)
        assert (actor.name, actor.body) == (persona.name, persona.body)
        assert actor.has(persona.role)

    deputy = access.account_named(demo.PERSONAS["shui_deputy"].login)
    assert deputy is not None
    assert [p.label for p in queries.posts_of(deputy, on=TODAY)][1].startswith("水利厅厅长（代")

    words = {row.body.code: row.word for row in queries.pairs_register(on=TODAY)}
    assert words.pop("510000-forestry") == "逾期空缺"
    assert words.pop("510000-transport") == "逾期空缺"
    assert set(words.values()) == {"已确定"}
    water = api.responsible_pair("510000-water", date(2024, 12, 1))
    assert water is not None
    assert water.leader_name == "程望岳"
    assert api.responsible_pair("510000-water", date(2025, 3, 5)) is None
    assert water.office == "水资源与节约用水处"


@pytest.mark.once
@pytest.mark.django_db
def test_nobody_in_a_role_is_an_error_and_not_somebody_else() -> None:
    demo.build(at=NOW)
    assert demo.actor("511124-water", "handler", on=TODAY).body == "511124-water"
    with pytest.raises(LookupError):
        demo.actor("511124-water", "viewer", on=TODAY)
