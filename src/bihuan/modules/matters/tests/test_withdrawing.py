"""A published list taken back: nobody is sent to it any more, and its address still resolves."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection
from django.http import Http404

from bihuan.kernel.access import VISITOR, system_actor
from bihuan.kernel.ledger import api as ledger
from bihuan.modules.matters.api import comparing, who_is_responsible
from bihuan.modules.matters.models import Publication, SearchEntry
from bihuan.modules.matters.operations import indexing
from bihuan.modules.matters.operations.withdrawing import WithdrawalRefused, withdraw_public
from bihuan.modules.matters.queries.history import in_force

from .conftest import BODY, Carry, Drive, Visit, person, when

if TYPE_CHECKING:
    from django.test import Client

    from bihuan.kernel.access import Actor
    from bihuan.modules.matters.models import MatterList

CHIEF = person(BODY, "principal")
REASON = "第三项的牵头处室写错，正在重新编制。"
QUESTION = "秸秆禁烧"
ADDRESS = f"{BODY}-2023-1"


def bodies_found(at: datetime, actor: Actor = VISITOR) -> set[str]:
    answer = who_is_responsible(QUESTION, region="", at=at, actor=actor)
    return {item.listed_by for item in answer.found}


def withdrawn(held: MatterList) -> Publication:
    return withdraw_public(matter_list=held, reason=REASON, actor=CHIEF, at=when(7, 3))


def test_search_stops_that_day_for_everybody_and_keeps_the_past(published: MatterList) -> None:
    machine = system_actor("who")
    assert BODY in bodies_found(when(7, 4))
    withdrawn(published)
    for actor in (VISITOR, machine):
        assert BODY not in bodies_found(when(7, 3), actor)
        assert BODY in bodies_found(when(7, 2), actor)
    indexing.rebuild(at=when(7, 5))
    assert BODY not in bodies_found(when(7, 5))
    assert BODY not in bodies_found(when(7, 5), machine)
    assert BODY in bodies_found(when(7, 2))
    assert not SearchEntry.objects.filter(body=BODY, until=None).exists()


def test_the_portal_gives_it_as_current_nowhere(published: MatterList, client: Client) -> None:
    assert BODY in client.get("/data/bodies.csv").content.decode()
    file = client.get(f"/p/{ADDRESS}.csv").content
    withdrawn(published)
    for page in ("/lists/", "/data/bodies.csv", "/map/"):
        assert BODY not in client.get(page).content.decode(), page
    answer = client.get(f"/p/{ADDRESS}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "这一版已经撤下" in text
    assert REASON in text
    assert "2023-07-03撤下" in text
    assert "（现行）" not in text
    assert client.get(f"/p/{ADDRESS}.csv").content == file
    told = client.get(f"/lists/{BODY}/").content.decode()
    assert "现在没有现行的清单" in told
    assert "（已撤下）" in told
    assert client.get("/feeds/all.atom").content.decode().count("撤下清单") == 1


def test_every_other_reader_follows(published: MatterList) -> None:
    assert [item.body for item in comparing.filed_lists(body=BODY)] == [BODY]
    withdrawn(published)
    assert comparing.filed_lists(body=BODY) == ()
    assert in_force(BODY, on=date(2023, 7, 3)) is None
    standing = in_force(BODY, on=date(2023, 7, 2))
    assert standing is not None
    assert standing.address == ADDRESS


def test_the_next_version_is_in_force_again(
    published: MatterList, drive: Drive, carry: Carry
) -> None:
    withdrawn(published)
    held = drive(opened=date(2023, 7, 10))
    assert held.supersedes_id == published.pk
    carry(held, when(7, 20))
    assert BODY in bodies_found(when(7, 21))
    standing = in_force(BODY, on=date(2023, 7, 21))
    assert standing is not None
    assert standing.number == held.number


@pytest.mark.parametrize("role", ["handler", "office_head", "deputy"])
def test_only_the_principal_takes_it_back(published: MatterList, role: str) -> None:
    with pytest.raises(WithdrawalRefused, match="主要负责人"):
        withdraw_public(
            matter_list=published, reason=REASON, actor=person(BODY, role), at=when(7, 3)
        )
    stranger = person("510000-water", "principal")
    with pytest.raises(WithdrawalRefused, match="主要负责人"):
        withdraw_public(matter_list=published, reason=REASON, actor=stranger, at=when(7, 3))


def test_it_needs_a_reason_and_happens_once(published: MatterList) -> None:
    for reason, words in ((" ", "没有写原因"), ("字" * 301, "300个字")):
        with pytest.raises(WithdrawalRefused, match=words):
            withdraw_public(matter_list=published, reason=reason, actor=CHIEF, at=when(7, 3))
    copy = withdrawn(published)
    with pytest.raises(WithdrawalRefused, match="不是现行的公开版"):
        withdrawn(published)
    told = ledger.entries(subject=published.case.subject, verb="matters.public_withdrawn")
    assert [line.facts for line in told] == [{"address": copy.address, "reason": REASON}]


def test_the_page_asks_for_the_reason(published: MatterList, visit: Visit) -> None:
    page = f"/matters/{published.number}/withdraw-public/"
    asked = visit(page, CHIEF).content.decode()
    assert "撤下原因" in asked
    assert "只有本单位主要负责人" not in asked
    clerk = person(BODY, "handler")
    assert "只有本单位主要负责人" in visit(page, clerk).content.decode()
    assert visit(page, clerk, **{"f-reason": REASON}).status_code == 422
    with pytest.raises(Http404):
        visit(page, person("510000-office", "handler"))
    assert visit(page, CHIEF, **{"f-reason": ""}).status_code == 422
    assert visit(page, CHIEF, **{"f-reason": REASON}).status_code == 302
    assert not Publication.objects.get(address=ADDRESS).current


def test_the_public_copy_keeps_how_punctual_the_filing_was(published: MatterList) -> None:
    copy = Publication.objects.get(case_number=published.number)
    assert (copy.filed_on, copy.filing_due_on) == (date(2023, 6, 8), date(2023, 6, 19))
    Publication.objects.update(filed_on=None, filing_due_on=None)
    fill = import_module("bihuan.modules.matters.migrations.0007_filing_days_and_withdrawal")
    fill.fill_filing_days(apps, SimpleNamespace(connection=connection))
    copy.refresh_from_db()
    assert (copy.filed_on, copy.filing_due_on) == (date(2023, 6, 8), date(2023, 6, 19))


def test_days_that_were_not_kept_are_said_to_be_unknown(
    published: MatterList, client: Client
) -> None:
    assert "按期报备" in client.get(f"/lists/{BODY}/").content.decode()
    Publication.objects.filter(case_number=published.number).update(filed_on=date(2023, 6, 21))
    assert "逾期2天报备" in client.get(f"/lists/{BODY}/").content.decode()
    Publication.objects.filter(case_number=published.number).update(
        filed_on=None, filing_due_on=None
    )
    assert "无记录" in client.get(f"/lists/{BODY}/").content.decode()
